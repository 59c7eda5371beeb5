import { beforeEach, describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import type { ConnectionStateChanged } from '../../lib/watch/events.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { runTests } from '../../lib/watch/run-tests.ts';
import type { QueuedTest, TestMessage } from '../../lib/watch/test-message.ts';
import { handClock } from '../hand-clock.ts';
import { noted } from '../noted-invocation.ts';
import { AmazonByScript, answer, formOf, issued, refusedByLwa } from '../token/amazon-by-script.ts';
import { connectionOf, StoreInHands } from '../token/broker-world.ts';
import { knownAs, minute, minuteMs } from './fixtures.ts';
import { ResultsInMemory } from './results-in-memory.ts';

/** Everything that a batch of messages meets. Amazon is healthy, but for connections whose id begins with `broken`. */
function batchWorld(perConnectionMetrics: 'off' | 'failing' = 'off') {
  const clock = handClock(minuteMs(0));
  const results = new ResultsInMemory();
  const store = new StoreInHands();
  const told: ConnectionStateChanged[] = [];
  const confirming: QueuedTest[] = [];
  const amazon = new AmazonByScript((request) => {
    if (request.method === 'GET') return answer(200, { feeds: [] }, 'id-of-feeds');
    const broken = formOf(request).client_secret?.includes('broken');
    return broken ? refusedByLwa('invalid_client', 401) : issued('Atza|token');
  });
  const events = {
    async put(_type: string, detail: ConnectionStateChanged) {
      told.push(detail);
    },
  };
  let ids = 0;
  const dependencies = {
    http: amazon,
    clock,
    random: () => 0,
    newTestId: () => {
      ids += 1;
      return `test${ids}`;
    },
    mayAskForEvidence: async () => true,
    perConnectionMetrics,
    reader: store,
    results,
    recorder: createRecorder({
      results,
      events,
      fleets: null,
      clock,
      confirm: async (test) => void confirming.push(test),
    }),
  };
  const invocation = noted(minuteMs(24 * 60));
  /** Runs messages; answers the numbers of those that must come again. */
  const run = async (...messages: (Partial<TestMessage> | string)[]) => {
    const received = messages.map((message, index) => ({
      messageId: String(index),
      body:
        typeof message === 'string'
          ? message
          : JSON.stringify({
              connectionId: 'acme',
              runId: 'run',
              scheduledTime: minute(0),
              trigger: 'schedule',
              ...message,
            }),
    }));
    return (await runTests(dependencies, received, invocation)).map(Number);
  };
  return { clock, results, store, told, confirming, amazon, invocation, run, dependencies };
}

let world: ReturnType<typeof batchWorld>;
beforeEach(() => {
  world = batchWorld();
  world.store.save('acme', 'v1');
});

describe('a message', () => {
  it.each(['schedule', 'confirm', 'traffic', 'save'] as const)(
    'with the trigger %s tests its connection, and records it',
    async (trigger) => {
      const { run, results, amazon, invocation } = world;
      expect(await run({ trigger })).toEqual([]);
      expect(results.known.get('acme')).toMatchObject({
        state: 'passed',
        version: 'v1',
        result: { trigger, verdict: 'passed', connectionId: 'acme', version: 'v1' },
      });
      expect(amazon.requests).toHaveLength(2);
      expect(invocation.audits).toEqual([
        {
          caller: trigger,
          connectionId: 'acme',
          action: 'test',
          grant: null,
          outcome: 'passed',
          amazonRequestId: 'id-of-feeds',
        },
      ]);
    },
  );

  it('whose connection fails its test is done: a verdict is data', async () => {
    const { run, store, results, told, confirming, invocation } = world;
    store.save('broken', 'v1');
    expect(await run({ connectionId: 'broken' })).toEqual([]);
    expect(results.known.get('broken')).toMatchObject({ state: 'unknown', result: { verdict: 'failed' } });
    expect(confirming).toHaveLength(1);
    expect(told).toEqual([]);
    expect(invocation.measured).toEqual([
      ['TestsRun[failed]', 1],
      ['TestsFailed[client_rejected]', 1],
      ['TokenExchanges[failed]', 1],
      ['TestLatencyMs[token-exchange]', 1],
    ]);
  });

  it('of a stored secret that is no connection says so, and sends nothing', async () => {
    const { run, store, results, amazon } = world;
    store.failure = {
      kind: 'connection_malformed',
      ...malformed('acme'),
    };
    expect(await run({ trigger: 'save' })).toEqual([]);
    expect(results.known.get('acme')).toMatchObject({
      state: 'failed',
      result: { verdict: 'failed', diagnosis: { code: 'settings_incomplete', settings: ['lwaRefreshToken'] } },
    });
    expect(amazon.requests).toEqual([]);
  });

  it('tells when the connection last passed', async () => {
    const { run, store, results } = world;
    store.save('broken', 'v1');
    results.known.set('broken', knownAs('passed', { lastPassedAt: minute(-60), startedAt: minute(-60) }));
    await run({ connectionId: 'broken' });
    expect(results.known.get('broken')?.result?.diagnosis?.summary).toContain(minute(-60));
  });
});

function malformed(connectionId: string) {
  const { lwaClientSecret: _secret, lwaRefreshToken: _token, ...settings } = connectionOf(connectionId, 'v1').settings;
  return {
    connectionId,
    version: 'v1',
    missing: ['lwaRefreshToken'] as const,
    settings,
    createdAt: null,
    updatedAt: minute(0),
  };
}

describe('a message that is done without a test', () => {
  it.each([
    ['when the latest test began at its time', 0],
    ['when the latest test began later', 5],
  ])('%s', async (_when, startedMinutes) => {
    const { run, results, store, amazon } = world;
    results.known.set('acme', knownAs('passed', { startedAt: minute(startedMinutes) }));
    expect(await run({ scheduledTime: minute(0) })).toEqual([]);
    expect(amazon.requests).toEqual([]);
    expect(store.reads).toBe(0);
  });

  it('but not when the latest test began before its time, whatever the time zone', async () => {
    const { run, results, amazon } = world;
    results.known.set('acme', knownAs('passed', { startedAt: minute(0) }));
    await run({ scheduledTime: '2026-11-23T12:00:00.001+02:00' });
    expect(amazon.requests).toHaveLength(2);
  });

  it.each([
    ['because its connection is gone', { kind: 'connection_not_found' }],
    ['because its connection is pending deletion', { kind: 'connection_pending_deletion' }],
  ] as const)('%s', async (_why, failure) => {
    const { run, store, results, invocation } = world;
    store.failure = failure;
    expect(await run({})).toEqual([]);
    expect(results.kept).toEqual([]);
    expect(invocation.measured).toEqual([]);
  });

  it('because its connection is paused: only when it was scheduled', async () => {
    const { run, amazon, dependencies } = world;
    const connection = connectionOf('acme', 'v1');
    const paused = { ...connection, settings: { ...connection.settings, testing: 'paused' as const } };
    dependencies.reader.read = async () => ({ ok: true, value: paused });
    expect(await run({ trigger: 'schedule' })).toEqual([]);
    expect(amazon.requests).toEqual([]);
    for (const trigger of ['confirm', 'traffic', 'save'] as const) {
      world.clock.jump(1_000);
      await run({ trigger, scheduledTime: new Date(world.clock.now()).toISOString() });
    }
    expect(amazon.requests).toHaveLength(6);
  });

  it('because the same connection was tested earlier in the batch', async () => {
    const { run, amazon, results } = world;
    expect(await run({}, {}, { trigger: 'confirm', scheduledTime: minute(100) }, { trigger: 'traffic' })).toEqual([]);
    expect(amazon.requests).toHaveLength(2);
    expect(results.kept).toHaveLength(1);
  });

  it('because a message of the same connection asks for more: one by schedule is tested last', async () => {
    const { run, results, store } = world;
    store.save('broken', 'v1');
    await run({ connectionId: 'broken' }, { connectionId: 'broken', trigger: 'confirm' });
    expect(results.kept.map(({ trigger }) => trigger)).toEqual(['confirm']);
    expect(results.known.get('broken')).toMatchObject({ state: 'failed' });
  });

  it('but not because of an earlier message that was done without a test', async () => {
    const { run, amazon, results } = world;
    results.known.set('acme', knownAs('passed', { startedAt: minute(0) }));
    await run({ scheduledTime: minute(-1) }, { scheduledTime: minute(1) });
    expect(amazon.requests).toHaveLength(2);
  });

  it.each(['', 'garbage', '{}', '[]', JSON.stringify({ connectionId: 'ACME' })])(
    'because it is none of ours: %j',
    async (body) => {
      const { run, invocation, amazon } = world;
      expect(await run(body, {})).toEqual([]);
      expect(invocation.total('MessagesDropped')).toBe(1);
      expect(invocation.lines).toEqual([['dropped', { messageId: '0', reason: 'unreadable' }]]);
      expect(amazon.requests, 'the others are tested').toHaveLength(2);
    },
  );
});

describe('an AWS service that fails one message', () => {
  const unavailable = new AwsServiceError('dynamodb:GetItem', 'ThrottlingException');
  beforeEach(() => {
    for (const id of ['one', 'two', 'three']) world.store.save(id, 'v1');
  });

  it.each(['latest', 'replaceLatest', 'addToHistory'] as const)('at %s lets only that one come again', async (call) => {
    const { run, results, invocation } = world;
    const original = results[call].bind(results) as (...args: unknown[]) => Promise<never>;
    Object.assign(results, {
      [call]: (id: string, ...rest: unknown[]) => (id === 'two' ? Promise.reject(unavailable) : original(id, ...rest)),
    });
    expect(await run({ connectionId: 'one' }, { connectionId: 'two' }, { connectionId: 'three' })).toEqual([1]);
    expect([...results.known.keys()]).toEqual(expect.arrayContaining(['one', 'three']));
    expect(invocation.lines).toEqual([['unavailable', { action: 'dynamodb:GetItem', reason: 'ThrottlingException' }]]);
  });

  it('at reading the secret lets only that one come again, counted and logged with the connection', async () => {
    const { run, store, invocation } = world;
    const read = store.read.bind(store);
    store.read = async (id) =>
      id === 'two'
        ? {
            ok: false,
            failure: { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'TimeoutError' },
          }
        : read(id);
    expect(await run({ connectionId: 'one' }, { connectionId: 'two' }, { connectionId: 'three' })).toEqual([1]);
    expect(invocation.total('SecretReadErrors')).toBe(1);
    expect(invocation.lines).toEqual([
      ['unavailable', { action: 'secretsmanager:GetSecretValue', reason: 'TimeoutError', connectionId: 'two' }],
    ]);
  });

  it('lets each message of a connection come again that met it', async () => {
    const { run, results } = world;
    results.latest = () => Promise.reject(unavailable);
    expect(await run({}, 'garbage', {})).toEqual([0, 2]);
  });

  it('and a bug too: its message comes again, and the log has the error', async () => {
    const { run, dependencies, invocation } = world;
    const bug = new TypeError('bug');
    dependencies.newTestId = () => {
      throw bug;
    };
    expect(await run({})).toEqual([0]);
    expect(invocation.lines).toEqual([['broken', bug]]);
  });
});

describe('one broken connection', () => {
  it('does not delay another', async () => {
    const { run, store, amazon, results } = world;
    store.save('never', 'v1');
    const healthy = amazon.script;
    const never = Promise.withResolvers<{ kind: 'timed_out' }>();
    amazon.script = (request, timeoutMs) =>
      (request.body ?? '').includes('never') ? never.promise : healthy(request, timeoutMs);
    const running = run({ connectionId: 'never' }, { connectionId: 'acme' });
    await expect.poll(() => results.known.has('acme')).toBe(true);
    expect(results.known.has('never')).toBe(false);
    never.resolve({ kind: 'timed_out' });
    expect(await running).toEqual([]);
    expect(results.known.get('never')?.result?.verdict).toBe('inconclusive');
  });
});

describe('the log line of a failing connection', () => {
  it('is not written for a test that says nothing of it: its remedy would be that of an outage', async () => {
    const { run, store, results, amazon, invocation } = world;
    for (const id of ['acme', 'broken']) store.save(id, 'v1');
    for (const id of ['acme', 'broken']) results.known.set(id, knownAs('failed'));
    amazon.script = (request) =>
      formOf(request).client_secret?.includes('broken') ? refusedByLwa('invalid_client', 401) : answer(503, {});
    await run({}, { connectionId: 'broken' });
    expect(results.kept.map(({ verdict }) => verdict).toSorted()).toEqual(['failed', 'inconclusive']);
    const lines = invocation.lines.filter(([message]) => message === 'failing');
    expect(lines).toMatchObject([['failing', { connectionId: 'broken', code: 'client_rejected' }]]);
  });
});

describe('a metric for each failing connection', () => {
  it.each([
    ['off', 0],
    ['failing', 1],
  ] as const)('with PER_CONNECTION_METRICS=%s is added for %d of them', async (perConnectionMetrics, count) => {
    const { run, store, results, invocation } = batchWorld(perConnectionMetrics);
    for (const id of ['acme', 'broken', 'broken-new']) store.save(id, 'v1');
    results.known.set('broken', knownAs('failed'));
    await run({}, { connectionId: 'broken' }, { connectionId: 'broken-new' });
    expect(invocation.total('ConnectionFailing[broken]')).toBe(count);
    expect(invocation.measured.filter(([name]) => name.startsWith('ConnectionFailing'))).toHaveLength(count);
  });
});

describe('an environment whose clock is an hour ahead', () => {
  it('delays what is found by that hour, and loses none of it', async () => {
    const { run, clock, results, store, told } = world;
    clock.jump(3_600_000);
    await run({ scheduledTime: minute(0) });
    expect(results.known.get('acme')).toMatchObject({ state: 'passed', startedAt: minute(60) });
    clock.jump(1_000 - 3_600_000);
    store.save('acme', 'broken');
    await run({ scheduledTime: minute(0) });
    expect(
      told.map(({ to }) => to),
      'it is held for tested',
    ).toEqual(['passed']);
    clock.jump(2 * 3_600_000);
    const scheduledTime = new Date(clock.now()).toISOString();
    await run({ scheduledTime, trigger: 'confirm' });
    expect(told.map(({ to }) => to)).toEqual(['passed', 'failed']);
  });
});

describe('a message that comes again after an attempt that died between event and item', () => {
  const attempt = () => {
    const { dependencies, invocation, clock } = world;
    const scheduledTime = new Date(clock.now()).toISOString();
    const body = JSON.stringify({ connectionId: 'acme', runId: 'run', scheduledTime, trigger: 'confirm' });
    return runTests(dependencies, [{ messageId: '0', body }], invocation);
  };
  const told = () => world.told.map(({ from, to }) => `${from} → ${to}`);

  beforeEach(async () => {
    await world.run({});
    world.clock.jump(60_000);
    world.store.save('acme', 'broken');
    const write = world.results.replaceLatest.bind(world.results);
    world.results.replaceLatest = async (id, read, latest) => {
      if (latest.telling.length > 0) return write(id, read, latest);
      world.results.replaceLatest = write;
      throw new AwsServiceError('dynamodb:PutItem', 'ThrottlingException');
    };
    expect(await attempt()).toEqual(['0']);
    world.clock.jump(60_000);
  });

  it('and now passes tells that it works: nothing else would ever end what was told', async () => {
    world.store.save('acme', 'v3');
    expect(await attempt()).toEqual([]);
    expect(told()).toEqual(['null → passed', 'passed → failed', 'failed → passed']);
    world.clock.jump(60_000);
    await attempt();
    expect(told(), 'once').toHaveLength(3);
  });

  it('and still fails tells that again, under the same id', async () => {
    expect(await attempt()).toEqual([]);
    expect(told()).toEqual(['null → passed', 'passed → failed', 'passed → failed']);
    expect(new Set(world.told.map(({ id }) => id)).size).toBe(2);
  });
});
