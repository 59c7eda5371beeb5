import { LRUCache } from 'lru-cache';
import type { Clock } from '../time.ts';
import { mayBeHandedOut, type Token } from './token.ts';
import type { TokenFailure } from './token-failure.ts';

const TOKENS = 1_000;
/** After a failed exchange, LWA is left alone for this long: a broken connection must not hammer it. */
const COOL_DOWN_MS = 10_000;

/** What one warm environment remembers: tokens, and for some seconds failures. Memory only; the least recently used leaves first. */
export interface TokenMemory {
  token(key: string, minValidSeconds: number): Token | null;
  keep(key: string, token: Token): void;
  /** Forgets the tokens that match, those of an older secret for instance. */
  forget(matches: (key: string, token: Token) => boolean): void;
  failure(key: string): TokenFailure | null;
  coolDown(key: string, failure: TokenFailure): void;
}

export function createTokenMemory(clock: Clock): TokenMemory {
  const tokens = new LRUCache<string, Token>({ max: TOKENS });
  const failures = new LRUCache<string, { failure: TokenFailure; since: number }>({ max: TOKENS });
  return {
    token(key, minValidSeconds) {
      const token = tokens.get(key);
      return token && mayBeHandedOut(token, minValidSeconds, clock.now()) ? token : null;
    },
    keep(key, token) {
      tokens.set(key, token);
      failures.delete(key);
    },
    forget(matches) {
      for (const [key, token] of [...tokens.entries()]) if (matches(key, token)) tokens.delete(key);
    },
    failure(key) {
      const cooling = failures.get(key);
      if (!cooling) return null;
      const elapsedMs = clock.now() - cooling.since;
      // Less than nothing: the clock was set back, and nobody can wait for it.
      return elapsedMs >= 0 && elapsedMs < COOL_DOWN_MS ? cooling.failure : null;
    },
    coolDown(key, failure) {
      failures.set(key, { failure, since: clock.now() });
    },
  };
}
