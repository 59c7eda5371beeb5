/** Ports of time and chance: injected, so that every expiry, delay and jitter can be tested to the millisecond. */
export interface Clock {
  /** Wall-clock time, epoch milliseconds. Expiry is judged by it: a monotonic clock may stand still while Lambda freezes. */
  now(): number;
  sleep(delayMs: number): Promise<void>;
}

/** A number from 0 (included) to 1 (excluded). */
export type Random = () => number;

export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
