import { beforeEach, describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import { type IndexEntry, indexEntry } from '../../lib/connection/connection-index.ts';
import type { ConnectionStateChanged } from '../../lib/watch/events.ts';
import { planTests } from '../../lib/watch/plan-tests.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { dueTimeOf, slotAt, type TestIntervalMinutes } from '../../lib/watch/schedule.ts';
import type { QueuedTest } from '../../lib/watch/test-message.ts';
import { handClock } from '../hand-clock.ts';
import { noted } from '../noted-invocation.ts';
import { aTest, knownAs, minute, minuteMs } from './fixtures.ts';
import { ResultsInMemory } from './results-in-memory.ts';

const RUN_MS = 15 * 60_000;

function runWorld(intervalMinutes: TestIntervalMinutes = 60) {
  const clock = handClock(minuteMs(0));
  const results = new ResultsInMemory();
  const fleet: IndexEntry[] = [];
  const queued: QueuedTest[] = [];
  const told: ConnectionStateChanged[] = [];
  /** The log lines of its runs. */
  const said: string[] = [];
  const dependencies = {
    index: {
      async *all() {
        yield* fleet;
      },
      page: () => Promise.reject(new Error('not asked for')),
    },
    results,
    recorder: createRecorder({
      results,
      events: {
        async put(_type, detail) {
          told.push(detail as ConnectionStateChanged);
        },
      },
      fleets: null,
      confirm: null,
      clock,
    }),
    queue: { send: async (tests: readonly QueuedTest[]) => void queued.push(...tests) },
    fleets: { reviewFailing: async () => {} },
    clock,
    intervalMinutes,
  };
  /** Adds a connection that was saved a minute ago, described as said. */
  const add = (connectionId: string, description: Record<string, unknown> = {}, savedAt = minuteMs(-1)) =>
    fleet.push(indexEntry(connectionId, { version: 'v1', text: JSON.stringify(description), savedAt }));
  const run = async (how: { all?: boolean; scheduledMs?: number } = {}) => {
    const invocation = noted(clock.now() + 60_000);
    await planTests(dependencies, { scheduledMs: clock.now(), runId: 'run-1', all: false, ...how }, invocation);
    said.push(...invocation.lines.map(([message]) => message));
    return Object.fromEntries(invocation.measured);
  };
  return { clock, results, fleet, queued, told, said, dependencies, add, run };
}

let world: ReturnType<typeof runWorld>;
beforeEach(() => {
  world = runWorld();
});

const idsOf = (queued: readonly QueuedTest[]) => queued.map(({ message }) => message.connectionId);

describe('a run', () => {
  it('queues the connections of its slot, each after its delay', async () => {
    const { add, run, queued, clock } = world;
    const ids = Array.from({ length: 200 }, (_, index) => `connection-${index}`);
    for (const id of ids) add(id);
    await run();
    const slot = slotAt(clock.now(), 60);
    expect(idsOf(queued)).toEqual(ids.filter((id) => dueTimeOf(id, 60).slot === slot));
    for (const { message, delaySeconds } of queued) {
      expect(delaySeconds).toBe(dueTimeOf(message.connectionId, 60).delaySeconds);
      expect(message).toMatchObject({ runId: 'run-1', scheduledTime: minute(0), trigger: 'schedule' });
    }
  });

  it('with the three that follow queues each connection once', async () => {
    const { add, run, queued, clock } = world;
    const ids = Array.from({ length: 200 }, (_, index) => `connection-${index}`);
    for (const id of ids) add(id);
    for (let count = 0; count < 4; count += 1) {
      await run();
      clock.jump(RUN_MS);
    }
    expect(idsOf(queued).toSorted()).toEqual(ids.toSorted());
  });

  it('that starts late serves the time that it was meant for', async () => {
    const { add, run, queued, clock } = world;
    for (let index = 0; index < 50; index += 1) add(`connection-${index}`);
    clock.jump(14 * 60_000);
    await run({ scheduledMs: minuteMs(0) });
    expect(queued.length).toBeGreaterThan(0);
    expect(new Set(queued.map(({ message }) => message.scheduledTime))).toEqual(new Set([minute(0)]));
    expect(new Set(queued.map(({ message }) => dueTimeOf(message.connectionId, 60).slot))).toEqual(
      new Set([slotAt(minuteMs(0), 60)]),
    );
  });

  it('of all queues the whole fleet at once, but the paused', async () => {
    const { add, run, queued } = world;
    for (let index = 0; index < 20; index += 1) add(`connection-${index}`);
    add('paused', { testing: 'paused' });
    await run({ all: true });
    expect(idsOf(queued)).toHaveLength(20);
    expect(idsOf(queued)).not.toContain('paused');
    expect(new Set(queued.map(({ delaySeconds }) => delaySeconds))).toEqual(new Set([0]));
  });

  it('passes over the paused', async () => {
    const { add, run, queued } = runWorld(15);
    add('on');
    add('paused', { testing: 'paused' });
    await run();
    expect(idsOf(queued)).toEqual(['on']);
  });

  it('queues a connection whose description cannot be read: its secret tells the rest', async () => {
    const { fleet, run, queued } = runWorld(15);
    fleet.push(indexEntry('by-hand', { version: 'v1', text: undefined, savedAt: 0 }));
    fleet.push(indexEntry('odd', { version: 'v1', text: 'no JSON', savedAt: 0 }));
    await run();
    expect(idsOf(queued)).toEqual(['by-hand', 'odd']);
  });

  it('that cannot read the whole list queues nothing, and is not completed', async () => {
    const { add, dependencies, run, queued } = world;
    add('acme');
    dependencies.index.all = async function* () {
      yield indexEntry('acme', { version: 'v1', text: undefined, savedAt: 0 });
      throw new AwsServiceError('secretsmanager:ListSecrets', 'ThrottlingException');
    };
    await expect(run({ all: true })).rejects.toThrow(AwsServiceError);
    expect(queued).toEqual([]);
  });

  it('that cannot queue is not completed', async () => {
    const { add, dependencies, run } = world;
    add('acme');
    dependencies.queue.send = () => Promise.reject(new AwsServiceError('sqs:SendMessage', 'InternalError'));
    await expect(run({ all: true })).rejects.toThrow(AwsServiceError);
  });
});

describe('what expires first', () => {
  const MIDNIGHT_MS = Date.parse('2026-11-24T00:00:00Z');

  it.each([
    ['the first run of a day', { scheduledMs: MIDNIGHT_MS }, ['expiring']],
    ['the next one', { scheduledMs: MIDNIGHT_MS + RUN_MS }, []],
    ['a run over the whole fleet, whenever it is', { scheduledMs: MIDNIGHT_MS, all: true }, []],
  ])('is named by %s: %j', async (_which, how, lines) => {
    const { add, run, said } = world;
    add('acme', { clientSecretCreatedOn: '2026-01-01' });
    await run(how);
    expect(said).toEqual(lines);
  });
});

describe('the gauges', () => {
  it('count the fleet: paused ones are known, not failing or unknown', async () => {
    const { add, results, run } = world;
    for (const id of ['passing', 'failing', 'silent', 'new', 'paused', 'paused-and-failing']) {
      add(id, { testing: id.startsWith('paused') ? 'paused' : 'on' });
    }
    results.known.set('passing', knownAs('passed'));
    results.known.set('failing', knownAs('failed'));
    results.known.set('silent', knownAs('unknown'));
    results.known.set('paused-and-failing', knownAs('failed'));
    expect(await run()).toEqual({
      ConnectionsKnown: 6,
      ConnectionsFailing: 1,
      ConnectionsUnknown: 2,
      RunCompleted: 1,
    });
  });

  it('of an empty fleet are zeros, and the run is completed', async () => {
    expect(await world.run()).toEqual({
      ConnectionsKnown: 0,
      ConnectionsFailing: 0,
      ConnectionsUnknown: 0,
      RunCompleted: 1,
    });
  });

  it('count the days to the first client secret that ends and the first authorization of a year, paused ones too', async () => {
    const { add, run } = world;
    add('without dates');
    add('later', { clientSecretCreatedOn: '2026-11-01', authorizedOn: '2026-11-01' });
    add('sooner', { clientSecretCreatedOn: '2026-09-01', testing: 'paused' });
    add('soonest', { authorizedOn: '2026-01-01' });
    expect(await run()).toMatchObject({
      // 2026-09-01 and 180 days are 2027-02-28; 2026-01-01 and 365 days are 2027-01-01. Now it is 2026-11-23, ten o'clock.
      ClientSecretDaysLeft: 96,
      AuthorizationDaysLeft: 38,
    });
  });

  it('go below zero when a date has passed', async () => {
    const { add, run } = world;
    add('late', { clientSecretCreatedOn: '2026-05-01', authorizedOn: '2025-11-20' });
    expect(await run()).toMatchObject({ ClientSecretDaysLeft: -27, AuthorizationDaysLeft: -4 });
  });
});

describe('a connection of which nothing is heard', () => {
  const silent = () => knownAs('passed', { lastConclusiveAt: minute(-181), startedAt: minute(-181) });

  it('is told to be unknown, event first, and counted as unknown', async () => {
    const { add, results, run, told } = world;
    const before = silent();
    add('acme', { endpoint: 'eu' });
    results.known.set('acme', before);
    const write = results.replaceLatest.bind(results);
    results.replaceLatest = async (...args) => {
      const [, , { state }] = args;
      expect(told).toHaveLength(state === 'unknown' ? 1 : 0);
      return write(...args);
    };
    expect(await run()).toMatchObject({ ConnectionsUnknown: 1, ConnectionsFailing: 0 });
    expect(told).toMatchObject([
      {
        connectionId: 'acme',
        endpoint: 'na',
        from: 'passed',
        to: 'unknown',
        since: minute(0),
        testId: before.result?.testId,
      },
    ]);
    expect(results.known.get('acme')).toMatchObject({
      state: 'unknown',
      stateSince: minute(0),
      lastEventAt: minute(0),
    });
    await run();
    expect(told, 'once').toHaveLength(1);
  });

  it('and which was never tested is told with the endpoint of its description', async () => {
    const { add, run, told, results } = world;
    add('acme', { endpoint: 'eu' }, minuteMs(-181));
    await run();
    expect(told).toMatchObject([
      { endpoint: 'eu', from: null, to: 'unknown', since: minute(-181), testId: null, diagnosis: null },
    ]);
    expect(results.known.get('acme')).toMatchObject({ state: 'unknown', startedAt: null });
    await run();
    expect(told).toHaveLength(1);
  });

  it('but which was saved lately is not told of', async () => {
    const { add, run, told } = world;
    add('acme', {}, minuteMs(-180));
    expect(await run()).toMatchObject({ ConnectionsUnknown: 1 });
    expect(told).toEqual([]);
  });

  it('and which is paused is left alone', async () => {
    const { add, results, run, told } = world;
    add('acme', { testing: 'paused' });
    results.known.set('acme', silent());
    await run();
    expect(told).toEqual([]);
  });

  it('is read again before it is told of: a test may have come since the fleet was read', async () => {
    const { add, results, run, told } = world;
    add('acme');
    results.known.set('acme', silent());
    const tested = knownAs('passed', { lastConclusiveAt: minute(0), startedAt: minute(0), result: aTest('passed', 0) });
    const read = results.latest.bind(results);
    results.latest = async (id) => {
      results.known.set('acme', tested);
      return read(id);
    };
    expect(await run()).toMatchObject({ ConnectionsUnknown: 0 });
    expect(told).toEqual([]);
    expect(results.known.get('acme')).toBe(tested);
  });

  it('but was tested while it was told keeps what the test found, and that is told', async () => {
    const { add, results, run, told } = world;
    add('acme');
    results.known.set('acme', silent());
    const tested = knownAs('passed', { lastConclusiveAt: minute(0), startedAt: minute(0) });
    const write = results.replaceLatest.bind(results);
    results.replaceLatest = async (id, read, latest) => {
      if (latest.state === 'unknown') results.known.set('acme', tested);
      return write(id, read, latest);
    };
    expect(await run()).toMatchObject({ ConnectionsUnknown: 0 });
    expect(results.known.get('acme')).toEqual({ ...tested, lastEventAt: minute(0) });
    expect(told.map(({ from, to }) => `${from} → ${to}`)).toEqual(['passed → unknown', 'unknown → passed']);
  });

  it('is told of, and the run completes, when the fleets cannot be judged', async () => {
    const { add, results, run, told, said, dependencies } = world;
    add('acme');
    results.known.set('acme', silent());
    dependencies.fleets.reviewFailing = () =>
      Promise.reject(new AwsServiceError('events:PutEvents', 'InternalFailure'));
    expect(await run()).toMatchObject({ RunCompleted: 1 });
    expect(told).toHaveLength(1);
    expect(said).toEqual(['unavailable']);
  });

  it('is told of by the next run when this one has no time left, and this one completes', async () => {
    const { add, results, run, told, clock } = world;
    const ids = Array.from({ length: 100 }, (_, index) => `connection-${index}`);
    for (const id of ids) {
      add(id);
      results.known.set(id, silent());
    }
    const write = results.replaceLatest.bind(results);
    results.replaceLatest = async (...args) => {
      clock.jump(500);
      return write(...args);
    };
    expect(await run()).toMatchObject({ ConnectionsUnknown: 100, RunCompleted: 1 });
    expect(told.length).toBeGreaterThan(50);
    expect(told.length).toBeLessThan(100);
    await run();
    expect(told.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids.toSorted());
  });

  it('does not keep the others from being told of', async () => {
    const { add, results, run, told } = world;
    for (let index = 0; index < 30; index += 1) {
      add(`connection-${index}`);
      results.known.set(`connection-${index}`, silent());
    }
    expect(await run()).toMatchObject({ ConnectionsUnknown: 30 });
    expect(new Set(told.map(({ id }) => id)).size).toBe(30);
  });
});
