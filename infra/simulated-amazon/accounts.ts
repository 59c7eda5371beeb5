/**
 * The accounts that the simulated Amazon has from the start: healthy ones, and one for each thing that goes wrong in
 * practice. `expected` is what a connection test that seeks evidence says of their settings.
 */
import { type AccountOutline, account, type SimulatedAccount } from './account.ts';
import { madeUpClientId, madeUpClientSecret } from './made-up-values.ts';

/** One private application, authorized once in each region. */
const ACME = { name: 'acme' };

const HEALTHY: readonly AccountOutline[] = [
  {
    name: 'acme-na',
    description: 'A healthy seller in North America that has sent a feed.',
    application: ACME,
    recentFeed: true,
    settings: { displayName: 'Acme North America', labels: { team: 'americas' } },
  },
  {
    name: 'acme-eu',
    description: 'A healthy seller in Europe.',
    application: ACME,
    authorizedFor: 'eu',
    settings: { displayName: 'Acme Europe', labels: { team: 'emea' } },
  },
  {
    name: 'acme-fe',
    description: 'A healthy seller in the Far East.',
    application: ACME,
    authorizedFor: 'fe',
    settings: { displayName: 'Acme Far East', labels: { team: 'apac' } },
  },
  {
    name: 'acme-vendor',
    description: 'A healthy vendor in Europe.',
    authorizedFor: 'eu',
    accountType: 'vendor',
    settings: { displayName: 'Acme Wholesale', labels: { team: 'emea' } },
  },
  {
    name: 'acme-sandbox',
    description: 'A healthy sandbox application in North America.',
    authorizedFor: 'na-sandbox',
    settings: { displayName: 'Acme sandbox' },
  },
  {
    name: 'slow',
    description: 'Answers rightly, after two seconds (LWA) and three (SP-API).',
    fault: { lwa: { kind: 'delay', milliseconds: 2_000 }, spApi: { kind: 'delay', milliseconds: 3_000 } },
  },
  {
    name: 'feeds-not-expected',
    description: 'The application has no role for Feeds, and the connection says that it needs none.',
    roles: ['Finance and Accounting'],
    settings: { expectFeeds: false },
    expected: { verdict: 'passed', code: 'feeds_permission_missing' },
  },
];

/** A setting or a permission must change. */
const BROKEN: readonly AccountOutline[] = [
  {
    name: 'no-feeds-role',
    description: 'The application has no role for Feeds; the Sellers API answers.',
    roles: ['Finance and Accounting'],
    expected: { verdict: 'failed', code: 'feeds_permission_missing' },
  },
  {
    name: 'wrong-secret',
    description: 'The connection has the client secret of another application.',
    settings: { lwaClientSecret: madeUpClientSecret('somebody-else') },
    expected: { verdict: 'failed', code: 'client_rejected' },
  },
  {
    name: 'revoked-token',
    description: 'The seller has withdrawn the authorization.',
    revoked: true,
    expected: { verdict: 'failed', code: 'refresh_token_rejected' },
  },
  {
    name: 'mixed-up-application',
    description: 'The connection has the client id and secret of the application acme, and a refresh token of another.',
    settings: { lwaClientId: madeUpClientId('acme'), lwaClientSecret: madeUpClientSecret('acme') },
    expected: { verdict: 'failed', code: 'client_token_mismatch' },
  },
  {
    name: 'expired-secret',
    description: 'The client secret is past its 180 days: LWA still issues tokens, the SP-API refuses them.',
    application: { clientSecretExpired: true },
    expected: { verdict: 'failed', code: 'client_secret_expired' },
  },
  {
    name: 'wrong-region',
    description: 'The connection says North America, the account is in Europe.',
    authorizedFor: 'eu',
    settings: { endpoint: 'na' },
    expected: { verdict: 'failed', code: 'wrong_region' },
  },
  {
    name: 'wrong-environment',
    description: 'The connection says production, the application is a sandbox one.',
    authorizedFor: 'na-sandbox',
    settings: { endpoint: 'na' },
    expected: { verdict: 'failed', code: 'wrong_environment' },
  },
  {
    name: 'blocked-application',
    description: 'Amazon has blocked the application.',
    application: { blocked: true },
    expected: { verdict: 'failed', code: 'client_blocked' },
  },
  {
    name: 'suspended',
    description: 'Amazon has deactivated the account and refuses everything without a reason.',
    suspended: true,
    expected: { verdict: 'failed', code: 'access_refused' },
  },
];

/** Nothing to correct: Amazon, the network or a quota. */
const UNCERTAIN: readonly AccountOutline[] = [
  {
    name: 'throttled',
    description: "The seller's own jobs use up the quota of Feeds.",
    exhaustedQuotas: ['getFeeds'],
    expected: { verdict: 'inconclusive', code: 'throttled' },
  },
  {
    name: 'unavailable',
    description: 'The SP-API answers 503.',
    fault: { spApi: { kind: 'status', status: 503 } },
    expected: { verdict: 'inconclusive', code: 'amazon_unavailable' },
  },
  {
    name: 'html-answer',
    description: 'The SP-API answers 403 with a page of HTML.',
    fault: { spApi: { kind: 'html', status: 403 } },
    expected: { verdict: 'inconclusive', code: 'unexpected_response' },
  },
  {
    name: 'connection-reset',
    description: 'The SP-API resets every connection.',
    fault: { spApi: { kind: 'reset' } },
    expected: { verdict: 'inconclusive', code: 'network_unreachable' },
  },
];

const NOT_SAVED: readonly AccountOutline[] = [
  { name: 'newcomer-na', description: 'A healthy seller in North America, not saved yet.' },
  {
    name: 'newcomer-vendor',
    description: 'A healthy vendor in the Far East, not saved yet.',
    authorizedFor: 'fe',
    accountType: 'vendor',
  },
  {
    name: 'newcomer-wrong-secret',
    description: 'Not saved yet: with the client secret of another application.',
    settings: { lwaClientSecret: madeUpClientSecret('somebody-else') },
    expected: { verdict: 'failed', code: 'client_rejected' },
  },
  {
    name: 'newcomer-wrong-region',
    description: 'Not saved yet: an account in the Far East, for which the settings say Europe.',
    authorizedFor: 'fe',
    settings: { endpoint: 'eu' },
    expected: { verdict: 'failed', code: 'wrong_region' },
  },
  {
    name: 'never-answers',
    description: 'Not saved yet: the SP-API takes the request and never answers.',
    fault: { spApi: { kind: 'never' } },
    expected: { verdict: 'inconclusive', code: 'timed_out' },
  },
];

export const BUILT_IN_ACCOUNTS: readonly SimulatedAccount[] = [
  ...[...HEALTHY, ...BROKEN, ...UNCERTAIN].map(account),
  ...NOT_SAVED.map((outline) => account({ ...outline, saved: false })),
];
