import { describe, expect, test } from 'vitest';
import { growth, median, pairedRatio, quantile } from './statistics.ts';

test('the median lies in the middle, or between the two that do', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

test('a quantile lies where such a share of the values is below it', () => {
  expect(quantile([10, 0, 20, 30, 40], 0.25)).toBe(10);
  expect(quantile([0, 10], 0.99)).toBeCloseTo(9.9);
});

test('a ratio is taken round by round: a round in which both were slow changes nothing', () => {
  expect(pairedRatio([10, 100, 10], [20, 200, 20])).toBe(0.5);
});

describe('the growth of a series', () => {
  test('is nothing where it only swings', () => {
    expect(growth([100, 103, 99, 101, 102, 100, 101])).toBeCloseTo(0, 2);
  });

  test('is what it has gained by its end', () => {
    expect(growth([100, 110, 120, 130, 140])).toBeCloseTo(40 / 120);
  });

  test('sees a small steady leak under large swings, and is not misled by one leap', () => {
    expect(growth([100, 108, 103, 112, 107, 115, 112, 120])).toBeGreaterThan(0.1);
    expect(growth([100, 100, 100, 180, 100, 100, 100])).toBe(0);
  });
});
