/** What LWA and the Tokens API have in common: a token with a life. */
import { Secret } from '../secret.ts';

export interface FreshToken {
  readonly token: Secret;
  readonly expiresInSeconds: number;
}

/** Longer lives than this would leave the range of a date; Amazon's are an hour. */
const LONGEST_LIFE_SECONDS = 365 * 24 * 3600;

/**
 * A header value must be able to carry the token (RFC 9110: visible characters, spaces and tabs). One that none can carry could
 * not be shown to the SP-API: an answer that brings it is as unexpected as one that brings none.
 */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/;

/** Null when the two members are not a token (text, not empty) and its life (more than 0 seconds, as a number or in digits). */
export function readToken(token: unknown, life: unknown): FreshToken | null {
  if (typeof token !== 'string' || !HEADER_VALUE.test(token)) return null;
  const seconds = typeof life === 'string' && /^\d+$/.test(life) ? Number(life) : life;
  if (typeof seconds !== 'number' || !(seconds > 0)) return null;
  return { token: new Secret(token), expiresInSeconds: Math.min(seconds, LONGEST_LIFE_SECONDS) };
}
