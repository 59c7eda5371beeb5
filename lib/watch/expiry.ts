/** What somebody must renew by a day, soonest first: client secrets and authorizations, as far as their dates are known. */
import type { IndexEntry } from '../connection/connection-index.ts';
import { authorizationReviewAt, clientSecretExpiresAt } from '../connection/countdown.ts';
import { isoTime } from '../time.ts';

export interface Expiry {
  readonly connectionId: string;
  readonly expiring: 'client-secret' | 'authorization';
  /** Calendar date. */
  readonly expiresOn: string;
  /** Whole days; negative when it has passed. */
  readonly daysLeft: number;
}

const DAY_MS = 24 * 3_600_000;

/** `now` in epoch milliseconds. */
export function expiriesOf(fleet: readonly IndexEntry[], now: number): Expiry[] {
  return fleet
    .flatMap(({ connectionId, clientSecretCreatedOn, authorizedOn }) => [
      ...expiry(connectionId, 'client-secret', clientSecretExpiresAt(clientSecretCreatedOn), now),
      ...expiry(connectionId, 'authorization', authorizationReviewAt(authorizedOn), now),
    ])
    .sort((one, other) => one.daysLeft - other.daysLeft);
}

function expiry(connectionId: string, expiring: Expiry['expiring'], expiresAt: number | null, now: number): Expiry[] {
  if (expiresAt === null) return [];
  const expiresOn = isoTime(expiresAt).slice(0, 10);
  return [{ connectionId, expiring, expiresOn, daysLeft: Math.floor((expiresAt - now) / DAY_MS) }];
}
