import type { InconclusiveCode } from './exchange.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 2_000;

/** Full jitter: anywhere between nothing and a bound that doubles with each try. `random` is from 0 to 1. */
export function retryDelayMs(triesSoFar: number, random: number): number {
  return Math.floor(random * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (triesSoFar - 1)));
}

/** The token exchange: three tries, again after 429, 5xx and network trouble. */
export const TOKEN_EXCHANGE_TRIES = 3;

export function exchangeMayBeTriedAgain(code: InconclusiveCode): boolean {
  return code !== 'unexpected_response';
}

/** GET Feeds is never sent again after a 429: its quota (one per 45 s, burst 10) is shared with the customer's own calls. */
export function feedsMayBeTriedAgain(code: InconclusiveCode): boolean {
  return code !== 'unexpected_response' && code !== 'throttled';
}
