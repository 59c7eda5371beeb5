import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type TestResult, TRIGGERS } from '../../lib/connection-test/test-result.ts';
import type { Latest } from '../../lib/watch/connection-state.ts';
import type { ConnectionStateChanged } from '../../lib/watch/events.ts';
import { fleetMember } from '../../lib/watch/fleet-state.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { allOvertaken } from '../../lib/watch/telling.ts';
import type { QueuedTest } from '../../lib/watch/test-message.ts';
import { handClock } from '../hand-clock.ts';
import { aTest, knownAs, minute, minuteMs } from './fixtures.ts';
import { ResultsInMemory } from './results-in-memory.ts';

/** A recorder, and in `done` what it did, in order. */
function recording() {
  const results = new ResultsInMemory();
  const clock = handClock(minuteMs(30));
  const done: string[] = [];
  const told: ConnectionStateChanged[] = [];
  const confirming: QueuedTest[] = [];
  const fleet = { failing: false };
  /** What a test wants to happen before something is done; it may throw. */
  const before: Partial<Record<'list' | 'tell' | 'write' | 'keep' | 'confirm', () => void | Promise<void>>> = {};
  const step = async (name: keyof typeof before) => {
    await before[name]?.();
    done.push(name);
  };
  const write = results.replaceLatest.bind(results);
  results.replaceLatest = async (...args) => {
    const [, , { telling }] = args;
    await step(telling.at(-1)?.overtaken === false ? 'list' : 'write');
    return write(...args);
  };
  const keep = results.addToHistory.bind(results);
  results.addToHistory = async (...args) => {
    await step('keep');
    return keep(...args);
  };
  const recorder = createRecorder({
    results,
    clock,
    fleets: { review: async () => fleet.failing },
    events: {
      async put(detailType, detail) {
        expect(detailType).toBe('Connection State Changed');
        await step('tell');
        if ('connectionId' in detail) told.push(detail);
      },
    },
    async confirm(test) {
      await step('confirm');
      confirming.push(test);
    },
  });
  return { results, clock, recorder, done, told, confirming, before, fleet };
}

let world: ReturnType<typeof recording>;
beforeEach(() => {
  world = recording();
});

const changes = (events: readonly ConnectionStateChanged[]) => events.map(({ from, to }) => `${from} → ${to}`);

describe('what a test says of its fleets', () => {
  it('is what its connection said last: a test that a newer one has overtaken does not count', async () => {
    const { recorder, results } = world;
    const [older, newer] = [aTest('failed', 0, { trigger: 'confirm' }), aTest('passed', 5, { trigger: 'confirm' })];
    const memberOf = (result: TestResult) => fleetMember('acme', 'client', result, null);
    await recorder.record('acme', newer, { member: memberOf(newer) });
    await recorder.record('acme', older, { member: memberOf(older) });
    expect(results.kept).toEqual([newer, older]);
    expect([...results.members.values()]).toEqual([memberOf(newer)]);
  });
});

describe('recording a test', () => {
  it('keeps it, tells the first change of all, and only then writes what is known', async () => {
    const { recorder, results, done, told } = world;
    const failed = aTest('failed', 0);
    const latest = await recorder.record('acme', failed);
    expect(done).toEqual(['keep', 'tell', 'write']);
    expect(changes(told)).toEqual(['null → failed']);
    expect(latest).toMatchObject({ state: 'failed', lastEventAt: minute(30) });
    expect(results.known.get('acme')).toEqual(latest);
    expect(results.kept).toEqual([failed]);
  });

  it('lists any other change before it is told', async () => {
    const { recorder, results, done } = world;
    results.known.set('acme', knownAs('passed'));
    await recorder.record('acme', aTest('failed', 0));
    expect(done).toEqual(['keep', 'list', 'tell', 'write']);
  });

  it('tells nothing when nothing changed, and remembers when it last did', async () => {
    const { recorder, results, done, told } = world;
    results.known.set('acme', knownAs('passed'));
    expect(await recorder.record('acme', aTest('passed', 0))).toMatchObject({ lastEventAt: minute(-10) });
    expect(done).toEqual(['keep', 'write']);
    expect(told).toEqual([]);
  });

  it('of a scheduled failure queues the test that confirms it, in 300 seconds, before it writes', async () => {
    const { recorder, results, done, told, confirming } = world;
    results.known.set('acme', knownAs('passed'));
    const failed = aTest('failed', 0, { trigger: 'schedule' });
    expect(await recorder.record('acme', failed)).toMatchObject({ state: 'passed', startedAt: minute(0) });
    expect(done).toEqual(['keep', 'confirm', 'write']);
    expect(told).toEqual([]);
    expect(confirming).toEqual([
      {
        message: { connectionId: 'acme', runId: failed.testId, scheduledTime: minute(35), trigger: 'confirm' },
        delaySeconds: 300,
      },
    ]);
    await recorder.record('acme', aTest('failed', 5, { trigger: 'confirm' }));
    expect(changes(told)).toEqual(['passed → failed']);
  });

  it('that comes late only keeps it', async () => {
    const { recorder, results, done } = world;
    const known = knownAs('passed');
    results.known.set('acme', known);
    const late = aTest('failed', -5);
    expect(await recorder.record('acme', late)).toEqual(known);
    expect(done).toEqual(['keep']);
    expect(results.kept).toEqual([late]);
  });
});

