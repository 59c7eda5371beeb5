import { expect, test } from 'vitest';
import { authorizationReviewAt, clientSecretExpiresAt, nextExpiry } from '../../lib/connection/countdown.ts';

test.for([
  ['2026-09-01', '2027-02-28', '2027-09-01'],
  ['2024-02-29', '2024-08-27', '2025-02-28'],
] as const)('from %s a client secret lasts to %s, an authorization to %s', ([date, secret, authorization]) => {
  expect(clientSecretExpiresAt(date)).toBe(Date.parse(secret));
  expect(authorizationReviewAt(date)).toBe(Date.parse(authorization));
});

test('without a date there is no countdown', () => {
  expect([clientSecretExpiresAt(null), authorizationReviewAt(null)]).toEqual([null, null]);
});

test.for([
  [null, null, null],
  ['2026-11-30', null, '2026-11-30'],
  [null, '2026-11-30', '2026-11-30'],
  ['2027-01-01', '2026-11-30', '2026-11-30'],
  ['2026-11-30', '2027-01-01', '2026-11-30'],
] as const)('of %s and %s the next is %s', ([clientSecretExpiresOn, authorizationReviewOn, next]) => {
  expect(nextExpiry({ clientSecretExpiresOn, authorizationReviewOn })).toBe(next);
});
