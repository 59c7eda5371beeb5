import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OperationOutcome, retryOf, type TriesSoFar } from '../../lib/operation/operation-retry.ts';

const NONE: TriesSoFar = { throttled: 0, unavailable: 0 };
const METHODS = ['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS'] as const;
const REPEATABLE: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE'];

const answer = (status: number, rate?: string): OperationOutcome => ({
  kind: 'answer',
  status,
  headers: rate === undefined ? {} : { 'x-amzn-ratelimit-limit': rate },
});

/** The waits in seconds while Amazon goes on answering the same; the last entry is what the caller is told. */
function waits(method: string, outcome: OperationOutcome): { waits: number[]; toldAtLast: number | null } {
  const all: number[] = [];
  let soFar = NONE;
  for (;;) {
    const retry = retryOf(method, outcome, soFar);
    if (!retry?.triesLeft) return { waits: all, toldAtLast: retry && retry.waitMs / 1_000 };
    all.push(retry.waitMs / 1_000);
    soFar = { ...soFar, [retry.trouble]: soFar[retry.trouble] + 1 };
  }
}

describe('429', () => {
  test.for(METHODS)('is tried again six times, later and later: %s', (method) => {
    expect(waits(method, answer(429))).toEqual({ waits: [1, 5, 10, 20, 30, 60], toldAtLast: 60 });
  });

  test.for([
    ['5.0', [0.2, 0.2, 0.2, 0.2, 0.2, 0.2], 0.2],
    ['100', [0.01, 0.01, 0.01, 0.01, 0.01, 0.01], 0.01],
    ['0.0222', [1, 5, 10, 20, 30, 1 / 0.0222], 1 / 0.0222],
    ['0.0056', [1, 5, 10, 20, 30, 60], 60],
    ['0.1', [1, 5, 10, 10, 10, 10], 10],
  ] as const)('waits no longer than until the rate of %s allows one more', ([rate, expected, told]) => {
    const seen = waits('GET', answer(429, rate));
    expect(seen.waits).toHaveLength(6);
    for (const [index, seconds] of expected.entries()) expect(seen.waits[index]).toBeCloseTo(seconds, 6);
    expect(seen.toldAtLast).toBeCloseTo(told, 6);
  });

  test.for(['', '0', '-1', 'soon', 'NaN', '5.0, 5.0'])('does not follow a rate that is none: "%s"', (rate) => {
    expect(waits('GET', answer(429, rate)).waits).toEqual([1, 5, 10, 20, 30, 60]);
  });
});

describe('trouble on the side of Amazon or the network', () => {
  const troubles: readonly (readonly [string, OperationOutcome])[] = [
    ...[500, 501, 502, 503, 504, 599].map((status) => [String(status), answer(status, '100')] as const),
    ['a broken connection', { kind: 'network_unreachable' }],
    ['a time-out', { kind: 'timed_out' }],
  ];

  test.for(troubles)('is tried again four times where that is safe: %s', ([, outcome]) => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      expect(waits(method, outcome)).toEqual({ waits: [1, 5, 10, 20], toldAtLast: 20 });
    }
  });

  test.for(troubles)('is left alone where a repeat could do the same twice: %s', ([, outcome]) => {
    for (const method of ['POST', 'PATCH', 'OPTIONS']) expect(retryOf(method, outcome, NONE)).toBeNull();
  });
});

test('every other status is for the caller', () => {
  const others = [200, 201, 202, 204, 301, 302, 304, 307, 400, 401, 403, 404, 408, 409, 413, 415, 422, 600, 999];
  for (const status of others) for (const method of METHODS) expect(retryOf(method, answer(status), NONE)).toBeNull();
});

test('two kinds of trouble are counted apart, and no mixture of them makes more than eleven requests', () => {
  const trouble = fc.constantFrom<OperationOutcome[]>(answer(429), answer(503), { kind: 'network_unreachable' });
  fc.assert(
    fc.property(
      fc.constantFrom(...METHODS),
      fc.array(trouble, { minLength: 12, maxLength: 30 }),
      (method, outcomes) => {
        let soFar = NONE;
        let requests = 0;
        for (const outcome of outcomes) {
          requests += 1;
          const retry = retryOf(method, outcome, soFar);
          if (!retry?.triesLeft) break;
          soFar = { ...soFar, [retry.trouble]: soFar[retry.trouble] + 1 };
        }
        expect(requests).toBeLessThanOrEqual(REPEATABLE.includes(method) ? 11 : 7);
      },
    ),
  );
});
