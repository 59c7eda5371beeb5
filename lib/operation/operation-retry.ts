/** When an operation is sent again, and after how long. Deciding is here, waiting elsewhere. */
import { isServerError, type NoAnswer } from '../amazon/exchange.ts';

export type OperationOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | NoAnswer;

/** How often each kind of trouble was met so far. */
export interface TriesSoFar {
  readonly throttled: number;
  readonly unavailable: number;
}

export type Trouble = keyof TriesSoFar;

const THROTTLED_WAITS_SECONDS = [1, 5, 10, 20, 30, 60];
const UNAVAILABLE_WAITS_SECONDS = [1, 5, 10, 20];

const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** Whether an operation does no more when it is sent twice. A POST or PATCH that met an error may have been carried out. */
export function isRepeatable(method: string): boolean {
  return REPEATABLE.has(method);
}

export interface Retry {
  readonly trouble: Trouble;
  readonly waitMs: number;
  /** False when all tries are used up: then the wait is for the caller. */
  readonly triesLeft: boolean;
}

/** Null when the outcome is no trouble that a repeat could cure. A 429 means that the operation was not carried out, whatever its method. */
export function retryOf(method: string, outcome: OperationOutcome, soFar: TriesSoFar): Retry | null {
  if (outcome.kind === 'answer' && outcome.status === 429) {
    const { seconds, triesLeft } = waitAfter(soFar.throttled, THROTTLED_WAITS_SECONDS);
    return { trouble: 'throttled', waitMs: Math.min(seconds, refillSeconds(outcome.headers)) * 1_000, triesLeft };
  }
  const unavailable = outcome.kind !== 'answer' || isServerError(outcome.status);
  if (!unavailable || !isRepeatable(method)) return null;
  const { seconds, triesLeft } = waitAfter(soFar.unavailable, UNAVAILABLE_WAITS_SECONDS);
  return { trouble: 'unavailable', waitMs: seconds * 1_000, triesLeft };
}

/** The wait before the next try; after the last try, as long a wait again. */
function waitAfter(tries: number, waits: readonly number[]): { readonly seconds: number; readonly triesLeft: boolean } {
  return { seconds: waits[tries] ?? waits.at(-1) ?? 0, triesLeft: tries < waits.length };
}

/** The rate header tells requests a second: one more is allowed after the inverse of it. */
function refillSeconds(headers: Readonly<Record<string, string>>): number {
  const rate = Number(headers['x-amzn-ratelimit-limit']);
  return rate > 0 ? 1 / rate : Number.POSITIVE_INFINITY;
}
