import { describe, expect, test } from 'vitest';
import { atLeast, atMost, exactly, told } from './goal.ts';

const knownMiss = { adr: 'docs/adr/why.md', value: 2 } as const;

describe('a goal', () => {
  test('that is met is told as it is', () => {
    expect([atMost(3, 3), atLeast(3, 3), exactly(1_000, 1_000)].map(told)).toEqual(['≤ 3', '≥ 3', '= 1,000']);
  });

  test('that is missed fails', () => {
    const missed = [atMost(3, 3.01), atLeast(3, 2.99), exactly(3, 4), atMost(3, Number.NaN)];
    expect(missed.map(({ failed }) => failed)).toEqual([true, true, true, true]);
    expect(told(atMost(3, 4))).toBe('≤ 3 **missed**');
  });
});

describe('a goal that is known to be missed', () => {
  test('does not fail while it is no worse, but for the mood of the machine', () => {
    const known = [atMost(1, 2, knownMiss), atMost(1, 2.29, knownMiss), atLeast(3, 1.71, knownMiss)];
    expect(known.map(({ met, failed }) => ({ met, failed }))).toEqual(Array(3).fill({ met: false, failed: false }));
    expect(told(atMost(1, 2.1, knownMiss))).toBe('≤ 1 missed (known: docs/adr/why.md)');
  });

  test('fails when it has become worse, and when nothing was measured', () => {
    const worse = [atMost(1, 2.31, knownMiss), atLeast(3, 1.69, knownMiss), atMost(1, Number.NaN, knownMiss)];
    expect(worse.map(({ failed }) => failed)).toEqual([true, true, true]);
    expect(told(atMost(1, 2.31, knownMiss))).toBe('≤ 1 **missed by more than the known 2**: docs/adr/why.md');
  });

  test('is told when it is met: the declaration may be out of date', () => {
    const met = atMost(3, 2.5, knownMiss);
    expect(met.failed).toBe(false);
    expect(told(met)).toBe('≤ 3 met, though a miss is known: docs/adr/why.md');
  });
});
