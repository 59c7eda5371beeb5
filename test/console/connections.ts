import type { Connection, TestResult } from '../../infra/console/page/api/shapes.ts';

export const NOW_MS = Date.parse('2026-11-23T10:00:00.000Z');

type Request = TestResult['requests'][0];

const answered = (name: Request['name'], latencyMs: number | null): Request => ({
  name,
  method: name === 'get-feeds' ? 'GET' : 'POST',
  url: 'https://api.amazon.com/auth/o2/token',
  outcome: 'passed',
  status: 200,
  latencyMs,
  attempts: 1,
  requestId: 'r1',
  error: null,
});

/** A test that passed, but for what is said. */
export function aTest(
  differing: Partial<Omit<TestResult, 'requests'>> = {},
  latenciesMs: readonly [number | null, number | null] = [100, 200],
): TestResult {
  return {
    testId: '01J',
    connectionId: 'acme',
    version: 'v1',
    trigger: 'schedule',
    endpoint: 'na',
    verdict: 'passed',
    startedAt: '2026-11-23T09:00:00.000Z',
    durationMs: 300,
    diagnosis: null,
    warnings: [],
    ...differing,
    requests: [answered('token-exchange', latenciesMs[0]), answered('get-feeds', latenciesMs[1])],
  };
}

export function diagnosis(
  code: NonNullable<TestResult['diagnosis']>['code'],
  settings: NonNullable<TestResult['diagnosis']>['settings'] = [],
): NonNullable<TestResult['diagnosis']> {
  return { code, settings, summary: 's', remedy: 'r', reference: 'https://developer-docs.amazon.com/', evidence: [] };
}

/** A healthy connection, but for what is said. */
export function aConnection(differing: Partial<Connection> = {}): Connection {
  return {
    connectionId: 'acme',
    endpoint: 'na',
    baseUrl: 'https://sellingpartnerapi-na.amazon.com',
    lwaClientId: 'amzn1.application-oa2-client.1',
    displayName: null,
    accountType: null,
    labels: {},
    expectFeeds: true,
    testing: 'on',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    version: 'v1',
    state: 'passed',
    stateSince: '2026-01-01T00:00:00.000Z',
    latestTest: aTest(),
    clientSecretCreatedOn: null,
    clientSecretExpiresOn: null,
    authorizedOn: null,
    authorizationReviewOn: null,
    ...differing,
  };
}