describe('a crash', () => {
  it('between event and item repeats the event under the same id, and loses none', async () => {
    const { recorder, results, told, before } = world;
    results.known.set('acme', knownAs('passed'));
    before.write = () => Promise.reject(new Error('crash'));
    await expect(recorder.record('acme', aTest('failed', 0))).rejects.toThrow('crash');
    before.write = () => undefined;
    await recorder.record('acme', aTest('failed', 1));
    expect(changes(told)).toEqual(['passed → failed', 'passed → failed']);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  const dies = async (result: TestResult) => {
    world.before.write = () => Promise.reject(new Error('crash'));
    await expect(world.recorder.record('acme', result)).rejects.toThrow('crash');
    world.before.write = () => undefined;
    world.clock.jump(60_000);
  };

  it('after a recovery was told is corrected by the next test that fails, whatever asks for it', async () => {
    const { recorder, results, told } = world;
    for (const trigger of TRIGGERS) {
      told.length = 0;
      results.known.set('acme', knownAs('failed'));
      await dies(aTest('passed', 0, { trigger: 'save' }));
      await recorder.record('acme', aTest('failed', 60, { trigger }));
      expect(changes(told)).toEqual(['failed → passed', 'passed → failed']);
      await recorder.record('acme', aTest('failed', 65, { trigger }));
      expect(told, 'once').toHaveLength(2);
    }
  });

  it('after a failure was told is corrected by the next test that passes, or tells nothing', async () => {
    const { recorder, results, told } = world;
    for (const verdict of ['passed', 'inconclusive'] as const) {
      told.length = 0;
      results.known.set('acme', knownAs('passed'));
      await dies(aTest('failed', 0, { trigger: 'traffic' }));
      expect(await recorder.record('acme', aTest(verdict, 3))).toMatchObject({ state: 'passed', telling: [] });
      expect(changes(told)).toEqual(['passed → failed', 'failed → passed']);
      await recorder.record('acme', aTest('failed', 4));
      expect(changes(told).at(-1)).toBe('passed → failed');
      expect(new Set(told.map(({ id }) => id)).size, 'nobody drops it as a repeat').toBe(3);
    }
  });

  it('after a correction was told repeats that, under its id', async () => {
    const { recorder, results, told } = world;
    results.known.set('acme', knownAs('passed'));
    await dies(aTest('failed', 0));
    await dies(aTest('passed', 1));
    await recorder.record('acme', aTest('passed', 2));
    expect(changes(told)).toEqual(['passed → failed', 'failed → passed', 'failed → passed']);
    expect(new Set(told.map(({ id }) => id)).size).toBe(2);
  });

  it('before anything was known repeats the first event under its id', async () => {
    const { recorder, results, told } = world;
    await dies(aTest('passed', 0));
    expect(results.known.get('acme')).toBeUndefined();
    await recorder.record('acme', aTest('passed', 1));
    expect(changes(told)).toEqual(['null → passed', 'null → passed']);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  it('is not corrected to failed while the fleet is failing, but after it', async () => {
    const { recorder, results, told, fleet } = world;
    results.known.set('acme', knownAs('failed'));
    await dies(aTest('passed', 0));
    fleet.failing = true;
    const result = aTest('failed', 1, { trigger: 'confirm' });
    const member = fleetMember('acme', 'client', result, null);
    await recorder.record('acme', result, { member });
    expect(changes(told)).toEqual(['failed → passed']);
    fleet.failing = false;
    await recorder.record('acme', aTest('failed', 2, { trigger: 'confirm' }), { member });
    expect(changes(told)).toEqual(['failed → passed', 'passed → failed']);
  });

  it('of one that tells, while another finds otherwise and may be overtaken, leaves that for the next test', async () => {
    const { recorder, results, told, before } = world;
    results.known.set('acme', knownAs('passed'));
    // The other test comes after the event was listed and before it is put, and its teller dies once it has put it.
    before.tell = async () => {
      before.tell = () => undefined;
      await recorder.record('acme', aTest('passed', 1));
      before.write = () => Promise.reject(new Error('crash'));
      before.list = () => Promise.reject(new Error('crash'));
    };
    await expect(recorder.record('acme', aTest('failed', 0))).rejects.toThrow('crash');
    before.write = () => undefined;
    before.list = () => undefined;
    expect(changes(told)).toEqual(['failed → passed', 'passed → failed']);
    await recorder.record('acme', aTest('passed', 2));
    expect(changes(told).at(-1)).toBe('failed → passed');
    expect(new Set(told.map(({ id }) => id)).size).toBe(3);
  });

  it('before the event leaves the state as it was: the next test tells it', async () => {
    const { recorder, results, told, before } = world;
    const known = knownAs('passed');
    results.known.set('acme', known);
    before.tell = () => Promise.reject(new Error('no bus'));
    await expect(recorder.record('acme', aTest('failed', 0))).rejects.toThrow('no bus');
    expect(results.known.get('acme')).toEqual({ ...known, telling: [expect.objectContaining({ to: 'failed' })] });
    before.tell = () => undefined;
    await recorder.record('acme', aTest('failed', 1));
    expect(changes(told)).toEqual(['passed → failed']);
  });

  it('when the confirming test cannot be queued leaves what is known as it was', async () => {
    const { recorder, results, before } = world;
    const known = knownAs('passed');
    results.known.set('acme', known);
    before.confirm = () => Promise.reject(new Error('no queue'));
    await expect(recorder.record('acme', aTest('failed', 0, { trigger: 'schedule' }))).rejects.toThrow('no queue');
    expect(results.known.get('acme')).toEqual(known);
  });
});

describe('somebody who writes in between', () => {
  /** Lets another one write once, just before something is done; it leaves what is being told. */
  function meanwhile(latest: Latest, step: 'list' | 'write' = 'write') {
    world.before[step] = () => {
      const telling = allOvertaken(world.results.known.get('acme')?.telling ?? []);
      world.results.known.set('acme', { ...latest, telling });
      world.before[step] = () => undefined;
    };
  }

  it('before anything was told is read, and all is judged again', async () => {
    const { recorder, results, told } = world;
    results.known.set('acme', knownAs('passed'));
    meanwhile(knownAs('unknown', { stateSince: minute(-1), lastEventAt: minute(-1) }), 'list');
    await recorder.record('acme', aTest('failed', 0));
    expect(changes(told)).toEqual(['unknown → failed']);
    expect(results.known.get('acme')).toMatchObject({ state: 'failed', telling: [] });
  });

  it('is read, and all is judged again', async () => {
    const { recorder, results, told } = world;
    results.known.set('acme', knownAs('passed'));
    meanwhile(knownAs('unknown', { stateSince: minute(-1), lastEventAt: minute(-1) }));
    await recorder.record('acme', aTest('failed', 0));
    expect(changes(told)).toEqual(['passed → failed', 'unknown → failed']);
    expect(results.known.get('acme')).toMatchObject({ state: 'failed' });
  });

  it('with the same finding leaves nothing more to tell', async () => {
    const { recorder, results, told } = world;
    results.known.set('acme', knownAs('passed'));
    meanwhile(knownAs('failed', { stateSince: minute(-1), lastEventAt: minute(-1) }));
    await recorder.record('acme', aTest('failed', 0));
    expect(changes(told)).toEqual(['passed → failed']);
  });

  it('only what is being told, does not make it be told again', async () => {
    const { recorder, results, told } = world;
    results.known.set('acme', knownAs('passed'));
    const other = { id: 'other', from: 'failed', to: 'passed', until: minuteMs(30) + 9_000, overtaken: true } as const;
    world.before.write = () => {
      const known = results.known.get('acme');
      if (known) results.known.set('acme', { ...known, telling: [...known.telling, other] });
      world.before.write = () => undefined;
    };
    expect(await recorder.record('acme', aTest('failed', 0))).toMatchObject({ state: 'failed', telling: [other] });
    expect(changes(told)).toEqual(['passed → failed']);
  });

  it('with a newer test that finds otherwise makes what was told be corrected', async () => {
    const { recorder, results, told } = world;
    const known = knownAs('passed');
    results.known.set('acme', known);
    const newer = aTest('passed', 9);
    const after = { ...known, startedAt: newer.startedAt, result: newer };
    meanwhile(after);
    const corrected = { ...after, lastEventAt: minute(30) };
    expect(await recorder.record('acme', aTest('failed', 0))).toEqual(corrected);
    expect(changes(told)).toEqual(['passed → failed', 'failed → passed']);
    expect(told[1]).toMatchObject({ testId: newer.testId, since: minute(-10) });
    expect(told[1]?.id).not.toBe(told[0]?.id);
  });

  it('makes a scheduled failure be confirmed once', async () => {
    const { recorder, results, confirming } = world;
    results.known.set('acme', knownAs('passed'));
    meanwhile(knownAs('passed', { lastEventAt: minute(-1) }));
    await recorder.record('acme', aTest('failed', 0, { trigger: 'schedule' }));
    expect(confirming).toHaveLength(1);
  });

  it('again and again is a bug, and ends', async () => {
    const { recorder, results, before } = world;
    let count = 0;
    before.write = () => {
      count += 1;
      results.known.set('acme', knownAs('passed', { lastEventAt: minute(count) }));
    };
    await expect(recorder.record('acme', aTest('passed', 0))).rejects.toThrow('kept changing');
    expect(count).toBe(20);
  });
});

describe('a connection that was removed and restored, which gives it its old version back', () => {
  const removedAfter = async (tests: readonly TestResult[]) => {
    for (const test of tests) await world.recorder.record('acme', test);
    await world.results.forgetLatest('acme', minuteMs(2));
  };
  const idsTold = () => world.told.map(({ id }) => id);

  it.each(['passed', 'failed'] as const)(
    'and which %s at first, as before, is told under an id of its own',
    async (verdict) => {
      const other = verdict === 'passed' ? 'failed' : 'passed';
      await removedAfter([aTest(verdict, 0), aTest(other, 1)]);
      await world.recorder.record('acme', aTest(verdict, 3));
      expect(changes(world.told)).toEqual([`null → ${verdict}`, `${verdict} → ${other}`, `null → ${verdict}`]);
      expect(new Set(idsTold()).size).toBe(3);
    },
  );

  it('and falls silent is told once the lists cannot lag any more', async () => {
    const { recorder, results, told, clock } = world;
    const silence = { endpoint: 'na', savedAt: minuteMs(-1_000), intervalMs: 3_600_000 } as const;
    await results.forgetLatest('acme', clock.now());
    expect(await recorder.recordSilence('acme', silence)).toBeNull();
    clock.jump(3_600_001);
    await recorder.recordSilence('acme', silence);
    expect(changes(told)).toEqual(['null → unknown']);
  });
});

describe('recording an untested save', () => {
  it('makes the state unknown and tells it, event first', async () => {
    const { recorder, results, done, told } = world;
    results.known.set('acme', knownAs('passed'));
    const save = { version: 'v2', at: minute(30) };
    expect(await recorder.recordUntestedSave('acme', 'eu', save)).toMatchObject({ state: 'unknown', save });
    expect(done).toEqual(['list', 'tell', 'write']);
    expect(told).toMatchObject([{ endpoint: 'eu', from: 'passed', to: 'unknown', since: minute(30), testId: null }]);
  });
});

describe('two who record at the same time', () => {
  const test = fc.record({
    verdict: fc.constantFrom('passed' as const, 'failed' as const, 'inconclusive' as const),
    trigger: fc.constantFrom(...TRIGGERS),
    minutes: fc.integer({ min: 0, max: 5 }),
  });
  const known = fc.constantFrom(null, knownAs('passed'), knownAs('failed'), knownAs('unknown'));

  it('in any order of their calls keep both, never go back in time, and tell every change before it is written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), known, fc.tuple(test, test), async (scheduler, start, tests) => {
        const { recorder, results, told, before } = recording();
        if (start) results.known.set('acme', start);
        for (const name of ['list', 'tell', 'write', 'keep', 'confirm'] as const) {
          before[name] = () => scheduler.schedule(Promise.resolve());
        }
        const read = results.latest.bind(results);
        results.latest = (id) => scheduler.schedule(Promise.resolve()).then(() => read(id));
        const write = results.replaceLatest;
        let previous = start;
        results.replaceLatest = async (...args) => {
          const written = await write(...args);
          if (written) {
            const [, , latest] = args;
            expect((latest.startedAt ?? '') >= (previous?.startedAt ?? '')).toBe(true);
            if (latest.state !== (previous?.state ?? 'unknown')) {
              expect(told.map(({ to }) => to)).toContain(latest.state);
            }
            previous = latest;
          }
          return written;
        };
        const both = tests.map(({ verdict, minutes, trigger }) => aTest(verdict, minutes, { trigger }));
        await scheduler.waitFor(Promise.all(both.map((result) => recorder.record('acme', result))));

        expect(results.kept).toHaveLength(2);
        const latest = results.known.get('acme');
        const newest = both
          .map(({ startedAt }) => startedAt)
          .toSorted()
          .at(-1);
        expect(latest?.startedAt).toBe(newest);
        const lastTold = told.at(-1);
        if (lastTold) expect(lastTold.to, 'who heard the last event knows the state').toBe(latest?.state);
        else expect(latest?.state).toBe(start?.state ?? 'unknown');
      }),
      { numRuns: 500 },
    );
  });
});
