import type { InconclusiveCode } from '../amazon/exchange.ts';
import type { LwaFailureCode } from '../amazon/lwa.ts';
import type { Setting } from '../connection/settings.ts';

export type FailureCode =
  | 'settings_incomplete'
  | LwaFailureCode
  | 'client_secret_expired'
  | 'wrong_region'
  | 'wrong_environment'
  | 'feeds_permission_missing'
  | 'access_refused'
  | 'access_token_rejected';

export type RemarkCode = 'sandbox_no_canned_answer';

/** A closed list that clients and alarms match on: a code is never renamed. */
export type DiagnosisCode = FailureCode | RemarkCode | InconclusiveCode;

export const DIAGNOSIS_CODES = [
  'settings_incomplete',
  'client_rejected',
  'refresh_token_rejected',
  'client_token_mismatch',
  'client_blocked',
  'request_refused',
  'client_secret_expired',
  'wrong_region',
  'wrong_environment',
  'feeds_permission_missing',
  'access_refused',
  'access_token_rejected',
  'sandbox_no_canned_answer',
  'throttled',
  'amazon_unavailable',
  'network_unreachable',
  'timed_out',
  'unexpected_response',
] as const satisfies readonly DiagnosisCode[];

/** Which settings to review for a code, most likely first. */
export const SETTINGS_TO_REVIEW: Readonly<Record<DiagnosisCode, readonly Setting[]>> = {
  settings_incomplete: ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'],
  client_rejected: ['lwaClientSecret', 'lwaClientId'],
  refresh_token_rejected: ['lwaRefreshToken'],
  client_token_mismatch: ['lwaRefreshToken', 'lwaClientId'],
  client_blocked: ['lwaClientId'],
  request_refused: [],
  client_secret_expired: ['lwaClientSecret'],
  wrong_region: ['endpoint'],
  wrong_environment: ['endpoint'],
  feeds_permission_missing: ['permissions'],
  access_refused: ['endpoint', 'permissions', 'lwaRefreshToken'],
  access_token_rejected: ['lwaRefreshToken'],
  sandbox_no_canned_answer: [],
  throttled: [],
  amazon_unavailable: [],
  network_unreachable: [],
  timed_out: [],
  unexpected_response: [],
};
