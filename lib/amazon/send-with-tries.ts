import type { Clock, Random } from '../time.ts';
import type { AmazonHttp, AmazonOutcome, AmazonRequest } from './exchange.ts';
import { retryDelayMs } from './retry.ts';

export interface Sending {
  readonly http: AmazonHttp;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Tries<Reading> {
  readonly request: AmazonRequest;
  readonly interpret: (outcome: AmazonOutcome) => Reading;
  readonly mayTryAgain: (reading: Reading) => boolean;
  readonly tries: number;
  /** How long one answer may take. */
  readonly timeoutMs: number;
  /** When all must be over, epoch milliseconds. */
  readonly deadlineAt: number;
}

export interface Sent<Reading> {
  readonly reading: Reading;
  readonly outcome: AmazonOutcome;
  /** Of the last try; null when the deadline left no time for one. */
  readonly latencyMs: number | null;
  /** Requests sent in all. */
  readonly attempts: number;
  /** When the last try began, epoch milliseconds: the life of a token that it brought counts from here. */
  readonly startedAt: number;
}

/** Sends until an answer settles the matter, the tries are used up, or the deadline leaves no room for another. */
export async function sendWithTries<Reading>(sending: Sending, plan: Tries<Reading>): Promise<Sent<Reading>> {
  const { clock } = sending;
  let attempts = 0;
  let last: Sent<Reading> = settle(plan, { kind: 'timed_out' }, null, attempts, clock.now());
  for (let count = 1; count <= plan.tries; count += 1) {
    const startedAt = clock.now();
    const timeoutMs = Math.min(plan.timeoutMs, plan.deadlineAt - startedAt);
    if (timeoutMs <= 0) return last;
    const { outcome, latencyMs, sent } = await sending.http.send(plan.request, timeoutMs);
    attempts += sent;
    last = settle(plan, outcome, latencyMs, attempts, startedAt);
    if (count === plan.tries || !plan.mayTryAgain(last.reading)) return last;
    const delayMs = retryDelayMs(count, sending.random());
    if (clock.now() + delayMs >= plan.deadlineAt) return last;
    await clock.sleep(delayMs);
  }
  return last;
}

function settle<Reading>(
  plan: Tries<Reading>,
  outcome: AmazonOutcome,
  latencyMs: number | null,
  attempts: number,
  startedAt: number,
): Sent<Reading> {
  return { reading: plan.interpret(outcome), outcome, latencyMs, attempts, startedAt };
}
