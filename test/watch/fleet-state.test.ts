import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { diagnose } from '../../lib/connection-test/diagnosis.ts';
import type { DiagnosisCode } from '../../lib/connection-test/diagnosis-code.ts';
import type { TestResult, Trigger, Verdict } from '../../lib/connection-test/test-result.ts';
import { fleetStateChanged } from '../../lib/watch/events.ts';
import {
  countFleet,
  type FleetCount,
  type FleetMember,
  type FleetScope,
  fleetMember,
  fleetWindowMs,
  judgeFleet,
  scopesOf,
} from '../../lib/watch/fleet-state.ts';
import { aTest, minute, minuteMs } from './fixtures.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const MINUTE_MS = 60_000;

const NA: FleetScope = { endpoint: 'na' };
const CLIENT: FleetScope = { lwaClientId: 'client' };

function diagnosed(code: DiagnosisCode, verdict: Verdict, rest: Partial<TestResult> = {}): TestResult {
  const circumstances = { endpoint: endpointOf('na'), at: 'get-feeds', lastPassedAt: null, evidence: [] } as const;
  return aTest(verdict, 0, { trigger: 'schedule', diagnosis: diagnose(code, circumstances), ...rest });
}

describe('the window', () => {
  it.each([
    [15, 30],
    [30, 30],
    [60, 30],
    [180, 90],
    [360, 180],
    [1440, 720],
  ])('at an interval of %d minutes is %d minutes long', (interval, window) => {
    expect(fleetWindowMs(interval * MINUTE_MS)).toBe(window * MINUTE_MS);
  });

  it.each([
    [0, 1],
    [-30, 1],
    [-30.001, 0],
  ])('holds a test that began at minute %d: %d', (testedMinute, tested) => {
    const member = aMember('acme', { testedAt: minute(testedMinute), affected: true });
    const affected = tested === 1 ? ['acme'] : [];
    expect(countFleet(NA, [member], minuteMs(0), 30 * MINUTE_MS)).toEqual({ tested, affected });
  });

  it('holds a test by a clock that is ahead', () => {
    expect(countFleet(NA, [aMember('acme', { testedAt: minute(HOUR) })], minuteMs(0), 30 * MINUTE_MS).tested).toBe(1);
  });
});

describe('a test counts for its fleets', () => {
  const member = (result: TestResult, lastPassedAt: string | null = minute(-HOUR)) =>
    fleetMember('acme', 'client', result, lastPassedAt);

  it.each([
    ['schedule', true],
    ['confirm', true],
    ['traffic', true],
    ['manual', false],
    ['save', false],
    ['unsaved', false],
  ] as const)('by its trigger %s: %s', (trigger: Trigger, counts) => {
    expect(member(aTest('failed', 0, { trigger })) !== null).toBe(counts);
  });

  it.each([
    ['passed an hour before', minute(-HOUR), true],
    ['passed 24 hours before', minute(-DAY), true],
    ['passed a moment more than 24 hours before', new Date(minuteMs(-DAY) - 1).toISOString(), false],
    ['never passed', null, false],
  ])('as affected when it does not pass and the connection %s: %s', (_what, lastPassedAt, affected) => {
    for (const verdict of ['failed', 'inconclusive'] as const) {
      expect(member(aTest(verdict, 0, { trigger: 'schedule' }), lastPassedAt)).toMatchObject({ affected });
    }
  });

  it('as not affected when it passes, also with a remark', () => {
    expect(member(aTest('passed', 0, { trigger: 'schedule' }))).toMatchObject({ affected: false });
    const remark = diagnosed('feeds_permission_missing', 'passed');
    expect(member(remark)).toMatchObject({ affected: false, clientAffected: false });
  });

  it.each([
    ['of Feeds as not affected', 'passed', false],
    ['of LWA as affected', 'inconclusive', true],
  ] as const)('when it met the quota %s', (_whose, outcome, affected) => {
    const [exchange, feeds] = aTest('inconclusive', 0).requests;
    const throttled = diagnosed('throttled', 'inconclusive', { requests: [{ ...exchange, outcome }, feeds] });
    expect(member(throttled)).toMatchObject({ affected });
  });

  it('as affected when Amazon issues the token and then does not answer', () => {
    const [exchange, feeds] = aTest('inconclusive', 0).requests;
    const requests: TestResult['requests'] = [{ ...exchange, outcome: 'passed' }, feeds];
    expect(member(diagnosed('amazon_unavailable', 'inconclusive', { requests }))).toMatchObject({ affected: true });
  });

  it.each([
    ['client_rejected', true],
    ['client_secret_expired', true],
    ['client_blocked', true],
    ['refresh_token_rejected', false],
    ['client_token_mismatch', false],
    ['request_refused', false],
    ['access_refused', false],
    ['wrong_region', false],
    ['feeds_permission_missing', false],
    ['access_token_rejected', false],
    ['amazon_unavailable', false],
    ['timed_out', false],
  ] as const)('against its client id when it says %s: %s', (code, clientAffected) => {
    const verdict = code === 'amazon_unavailable' || code === 'timed_out' ? 'inconclusive' : 'failed';
    expect(member(diagnosed(code, verdict))).toMatchObject({ affected: true, clientAffected });
    expect(member(diagnosed(code, verdict), null)).toMatchObject({ affected: false, clientAffected: false });
  });

  it('under the connection, endpoint and client id of the tested values', () => {
    expect(member(aTest('passed', 3, { trigger: 'traffic', endpoint: 'eu' }))).toEqual({
      connectionId: 'acme',
      endpoint: 'eu',
      lwaClientId: 'client',
      testedAt: minute(3),
      affected: false,
      clientAffected: false,
    });
  });
});

