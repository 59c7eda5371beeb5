import { describe, expect, it } from 'vitest';
import {
  arrange,
  countByState,
  EVERYTHING,
  lastLatencyMs,
  WORST_FIRST,
} from '../../infra/console/page/fleet/fleet-order.ts';
import { isAwaited, pauseMs } from '../../infra/console/page/fleet/pace.ts';
import { rowWindow } from '../../infra/console/page/fleet/row-window.ts';
import { aConnection, aTest, diagnosis, NOW_MS } from './connections.ts';

const idsOf = (connections: readonly { connectionId: string }[]) => connections.map(({ connectionId }) => connectionId);

const fleet = [
  aConnection({ connectionId: 'b-passed', displayName: 'Ärzte 東京', labels: { team: 'emea' } }),
  aConnection({ connectionId: 'c-unknown', state: 'unknown', latestTest: null, endpoint: 'eu' }),
  aConnection({
    connectionId: 'a-failed',
    state: 'failed',
    clientSecretExpiresOn: '2026-12-01',
    authorizationReviewOn: '2026-11-30',
    latestTest: aTest({ verdict: 'failed', diagnosis: diagnosis('client_rejected') }, [50, null]),
  }),
  aConnection({ connectionId: 'a-passed', clientSecretExpiresOn: '2027-01-01' }),
];

describe('the order of the fleet', () => {
  it('begins with what needs somebody, and is by id where nothing else decides', () => {
    expect(idsOf(arrange(fleet, EVERYTHING, WORST_FIRST))).toEqual(['a-failed', 'c-unknown', 'a-passed', 'b-passed']);
  });

  it.each([
    ['connection', ['a-failed', 'a-passed', 'c-unknown', 'b-passed']],
    ['endpoint', ['c-unknown', 'a-failed', 'a-passed', 'b-passed']],
    ['cause', ['a-failed', 'a-passed', 'b-passed', 'c-unknown']],
    ['expiry', ['a-failed', 'a-passed', 'b-passed', 'c-unknown']],
    ['latency', ['c-unknown', 'a-failed', 'a-passed', 'b-passed']],
  ] as const)('can be by %s', (by, expected) => {
    expect(idsOf(arrange(fleet, EVERYTHING, { by, descending: false }))).toEqual(expected);
  });

  it('can be turned round', () => {
    expect(idsOf(arrange(fleet, EVERYTHING, { by: 'state', descending: true }))).toEqual([
      'a-passed',
      'b-passed',
      'c-unknown',
      'a-failed',
    ]);
  });
});

describe('the filter of the fleet', () => {
  it.each([
    [{ text: ' EMEA ' }, ['b-passed']],
    [{ text: '東京' }, ['b-passed']],
    [{ text: 'ÄRZTE' }, ['b-passed']],
    [{ text: 'client_rejected' }, ['a-failed']],
    [{ state: 'unknown' }, ['c-unknown']],
    [{ endpoint: 'eu' }, ['c-unknown']],
    [{ endpoint: 'eu', state: 'failed' }, []],
  ] as const)('%j', (filter, expected) => {
    expect(idsOf(arrange(fleet, { ...EVERYTHING, ...filter }, WORST_FIRST))).toEqual(expected);
  });

  it('counts every state', () => {
    expect(countByState(fleet)).toEqual({ passed: 2, failed: 1, unknown: 1 });
  });
});

describe('a connection at a glance', () => {
  it('shows the latency of what was answered', () => {
    expect(fleet.map(lastLatencyMs)).toEqual([300, null, 50, 300]);
  });
});

describe('how often the list is asked for', () => {
  const justSaved = aConnection({
    state: 'unknown',
    latestTest: null,
    updatedAt: new Date(NOW_MS - 10_000).toISOString(),
  });

  it('is soon again while a queued test is on its way', () => {
    expect(isAwaited(justSaved, NOW_MS)).toBe(true);
    expect(pauseMs([aConnection(), justSaved], NOW_MS)).toBeLessThan(pauseMs([aConnection()], NOW_MS));
  });

  it.each([
    ['it was tested', { latestTest: aTest() }],
    ['it is paused', { testing: 'paused' as const }],
    ['it was saved long ago', { updatedAt: '2026-11-22T00:00:00.000Z' }],
    ['its state is known', { state: 'failed' as const }],
  ])('is not when %s', (_, differing) => {
    expect(isAwaited({ ...justSaved, ...differing }, NOW_MS)).toBe(false);
  });

  it('is seldom for a large fleet, whose list costs several calls', () => {
    const large = Array.from({ length: 101 }, () => justSaved);
    expect(pauseMs(large, NOW_MS)).toBeGreaterThan(pauseMs(large.slice(0, 100), NOW_MS));
  });
});

describe('the rows in sight', () => {
  it('are all of a short table', () => {
    expect(rowWindow(20, 50, -100, 900)).toEqual({ first: 0, end: 20 });
  });

  it('are a few of a thousand, around what is seen', () => {
    const { first, end } = rowWindow(1_000, 50, 25_000, 900);
    expect(first).toBeLessThan(500);
    expect(end).toBeGreaterThan(518);
    expect(end - first).toBeLessThan(60);
  });

  it.each([-1_000_000, 0, 49_000, 50_000, 1_000_000])(
    'lie within the table, wherever it is scrolled to (%d)',
    (above) => {
      const { first, end } = rowWindow(1_000, 50, above, 900);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(end).toBeLessThanOrEqual(1_000);
      expect(first).toBeLessThanOrEqual(end);
    },
  );
});
