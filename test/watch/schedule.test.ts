import { describe, expect, it } from 'vitest';
import { dueTimeOf, slotAt, TEST_INTERVALS_MINUTES } from '../../lib/watch/schedule.ts';

const RUN_MS = 15 * 60_000;
const MIDNIGHT = Date.UTC(2026, 10, 23);
const ids = Array.from({ length: 5_000 }, (_, index) => `connection-${index}`);

describe.each(TEST_INTERVALS_MINUTES)('with an interval of %d minutes', (interval) => {
  const slots = interval / 15;

  it('each connection is due in exactly one run of every interval', () => {
    for (const firstRun of [MIDNIGHT, MIDNIGHT + 7 * RUN_MS, Date.UTC(1999, 11, 31, 23, 45)]) {
      const served = Array.from({ length: slots }, (_, run) => slotAt(firstRun + run * RUN_MS, interval));
      expect(served.toSorted((a, b) => a - b)).toEqual(Array.from({ length: slots }, (_, slot) => slot));
    }
    for (const id of ids)
      expect(dueTimeOf(id, interval).slot).toBeOneOf(Array.from({ length: slots }, (_, slot) => slot));
  });

  it('a run that starts late serves the slot that it was meant for', () => {
    expect(slotAt(MIDNIGHT + RUN_MS - 1, interval)).toBe(slotAt(MIDNIGHT, interval));
    if (slots > 1) expect(slotAt(MIDNIGHT + RUN_MS, interval)).not.toBe(slotAt(MIDNIGHT, interval));
  });

  it('the fleet is spread over the slots, none with twice its share', () => {
    const share = Array.from({ length: slots }, () => 0);
    for (const id of ids) {
      const { slot } = dueTimeOf(id, interval);
      share[slot] = (share[slot] ?? 0) + 1;
    }
    const fair = ids.length / slots;
    expect(Math.max(...share)).toBeLessThan(2 * fair);
    expect(Math.min(...share)).toBeGreaterThan(fair / 3);
  });
});

describe('the delay within a slot', () => {
  const delays = ids.map((id) => dueTimeOf(id, 60).delaySeconds);

  it('is 0 to 840 whole seconds', () => {
    for (const delay of delays) {
      expect(Number.isInteger(delay)).toBe(true);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(840);
    }
  });

  it('spreads the fleet over the quarter of an hour', () => {
    for (let from = 0; from < 840; from += 84) {
      const within = delays.filter((delay) => delay >= from && delay < from + 84).length;
      expect(within).toBeGreaterThan(ids.length / 20);
      expect(within).toBeLessThan(ids.length / 5);
    }
  });

  it('does not depend on the slot: a slot has all delays', () => {
    const ofOneSlot = ids.map((id) => dueTimeOf(id, 60)).filter(({ slot }) => slot === 2);
    expect(Math.max(...ofOneSlot.map(({ delaySeconds }) => delaySeconds))).toBeGreaterThan(750);
    expect(Math.min(...ofOneSlot.map(({ delaySeconds }) => delaySeconds))).toBeLessThan(90);
  });
});

it('stays what it was: a new release must not move the fleet', () => {
  expect(dueTimeOf('acme-eu', 60)).toEqual({ slot: 2, delaySeconds: 799 });
  expect(dueTimeOf('acme-eu', 1440)).toEqual({ slot: 86, delaySeconds: 799 });
});
