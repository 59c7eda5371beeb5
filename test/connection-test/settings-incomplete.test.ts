import { expect, test } from 'vitest';
import { parseStoredConnection } from '../../lib/connection/stored-connection.ts';
import { settingsIncomplete } from '../../lib/connection-test/settings-incomplete.ts';
import { parseTestResult } from '../../lib/connection-test/test-result-schema.ts';

const TEST = { testId: 't1', trigger: 'manual', startedMs: Date.parse('2026-11-23T10:00:00.000Z') } as const;

function resultOf(secretString: string | undefined, version: string | null = 'v1') {
  const parsed = parseStoredConnection('acme-eu', version, secretString, undefined);
  if (parsed.ok) throw new Error('This is a connection.');
  return settingsIncomplete(parsed.failure, TEST);
}

test.for([
  ['no JSON', 'not JSON', 'na', ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken']],
  ['no value at all', undefined, 'na', ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken']],
  ['one value missing', '{"endpoint":"fe","lwaClientId":"a","lwaClientSecret":"b"}', 'fe', ['lwaRefreshToken']],
  ['one value empty', '{"lwaClientId":"a","lwaClientSecret":" ","lwaRefreshToken":"c"}', 'na', ['lwaClientSecret']],
  [
    'an unknown endpoint',
    '{"endpoint":"mars","lwaClientId":"a","lwaClientSecret":"b","lwaRefreshToken":"c"}',
    'na',
    ['endpoint'],
  ],
] as const)('a stored secret with %s fails its test, and nothing is sent', ([, secretString, endpoint, settings]) => {
  const result = resultOf(secretString);

  expect(result).toMatchObject({
    testId: 't1',
    connectionId: 'acme-eu',
    version: 'v1',
    trigger: 'manual',
    endpoint,
    verdict: 'failed',
    startedAt: '2026-11-23T10:00:00.000Z',
    durationMs: 0,
    diagnosis: { code: 'settings_incomplete', settings, evidence: [] },
    warnings: [],
  });
  const skipped = { outcome: 'skipped', status: null, latencyMs: null, attempts: 0, requestId: null, error: null };
  expect(result.requests).toMatchObject([
    { name: 'token-exchange', method: 'POST', url: 'https://api.amazon.com/auth/o2/token', ...skipped },
    { name: 'get-feeds', method: 'GET', url: expect.stringContaining(`sellingpartnerapi-${endpoint}`), ...skipped },
  ]);
  expect(parseTestResult(JSON.stringify(result))).toEqual(result);
});

test('a stored secret that never had a value has no version', () => {
  expect(resultOf(undefined, null).version).toBeNull();
});
