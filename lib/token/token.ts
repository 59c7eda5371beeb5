import type { FreshToken } from '../amazon/token-answer.ts';
import type { Secret } from '../secret.ts';

export interface Token {
  readonly token: Secret;
  /** Epoch milliseconds, by the wall clock: Lambda freezes between invocations, and a monotonic clock may stand still. */
  readonly expiresAt: number;
}

/** Validity that a caller gets unless it asks for another, in seconds. */
export const DEFAULT_MIN_VALID_SECONDS = 60;

/** The life of a token counts from when it was asked for, not from when the answer arrived. */
export function tokenFrom(fresh: FreshToken, requestedAt: number): Token {
  return { token: fresh.token, expiresAt: requestedAt + fresh.expiresInSeconds * 1_000 };
}

/** Whether a token in memory may be handed out: never one with less life than asked, and never a dead one. */
export function mayBeHandedOut(token: Token, minValidSeconds: number, now: number): boolean {
  const remainingMs = token.expiresAt - now;
  return remainingMs > 0 && remainingMs >= minValidSeconds * 1_000;
}
