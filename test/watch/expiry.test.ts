import { expect, it } from 'vitest';
import type { IndexEntry } from '../../lib/connection/connection-index.ts';
import { expiriesOf } from '../../lib/watch/expiry.ts';
import { minuteMs } from './fixtures.ts';

/** 23 November 2026, 10:00 UTC. */
const NOW = minuteMs(0);

function entry(connectionId: string, clientSecretCreatedOn: string | null, authorizedOn: string | null): IndexEntry {
  return {
    connectionId,
    version: 'v1',
    description: null,
    endpoint: 'na',
    testing: 'on',
    clientSecretCreatedOn,
    authorizedOn,
    savedAt: 0,
  };
}

it('what must be renewed is listed by connection and day, soonest first, with the whole days that are left', () => {
  const fleet = [entry('later', '2026-11-01', '2026-06-01'), entry('over', '2026-05-01', null)];
  expect(expiriesOf(fleet, NOW)).toEqual([
    { connectionId: 'over', expiring: 'client-secret', expiresOn: '2026-10-28', daysLeft: -27 },
    { connectionId: 'later', expiring: 'client-secret', expiresOn: '2027-04-30', daysLeft: 157 },
    { connectionId: 'later', expiring: 'authorization', expiresOn: '2027-06-01', daysLeft: 189 },
  ]);
});

it('a connection whose dates nobody has entered is not listed', () => {
  expect(expiriesOf([entry('acme', null, null)], NOW)).toEqual([]);
});
