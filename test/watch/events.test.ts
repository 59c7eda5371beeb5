import { describe, expect, it } from 'vitest';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import {
  judgeSilence,
  judgeState,
  judgeUntestedSave,
  type Latest,
  type StateChange,
} from '../../lib/watch/connection-state.ts';
import {
  CONNECTION_STATE_CHANGED,
  connectionStateChanged,
  EVENT_SOURCE,
  FLEET_STATE_CHANGED,
} from '../../lib/watch/events.ts';
import { aTest, knownAs, minute, minuteMs } from './fixtures.ts';

function eventOf(known: Latest | null, result: TestResult, connectionId = 'acme') {
  const judgement = judgeState(known, result);
  if (judgement.kind === 'late' || !judgement.change) throw new Error('nothing to tell');
  return connectionStateChanged(connectionId, result.endpoint, judgement.change, known, result);
}

it('events are found by these names, which rules of others repeat', () => {
  expect([EVENT_SOURCE, CONNECTION_STATE_CHANGED, FLEET_STATE_CHANGED]).toEqual([
    'selling-partner-connections',
    'Connection State Changed',
    'Fleet State Changed',
  ]);
});

describe('the event of a changed state', () => {
  it('has the shape that others subscribe to', () => {
    const failed = aTest('failed', 0, { endpoint: 'eu' });
    expect(eventOf(knownAs('passed'), failed)).toEqual({
      schema: 1,
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      connectionId: 'acme',
      endpoint: 'eu',
      from: 'passed',
      to: 'failed',
      since: minute(0),
      testId: failed.testId,
      diagnosis: {
        code: 'client_rejected',
        settings: ['lwaClientSecret', 'lwaClientId'],
        summary: failed.diagnosis?.summary,
        remedy: failed.diagnosis?.remedy,
      },
    });
  });

  it('has no diagnosis when there is none, and no test when none brought it', () => {
    expect(eventOf(null, aTest('passed', 0))).toMatchObject({ from: null, diagnosis: null });
    const change: StateChange = { from: null, to: 'unknown', since: minute(0) };
    expect(connectionStateChanged('acme', 'na', change, null, null)).toMatchObject({ testId: null, diagnosis: null });
  });

  it('has no diagnosis when the state becomes unknown: the last test is not the cause', () => {
    const change: StateChange = { from: 'failed', to: 'unknown', since: minute(0) };
    const last = aTest('failed', -300);
    expect(connectionStateChanged('acme', 'na', change, knownAs('failed'), last)).toMatchObject({ diagnosis: null });
  });
});

describe('the id of an event', () => {
  it.each([
    ['nothing was known', null],
    ['it had passed', knownAs('passed')],
    ['it was unknown', knownAs('unknown')],
  ])('is the same when another test tells the same change again after a crash: %s', (_what, known) => {
    expect(eventOf(known, aTest('failed', 7)).id).toBe(eventOf(known, aTest('failed', 0)).id);
  });

  it('is the same when a silence is told again after a crash', () => {
    const told = [null, knownAs('passed', { lastConclusiveAt: minute(0) })].map((known) =>
      [1_000, 1_015].map((later) => {
        const silence = judgeSilence(known, { savedAt: minuteMs(0), now: minuteMs(later), intervalMs: 3_600_000 });
        return silence && connectionStateChanged('acme', 'na', silence.change, known, null).id;
      }),
    );
    for (const [first, again] of told) expect(again).toBe(first);
    expect(new Set(told.flat()).size).toBe(2);
  });

  it.each([
    ['a test', { startedAt: minute(3) }],
    ['a save', { save: { version: 'v2', at: minute(3) } }],
  ])('is another one when %s was written after the crash: it may be told as another change', (_what, written) => {
    const known = knownAs('passed');
    const after = aTest('failed', 7, { version: 'v2' });
    expect(eventOf({ ...known, ...written }, after).id).not.toBe(eventOf(known, aTest('failed', 0)).id);
  });

  it('is another one for every other change', () => {
    const passed = knownAs('passed');
    const ids = [
      eventOf(passed, aTest('failed', 0)),
      eventOf(passed, aTest('failed', 0), 'acme-2'),
      eventOf(knownAs('unknown'), aTest('failed', 0)),
      eventOf(knownAs('failed'), aTest('passed', 0)),
      eventOf(knownAs('unknown'), aTest('passed', 0)),
      // The same change, a day later.
      eventOf(knownAs('passed', { stateSince: minute(5), lastEventAt: minute(5) }), aTest('failed', 10)),
      eventOf(null, aTest('failed', 0)),
      eventOf(null, aTest('passed', 0)),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is another one for a connection that was deleted and made again', () => {
    const first = eventOf(null, aTest('passed', 0, { version: 'v1' }));
    const again = eventOf(null, aTest('passed', 100, { version: 'w1' }));
    expect(again.id).not.toBe(first.id);
  });

  it('is another one for each untested save that is told', () => {
    const ids = [minute(0), minute(1)].map((at) => {
      const { change } = judgeUntestedSave(null, { version: 'v1', at });
      return change && connectionStateChanged('acme', 'na', change, null, null).id;
    });
    expect(new Set(ids).size).toBe(2);
  });
});
