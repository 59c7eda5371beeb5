import type { Clock } from '../lib/time.ts';

export interface HandClock extends Clock {
  /** Jumps, back too: nothing that sleeps is woken. */
  jump(milliseconds: number): void;
  /** How long was slept, in order. */
  readonly slept: readonly number[];
}

/** A clock that a test moves. Whoever sleeps moves it by as much and goes on at once. */
export function handClock(startMs = Date.UTC(2026, 10, 23, 10)): HandClock {
  let nowMs = startMs;
  const slept: number[] = [];
  return {
    slept,
    now: () => nowMs,
    jump: (milliseconds) => {
      nowMs += milliseconds;
    },
    async sleep(delayMs) {
      slept.push(delayMs);
      nowMs += delayMs;
    },
  };
}
