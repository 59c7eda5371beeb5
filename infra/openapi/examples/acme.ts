/** The connection that the examples are of, as it was entered. */
import { endpointOf } from '../../../lib/amazon/endpoints.ts';
import type { ConnectionSettingsInput } from '../../../lib/connection/settings.ts';
import { madeUpClientId, madeUpClientSecret, madeUpRefreshToken } from '../../simulated-amazon/made-up-values.ts';

export const CONNECTION_ID = 'acme-eu';
export const VERSION = '5f0c7f0a-2f5b-5d0e-9d1c-6d6f3a1b2c3d';
export const CREATED_AT = '2026-09-02T08:15:30.123Z';
export const TESTED_AT = '2026-11-23T10:00:00.000Z';

export const minimalSettings = {
  lwaClientId: madeUpClientId('acme'),
  lwaClientSecret: madeUpClientSecret('acme'),
  lwaRefreshToken: madeUpRefreshToken(CONNECTION_ID),
} satisfies ConnectionSettingsInput;

export const settings = {
  endpoint: 'eu',
  ...minimalSettings,
  displayName: 'Acme Europe',
  accountType: 'seller',
  labels: { team: 'emea' },
  expectFeeds: true,
  testing: 'on',
  clientSecretCreatedOn: '2026-09-01',
  authorizedOn: '2026-09-02',
} satisfies ConnectionSettingsInput;

export const europe = endpointOf('eu');
