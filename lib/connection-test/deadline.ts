/** Enough for secret, event and items, tries included. */
const KEEPING_MS = 5_000;

/**
 * When a test that is to be kept must be over: Amazon may not use up the time in which its answer is kept. Of a short
 * invocation a quarter is left. Epoch milliseconds, all of them.
 */
export function leavingTimeToKeep(deadlineAt: number, now: number): number {
  return deadlineAt - Math.max(0, Math.min(KEEPING_MS, (deadlineAt - now) / 4));
}
