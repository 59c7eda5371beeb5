import type { Setting } from '../api/shapes.ts';
import type { Field } from './draft.ts';

/** As labels call them. */
export const FIELD_NAMES: Readonly<Record<Field, string>> = {
  connectionId: 'Connection id',
  endpoint: 'Endpoint',
  lwaClientId: 'LWA client id',
  lwaClientSecret: 'LWA client secret',
  lwaRefreshToken: 'LWA refresh token',
  displayName: 'Display name',
  accountType: 'Account type',
  expectFeeds: 'Uses the Feeds API',
  testing: 'Scheduled tests',
  labels: 'Labels',
  clientSecretCreatedOn: 'Client secret made on',
  authorizedOn: 'Authorized on',
};

export const SETTING_NAMES: Readonly<Record<Setting, string>> = {
  endpoint: FIELD_NAMES.endpoint,
  lwaClientId: FIELD_NAMES.lwaClientId,
  lwaClientSecret: FIELD_NAMES.lwaClientSecret,
  lwaRefreshToken: FIELD_NAMES.lwaRefreshToken,
  permissions: 'Permissions of the application, at Amazon',
};

export const fieldId = (field: Field) => `field-${field}`;
