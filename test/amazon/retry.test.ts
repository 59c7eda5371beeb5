import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  exchangeMayBeTriedAgain,
  feedsMayBeTriedAgain,
  retryDelayMs,
  TOKEN_EXCHANGE_TRIES,
} from '../../lib/amazon/retry.ts';

describe('the delay before another try', () => {
  test('has full jitter: from nothing to a bound that doubles, up to two seconds', () => {
    const bounds = [1, 2, 3, 4, 5, 50].map((tries) => retryDelayMs(tries, 1 - Number.EPSILON));

    expect(bounds).toEqual([249, 499, 999, 1_999, 1_999, 1_999]);
    expect([1, 2, 3].map((tries) => retryDelayMs(tries, 0))).toEqual([0, 0, 0]);
    expect(retryDelayMs(1, 0.5)).toBe(125);
  });

  test('is a whole number of milliseconds within the bound, always', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), random, (tries, chance) => {
        const delayMs = retryDelayMs(tries, chance);

        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThan(Math.min(2_000, 250 * 2 ** (tries - 1)));
      }),
    );
  });
});

test.for([
  ['throttled', true, false],
  ['amazon_unavailable', true, true],
  ['network_unreachable', true, true],
  ['timed_out', true, true],
  ['unexpected_response', false, false],
] as const)('after %s the exchange is tried again: %s; getFeeds: %s', ([code, exchange, feeds]) => {
  expect([exchangeMayBeTriedAgain(code), feedsMayBeTriedAgain(code)]).toEqual([exchange, feeds]);
});

test('the exchange has three tries', () => {
  expect(TOKEN_EXCHANGE_TRIES).toBe(3);
});
