import { expect, test } from 'vitest';
import { leavingTimeToKeep } from '../../lib/connection-test/deadline.ts';

const NOW = Date.UTC(2026, 10, 23);

test.for([
  [29_000, 24_000],
  [20_000, 15_000],
  [8_000, 6_000],
  [1_000, 750],
  [0, 0],
  [-500, -500],
])('of %d ms that are left, the test itself may take %d', ([leftMs = 0, expected = 0]) => {
  expect(leavingTimeToKeep(NOW + leftMs, NOW)).toBe(NOW + expected);
});