describe('counting', () => {
  it('keeps to the scope: an endpoint, or a client id on all endpoints', () => {
    const members = [
      aMember('a', { affected: true }),
      aMember('b', { affected: true, clientAffected: true, endpoint: 'eu' }),
      aMember('c', { affected: true, clientAffected: true, lwaClientId: 'other' }),
      aMember('d'),
    ];
    expect(countFleet(NA, members, minuteMs(0), HOUR)).toEqual({ tested: 3, affected: ['a', 'c'] });
    expect(countFleet(CLIENT, members, minuteMs(0), HOUR)).toEqual({ tested: 3, affected: ['b'] });
  });

  it('takes the newest test of a connection that was moved to another endpoint', () => {
    const members = [
      aMember('acme', { testedAt: minute(-9), affected: true, clientAffected: true }),
      aMember('acme', { testedAt: minute(-4), endpoint: 'eu' }),
    ];
    for (const inAnyOrder of [members, members.toReversed()]) {
      const count = countFleet(CLIENT, inAnyOrder, minuteMs(0), HOUR * MINUTE_MS);
      expect(count).toEqual({ tested: 1, affected: [] });
    }
  });
});

describe('a fleet that is normal', () => {
  it.each([
    [NA, 4, 4, null],
    [NA, 5, 5, 'failing'],
    [NA, 5, 10, 'failing'],
    [NA, 5, 11, null],
    [NA, 50, 100, 'failing'],
    [NA, 50, 101, null],
    [CLIENT, 2, 2, null],
    [CLIENT, 3, 3, 'failing'],
    [CLIENT, 3, 6, 'failing'],
    [CLIENT, 3, 7, null],
    [NA, 0, 0, null],
  ] as const)('%j with %d affected of %d tested becomes: %s', (scope, affected, tested, to) => {
    for (const known of [null, { state: 'normal', since: minute(-DAY) } as const]) {
      const change = judged(scope, known, count(affected, tested));
      expect(change).toEqual(to && { from: 'normal', to, since: minute(0) });
    }
  });
});

