import { describe, expect, test } from 'vitest';
import { countTest, observeTest } from '../../lib/connection-test/observe-test.ts';
import { answer, refusal } from '../amazon/answers.ts';
import { noted } from '../noted-invocation.ts';
import { FEEDS, runTest, type Script, TOKEN } from './scripted-amazon.ts';

describe('what a test leaves behind', () => {
  test.for([
    [
      'a pass',
      { lwa: [TOKEN], 'feeds eu': [FEEDS] },
      [
        ['TestsRun[passed]', 1],
        ['TokenExchanges[passed]', 1],
        ['TestLatencyMs[token-exchange]', 100],
        ['TestLatencyMs[get-feeds]', 100],
      ],
      'feeds-request',
    ],
    [
      'a refused exchange',
      { lwa: [answer(401, { error: 'invalid_client' }, { 'x-amzn-requestid': 'lwa-request' })] },
      [
        ['TestsRun[failed]', 1],
        ['TestsFailed[client_rejected]', 1],
        ['TokenExchanges[failed]', 1],
        ['TestLatencyMs[token-exchange]', 100],
      ],
      'lwa-request',
    ],
    [
      'trouble',
      { lwa: [TOKEN], 'feeds eu': [answer(429, '')] },
      [
        ['TestsRun[inconclusive]', 1],
        ['TestsFailed[throttled]', 1],
        ['TokenExchanges[passed]', 1],
        ['TestLatencyMs[token-exchange]', 100],
        ['TestLatencyMs[get-feeds]', 100],
      ],
      // The last answer had none: that of the exchange is not it.
      null,
    ],
    [
      'no answer of Feeds',
      { lwa: [TOKEN], 'feeds eu': [{ kind: 'timed_out' }, { kind: 'timed_out' }] },
      [
        ['TestsRun[inconclusive]', 1],
        ['TestsFailed[timed_out]', 1],
        ['TokenExchanges[passed]', 1],
        ['TestLatencyMs[token-exchange]', 100],
        ['TestLatencyMs[get-feeds]', 100],
      ],
      'lwa-request',
    ],
  ] as readonly [string, Script, [string, number][], string | null][])(
    'by %s',
    async ([, script, measured, amazonRequestId]) => {
      const invocation = noted(0);
      const { result } = await runTest(script);
      observeTest(result, 'arn:aws:iam::123456789012:user/eve', invocation);

      expect(invocation.measured).toEqual(measured);
      expect(invocation.audits).toEqual([
        {
          caller: 'arn:aws:iam::123456789012:user/eve',
          connectionId: 'acme-eu',
          action: 'test',
          grant: null,
          outcome: result.verdict,
          amazonRequestId,
        },
      ]);
    },
  );

  test('a remark on a pass is no failure', async () => {
    const invocation = noted(0);
    const script = { lwa: [TOKEN], 'feeds eu': [answer(403, refusal(''))] };
    const { result } = await runTest(script, { settings: { expectFeeds: false }, mayAskForEvidence: false });
    countTest(result, invocation);

    expect(invocation.total('TestsRun[passed]')).toBe(1);
    expect(invocation.measured.filter(([name]) => name.startsWith('TestsFailed'))).toEqual([]);
    expect(invocation.audits).toEqual([]);
  });
});
