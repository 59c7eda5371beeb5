import { ulid } from 'ulid';

/**
 * A ULID: unique, and sorting by its time (epoch milliseconds; now unless said). Not a secret, so plain randomness does; the
 * cryptographic one, asked sixteen times for an id, costs more than the rest of a test's bookkeeping.
 */
export function newId(epochMs: number = Date.now()): string {
  return ulid(epochMs, Math.random);
}
