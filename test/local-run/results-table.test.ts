import { describe, expect, it } from 'vitest';
import { asExpected, type ResultRow, resultsTable } from '../../infra/local-run/results-table.ts';
import type { JudgedTest } from '../../infra/verdicts/test-table.ts';

function judged(changes: Partial<JudgedTest> = {}): JudgedTest {
  return {
    endpoint: 'na',
    verdict: 'passed',
    requests: [{ latencyMs: 12.4 }, { latencyMs: 1_203.5 }],
    diagnosis: null,
    ...changes,
  };
}

const healthy: ResultRow = { connectionId: 'acme-na', test: judged(), expected: { verdict: 'passed', code: null } };
const wrongSecret: ResultRow = {
  connectionId: 'wrong-secret',
  test: judged({
    endpoint: 'eu-sandbox',
    verdict: 'failed',
    requests: [{ latencyMs: 9 }, { latencyMs: null }],
    diagnosis: { code: 'client_rejected', settings: ['lwaClientSecret', 'lwaClientId'] },
  }),
  expected: { verdict: 'failed', code: 'client_rejected' },
};
const throttled: ResultRow = {
  connectionId: 'busy',
  test: judged({ verdict: 'inconclusive', diagnosis: { code: 'throttled', settings: [] } }),
  expected: { verdict: 'inconclusive', code: 'throttled' },
};

describe('the table of results', () => {
  it('has a line for each connection, aligned, and a line of sums', () => {
    expect(resultsTable([healthy, wrongSecret, throttled], false)).toBe(
      [
        'CONNECTION    ENDPOINT    VERDICT       CAUSE            SETTING TO CORRECT            TOKEN    FEEDS',
        'acme-na       na          passed        –                –                             12 ms  1204 ms',
        'wrong-secret  eu-sandbox  failed        client_rejected  lwaClientSecret, lwaClientId   9 ms        –',
        'busy          na          inconclusive  throttled        –                             12 ms  1204 ms',
        '',
        '3 connections: 1 passed, 1 failed, 1 inconclusive; each as expected.',
      ].join('\n'),
    );
  });

  it('shows the remark on a connection that passed, with nothing to correct', () => {
    const test = judged({ diagnosis: { code: 'feeds_permission_missing', settings: ['permissions'] } });
    const expected = { verdict: 'passed', code: 'feeds_permission_missing' } as const;
    expect(resultsTable([{ connectionId: 'acme', test, expected }], false)).toMatch(
      /^acme +na +passed +feeds_permission_missing +– +12 ms +1204 ms$/m,
    );
  });

  it('says what was expected where the verdict or its cause is another', () => {
    const wrong: ResultRow = { ...wrongSecret, expected: { verdict: 'failed', code: 'wrong_region' } };
    const untested: ResultRow = { ...healthy, test: null };
    const table = resultsTable([wrong, untested, throttled], false);
    expect(table).toContain('9 ms        –  expected failed, wrong_region\n');
    expect(table).toMatch(/^acme-na .* not tested .* expected passed$/m);
    expect(table).toContain('3 connections: 0 passed, 1 failed, 1 inconclusive, 1 not tested; 2 not as expected.');
    expect([wrong, untested, throttled].map(asExpected)).toEqual([false, false, true]);
  });

  it('has colours only when it is told to, and they do not shift the columns', () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    const plain = resultsTable([healthy, wrongSecret], false);
    const coloured = resultsTable([healthy, wrongSecret], true);
    expect(plain).not.toMatch(escapes);
    expect(coloured).toMatch(escapes);
    expect(coloured.replaceAll(escapes, '')).toBe(plain);
  });
});
