import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MANUAL_TESTS_WINDOW_MS, manualTestWaitSeconds } from '../../lib/connection-test/manual-limit.ts';

const NOW = Date.parse('2026-11-23T10:00:00.000Z');
const ago = (...seconds: readonly number[]) => seconds.map((second) => NOW - second * 1_000);

describe('five manual tests within five minutes', () => {
  test.for([
    ['none yet', ago(), null],
    ['four', ago(1, 2, 3, 4), null],
    ['five, the oldest a second old', ago(1, 1, 1, 1, 1), 299],
    ['five, the oldest four minutes old', ago(1, 60, 120, 180, 240), 60],
    ['five, the oldest almost five minutes old', ago(1, 60, 120, 180, 299.5), 1],
    ['five, the oldest just five minutes old', ago(1, 60, 120, 180, 300), null],
    ['five at this very moment', ago(0, 0, 0, 0, 0), 300],
    ['six, in any order', ago(240, 1, 120, 60, 290, 180), 60],
    ['five, all of them old', ago(400, 500, 600, 700, 800), null],
  ] as const)('%s: wait %s', ([, startedAts, seconds]) => {
    expect(manualTestWaitSeconds(startedAts, NOW)).toBe(seconds);
  });

  test('after the wait another one may begin, and a second sooner not', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 12 }), (ages) => {
        const startedAts = ages.map((age) => NOW - age);
        const seconds = manualTestWaitSeconds(startedAts, NOW);
        if (seconds === null) return;

        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(MANUAL_TESTS_WINDOW_MS / 1_000);
        expect(manualTestWaitSeconds(startedAts, NOW + seconds * 1_000)).toBeNull();
        if (seconds > 1) expect(manualTestWaitSeconds(startedAts, NOW + (seconds - 1) * 1_000)).not.toBeNull();
      }),
    );
  });
});
