/** Tests by hand are limited: they spend the Feeds quota (burst 10) that belongs to the customer's own calls. */

export const MANUAL_TESTS = 5;
export const MANUAL_TESTS_WINDOW_MS = 5 * 60_000;

/**
 * Null when another manual test may begin now, else the seconds until one may: until the oldest of the last five is five
 * minutes old. Times are epoch milliseconds, in any order.
 */
export function manualTestWaitSeconds(startedAts: readonly number[], now: number): number | null {
  const recent = startedAts.filter((startedAt) => startedAt > now - MANUAL_TESTS_WINDOW_MS).toSorted((a, b) => b - a);
  const oldestThatCounts = recent[MANUAL_TESTS - 1];
  if (oldestThatCounts === undefined) return null;
  return Math.max(1, Math.ceil((oldestThatCounts + MANUAL_TESTS_WINDOW_MS - now) / 1_000));
}
