import { describe, expect, it } from 'vitest';
import { problemOf } from '../../infra/console/page/api/problem.ts';
import { ago, calendarDay, daysUntil, duration, fullTime, inDays } from '../../infra/console/page/parts/time-words.ts';
import { hrefOf, placeOf, startTokenOf } from '../../infra/console/page/shell/routes.ts';
import { NOW_MS } from './connections.ts';

describe('times', () => {
  const MINUTE_MS = 60_000;

  it.each([
    [0, null],
    [59_999, null],
    [MINUTE_MS, '1 min'],
    [59.9 * MINUTE_MS, '59 min'],
    [60 * MINUTE_MS, '1 h'],
    [47.9 * 60 * MINUTE_MS, '47 h'],
    [48 * 60 * MINUTE_MS, '2 d'],
    [-MINUTE_MS, null],
  ])('%d ms are %s', (spanMs, words) => {
    expect(duration(spanMs)).toBe(words);
    expect(ago(NOW_MS - spanMs, NOW_MS)).toBe(words === null ? 'just now' : `${words} ago`);
  });

  it('are those of UTC, as in logs', () => {
    expect(fullTime('2026-11-03T09:08:07.123Z')).toBe('3 Nov 2026, 09:08:07 UTC');
    expect(calendarDay('2026-12-31')).toBe('31 Dec 2026');
  });

  it.each([
    ['2026-11-23', 0, 'today'],
    ['2026-11-24', 1, 'tomorrow'],
    ['2026-11-22', -1, 'yesterday'],
    ['2026-12-23', 30, 'in 30 days'],
    ['2026-11-13', -10, '10 days ago'],
  ])('%s is %d days away: %s', (date, days, words) => {
    for (const hour of ['T00:00:00Z', 'T23:59:59Z']) {
      expect(daysUntil(date, Date.parse(`2026-11-23${hour}`))).toBe(days);
    }
    expect(inDays(days)).toBe(words);
  });
});

describe('places', () => {
  it.each([
    { page: 'fleet' },
    { page: 'new' },
    { page: 'expiry' },
    { page: 'client-secrets' },
    { page: 'connection', connectionId: 'acme-eu' },
    { page: 'edit', connectionId: 'acme-eu' },
  ] as const)('%j has an address that leads there', (place) => {
    expect(placeOf(hrefOf(place))).toEqual(place);
  });

  it.each(['#/connections/ACME', '#/connections/a/b', '#/constructor', '#/connections/', '#/new/x'])(
    '%s is nowhere',
    (hash) => {
      expect(placeOf(hash)).toEqual({ page: 'nowhere' });
    },
  );

  it.each([
    ['#start=abc_-1', 'abc_-1'],
    ['#start=', null],
    ['#/new', null],
    ['#start=a&x', null],
  ])('%s holds the start token %s', (hash, token) => {
    expect(startTokenOf(hash)).toBe(token);
  });
});

describe('a problem', () => {
  const answer = { retryAfter: null, requestId: 'gateway-1' };

  it('of the API is told in its words', () => {
    const body = { code: 'throttled', detail: 'Too many.', requestId: 'r1', errors: [] };
    expect(problemOf({ ...answer, status: 429, retryAfter: '12', body }, 'GET /x')).toMatchObject({
      code: 'throttled',
      detail: 'Too many.',
      retryAfterSeconds: 12,
      requestId: 'r1',
    });
  });

  it('of IAM names the right that is missing', () => {
    const problem = problemOf({ ...answer, status: 403, body: {} }, 'PUT /connections/acme/untested');
    expect(problem).toMatchObject({ code: 'forbidden', requestId: 'gateway-1' });
    expect(problem.detail).toContain('execute-api:Invoke on PUT /connections/acme/untested');
  });

  it.each([null, { message: 'Service Unavailable' }])('of something in between says its status (%j)', (body) => {
    expect(problemOf({ ...answer, status: 503, body: body as null }, 'GET /x')).toMatchObject({
      code: 'gateway',
      detail: expect.stringContaining('503'),
    });
  });
});
