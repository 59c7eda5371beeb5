/** While a whole fleet is failing one event tells of all its connections; those that still fail afterwards are told then. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Trigger, Verdict } from '../../lib/connection-test/test-result.ts';
import type { Latest } from '../../lib/watch/connection-state.ts';
import type { ConnectionStateChanged } from '../../lib/watch/events.ts';
import { fleetMember } from '../../lib/watch/fleet-state.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { handClock } from '../hand-clock.ts';
import { aTest, knownAs, minute, minuteMs } from './fixtures.ts';
import { ResultsInMemory } from './results-in-memory.ts';

const DAY = 24 * 60;

function holdingBack() {
  const results = new ResultsInMemory();
  const clock = handClock(minuteMs(0));
  const told: ConnectionStateChanged[] = [];
  const fleet = { failing: true };
  const recorder = createRecorder({
    results,
    clock,
    fleets: { review: async () => fleet.failing },
    events: { put: async (_type, detail) => void ('connectionId' in detail && told.push(detail)) },
    confirm: async () => {},
  });
  /** Records a test of `acme` as `run-tests` does: with what it says about its fleets. */
  const test = (verdict: Verdict, minutes: number, trigger: Trigger): Promise<Latest> => {
    clock.jump(minuteMs(minutes) - clock.now());
    const result = aTest(verdict, minutes, { trigger });
    return recorder.record('acme', result, { member: fleetMember('acme', 'client', result, minute(-1)) });
  };
  return { results, fleet, told, test, recorder };
}

let world: ReturnType<typeof holdingBack>;
beforeEach(() => {
  world = holdingBack();
});

const changes = () => world.told.map(({ from, to }) => `${from} → ${to}`);

describe('while its fleet is failing', () => {
  it.each(['confirm', 'traffic'] as const)('a failure by %s sets the state, and is not told', async (trigger) => {
    world.results.known.set('acme', knownAs('passed'));
    expect(await world.test('failed', 1, trigger)).toMatchObject({
      state: 'failed',
      stateSince: minute(1),
      lastEventAt: minute(-10),
      heldBack: { from: 'passed' },
    });
    expect(changes()).toEqual([]);
  });

  it.each(['manual', 'save'] as const)('a failure that somebody asked for (%s) is told', async (trigger) => {
    world.results.known.set('acme', knownAs('passed'));
    expect(await world.test('failed', 1, trigger)).toMatchObject({ state: 'failed', heldBack: null });
    expect(changes()).toEqual(['passed → failed']);
  });

  it('what was held back is told to who asks: a manual test finds it', async () => {
    world.results.known.set('acme', knownAs('passed'));
    await world.test('failed', 1, 'confirm');
    expect(await world.test('failed', 2, 'manual')).toMatchObject({ heldBack: null, lastEventAt: minute(2) });
    expect(changes()).toEqual(['passed → failed']);
    expect(world.told[0]).toMatchObject({ since: minute(1) });
  });

  it.each(['schedule', 'confirm', 'traffic', 'manual'] as const)('a pass by %s is told', async (trigger) => {
    world.results.known.set('acme', knownAs('failed'));
    await world.test('passed', 1, trigger);
    expect(changes()).toEqual(['failed → passed']);
  });

  it('no reminder comes; it comes by the first scheduled test afterwards', async () => {
    world.results.known.set('acme', knownAs('failed'));
    await world.test('failed', DAY, 'schedule');
    expect(changes()).toEqual([]);
    world.fleet.failing = false;
    await world.test('failed', DAY + 60, 'schedule');
    expect(changes()).toEqual(['failed → failed']);
  });

  it('a scheduled failure is still confirmed, and changes no state by itself', async () => {
    world.results.known.set('acme', knownAs('passed'));
    expect(await world.test('failed', 1, 'schedule')).toMatchObject({ state: 'passed', heldBack: null });
  });
});

describe('when it has ended', () => {
  beforeEach(async () => {
    world.results.known.set('acme', knownAs('passed'));
    await world.test('failed', 1, 'confirm');
    world.fleet.failing = false;
  });

  it.each(['schedule', 'confirm', 'traffic'] as const)(
    'the next failure (%s) is told, with its true start',
    async (trigger) => {
      expect(await world.test('failed', 60, trigger)).toMatchObject({ heldBack: null, lastEventAt: minute(60) });
      expect(world.told).toMatchObject([
        { from: 'passed', to: 'failed', since: minute(1), diagnosis: { code: 'client_rejected' } },
      ]);
      await world.test('failed', 61, trigger);
      expect(changes()).toHaveLength(1);
    },
  );

  it('an inconclusive test neither tells it nor forgets it', async () => {
    expect(await world.test('inconclusive', 60, 'schedule')).toMatchObject({ heldBack: { from: 'passed' } });
    expect(changes()).toEqual([]);
    await world.test('failed', 120, 'schedule');
    expect(changes()).toEqual(['passed → failed']);
  });

  it('one that works again is told as working, and nothing is left to be told', async () => {
    expect(await world.test('passed', 60, 'schedule')).toMatchObject({ state: 'passed', heldBack: null });
    expect(changes()).toEqual(['failed → passed']);
    await world.test('failed', 61, 'confirm');
    expect(changes()).toEqual(['failed → passed', 'passed → failed']);
  });

  it('one that was saved untested meanwhile is unknown, and nothing is left to be told', async () => {
    await world.recorder.recordUntestedSave('acme', 'na', { version: 'v2', at: minute(30) });
    expect(changes()).toEqual(['failed → unknown']);
    expect(world.results.known.get('acme')).toMatchObject({ state: 'unknown', heldBack: null });
  });
});

describe('a connection of which nothing was ever told', () => {
  it('is first told of when its fleet is well', async () => {
    await world.test('failed', 1, 'traffic');
    expect(world.results.known.get('acme')).toMatchObject({ state: 'failed', heldBack: { from: null } });
    world.fleet.failing = false;
    await world.test('failed', 60, 'schedule');
    expect(changes()).toEqual(['null → failed']);
  });
});

describe('a reminder', () => {
  beforeEach(() => {
    world.fleet.failing = false;
    world.results.known.set('acme', knownAs('failed', { lastEventAt: minute(0) }));
  });

  it.each([
    ['24 hours after the last event', 'schedule', DAY, 1],
    ['not earlier', 'schedule', DAY - 0.001, 0],
    ['not by confirm', 'confirm', 2 * DAY, 0],
    ['not by traffic', 'traffic', 2 * DAY, 0],
    ['not by a manual test', 'manual', 2 * DAY, 0],
    ['not by a save', 'save', 2 * DAY, 0],
  ] as const)('comes %s', async (_when, trigger, minutes, count) => {
    await world.test('failed', minutes, trigger);
    expect(changes()).toEqual(Array.from({ length: count }, () => 'failed → failed'));
  });

  it('does not come by an inconclusive test: nobody knows whether it still fails', async () => {
    await world.test('inconclusive', 2 * DAY, 'schedule');
    expect(changes()).toEqual([]);
  });

  it('comes once a day, each with an id of its own', async () => {
    for (let hour = 1; hour <= 72; hour += 1) await world.test('failed', hour * 60, 'schedule');
    expect(changes()).toHaveLength(3);
    expect(new Set(world.told.map(({ id }) => id)).size).toBe(3);
    expect(world.told.every(({ since }) => since === minute(-10))).toBe(true);
  });
});