describe('a fleet that is failing', () => {
  const since = (minutes: number) => ({ state: 'failing', since: minute(minutes) }) as const;

  it.each([
    [0, 3, 'normal'],
    [1, 3, null],
    [1, 4, null],
    [1, 5, 'normal'],
    [2, 8, null],
    [24, 100, 'normal'],
    [25, 100, null],
    [0, 2, null],
    [0, 0, null],
  ])('with %d affected of %d tested in the window becomes: %s', (affected, tested, to) => {
    for (const scope of [NA, CLIENT]) {
      // An affected one in the interval: quiet is the other way to end.
      const change = judged(scope, since(-5), count(affected, tested), count(Math.max(affected, 1), tested + 1));
      expect(change).toEqual(to && { from: 'failing', to, since: minute(0) });
    }
  });

  it.each([
    ['nothing was affected for a whole interval', -HOUR, 0, 'normal'],
    ['it has not failed for a whole interval yet', -HOUR + 1, 0, null],
    ['one was affected within the interval', -3 * HOUR, 1, null],
  ])('and of which little is tested ends by quiet when %s', (_when, sinceMinute, affected, to) => {
    const change = judged(NA, since(sinceMinute), count(0, 1), count(affected, 2));
    expect(change?.to ?? null).toBe(to);
  });

  it('does not begin again', () => {
    expect(judged(NA, since(-5), count(60, 60))).toBeNull();
  });
});

describe('the event of a fleet', () => {
  const begins = { from: 'normal', to: 'failing', since: minute(0) } as const;
  const idOf = (...args: Parameters<typeof fleetStateChanged>) => fleetStateChanged(...args).id;

  it('lists at most twenty connections, and counts all', () => {
    const event = fleetStateChanged(NA, begins, count(21, 30), null);
    expect(event).toMatchObject({ schema: 1, scope: NA, ...begins, affected: 21, tested: 30 });
    expect(event.connectionIds).toHaveLength(20);
    expect(fleetStateChanged(CLIENT, begins, count(20, 20), null).connectionIds).toHaveLength(20);
  });

  it('has the same id whoever finds the change, and however many are affected by then', () => {
    const id = idOf(NA, begins, count(5, 9), null);
    expect(idOf(NA, { ...begins, since: minute(1) }, count(6, 9), null)).toBe(id);
  });

  it('has another id for another scope, direction, or time', () => {
    const ends = { from: 'failing', to: 'normal', since: minute(9) } as const;
    const ids = [
      idOf(NA, begins, count(5, 5), null),
      idOf({ endpoint: 'eu' }, begins, count(5, 5), null),
      idOf({ lwaClientId: 'na' }, begins, count(5, 5), null),
      idOf(NA, ends, count(0, 5), { state: 'failing', since: minute(0) }),
      idOf(NA, begins, count(5, 5), { state: 'normal', since: minute(9) }),
      idOf(NA, begins, count(5, 5), { state: 'normal', since: minute(20) }),
      idOf(NA, ends, count(0, 5), { state: 'failing', since: minute(15) }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('whatever is counted', () => {
  it('a fleet that has just begun to fail does not end by the same count, nor the other way round', () => {
    const counts = fc.tuple(fc.nat(60), fc.nat(60)).map(([affected, others]) => count(affected, affected + others));
    fc.assert(
      fc.property(fc.constantFrom(NA, CLIENT), counts, (scope, counted) => {
        const begun = judged(scope, null, counted);
        const ended = judged(scope, { state: 'failing', since: minute(0) }, counted);
        expect(begun && ended).toBeNull();
      }),
    );
  });

  it('a connection belongs to its endpoint and its client id', () => {
    expect(scopesOf({ endpoint: 'na', lwaClientId: 'client' })).toEqual([NA, CLIENT]);
  });
});

function aMember(connectionId: string, rest: Partial<FleetMember> = {}): FleetMember {
  return {
    connectionId,
    endpoint: 'na',
    lwaClientId: 'client',
    testedAt: minute(0),
    affected: false,
    clientAffected: false,
    ...rest,
  };
}

function count(affected: number, tested: number): FleetCount {
  return { tested, affected: Array.from({ length: affected }, (_, index) => `connection-${index}`) };
}

function judged(
  scope: FleetScope,
  known: Parameters<typeof judgeFleet>[1],
  inWindow: FleetCount,
  inInterval: FleetCount = inWindow,
) {
  return judgeFleet(scope, known, { inWindow, inInterval }, { now: minuteMs(0), intervalMs: HOUR * MINUTE_MS });
}
