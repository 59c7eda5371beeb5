import type { Timers } from '../../infra/local-run/timers.ts';

export interface ManualTimers extends Timers {
  /** Moves the time on, and runs what has become due, in order. */
  advance(ms: number): void;
  /** How long until the next timer runs out; null when none is set. */
  nextInMs(): number | null;
}

/** Timers that stand still until a test moves them. */
export function manualTimers(startAt = Date.parse('2026-11-23T10:00:00.000Z')): ManualTimers {
  let now = startAt;
  const pending = new Set<{ readonly dueAt: number; readonly run: () => void }>();
  const first = () => [...pending].sort((left, right) => left.dueAt - right.dueAt)[0];
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { dueAt: now + delayMs, run };
      pending.add(timer);
      return () => pending.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = first(); timer && timer.dueAt <= until; timer = first()) {
        pending.delete(timer);
        now = timer.dueAt;
        timer.run();
      }
      now = until;
    },
    nextInMs() {
      const timer = first();
      return timer ? timer.dueAt - now : null;
    },
  };
}
