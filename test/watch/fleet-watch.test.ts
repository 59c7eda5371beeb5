import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { minute } from './fixtures.ts';
import { fleetWorld, INTERVAL_MS } from './fleet-world.ts';

const NA = { endpoint: 'na' } as const;
const MINUTE_MS = 60_000;

let aws: LocalAws;
let world: Awaited<ReturnType<typeof fleetWorld>>;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());
beforeEach(async () => {
  aws.faults.clear();
  world = await fleetWorld(aws);
});

const ids = (count: number) => Array.from({ length: count }, (_, index) => `connection-${index}`);
const changes = () => world.told().map(({ change }) => change);

/** Lets `count` connections of North America fail, one after the other. */
async function outage(count: number, watch = world.environment()): Promise<boolean[]> {
  const failing: boolean[] = [];
  for (const connectionId of ids(count)) {
    failing.push(await world.count(watch, { connectionId, verdict: 'inconclusive', minutes: 0 }));
  }
  return failing;
}

describe('an endpoint that goes down', () => {
  it('is failing from the fifth affected test on, and that is told once', async () => {
    expect(await outage(7)).toEqual([false, false, false, false, true, true, true]);
    expect(changes()).toEqual(['endpoint#na normal → failing']);
    expect(await world.store.state(NA)).toEqual({ state: 'failing', since: minute(0) });
  });

  it('is normal again when less than a quarter is affected, and that is told once', async () => {
    await outage(5);
    const failing: boolean[] = [];
    for (const connectionId of ids(6)) {
      failing.push(await world.count(world.environment(), { connectionId, verdict: 'passed', minutes: 1 }));
    }
    expect(failing).toEqual([true, true, true, false, false, false]);
    expect(changes()).toEqual(['endpoint#na normal → failing', 'endpoint#na failing → normal']);
  });

  it('and comes back, and goes down again, is told each time under an id of its own', async () => {
    for (const round of [0, 1, 2]) {
      for (const verdict of ['failed', 'passed'] as const) {
        for (const connectionId of ids(5)) {
          await world.count(world.environment(), { connectionId, verdict, minutes: round });
        }
        world.clock.jump(MINUTE_MS);
      }
    }
    expect(changes()).toEqual(
      [0, 1, 2].flatMap(() => ['endpoint#na normal → failing', 'endpoint#na failing → normal']),
    );
    expect(new Set(world.told().map(({ id }) => id)).size).toBe(6);
  });

  it('is not failing by connections that failed on it one after the other and were moved to another since', async () => {
    const watch = world.environment();
    for (const [index, connectionId] of ids(5).entries()) {
      const test = { connectionId, minutes: index * 2 } as const;
      expect(await world.count(watch, { ...test, verdict: 'failed' })).toBe(false);
      await world.count(watch, { ...test, minutes: index * 2 + 1, endpoint: 'eu', verdict: 'passed' });
    }
    expect(changes()).toEqual([]);
  });

  it('says nothing of the other endpoints', async () => {
    await outage(5);
    const europe = { connectionId: 'eu-1', verdict: 'failed', minutes: 0, endpoint: 'eu' } as const;
    expect(await world.count(world.environment(), europe)).toBe(false);
    expect(await world.store.known()).toEqual([
      { scope: NA, state: { state: 'failing', since: minute(0) }, claimed: false },
    ]);
  });
});

describe('a client id that is rejected', () => {
  it('is failing from the third on, on whatever endpoints, while the endpoints are normal', async () => {
    const watch = world.environment();
    const failing: boolean[] = [];
    for (const [index, endpoint] of (['na', 'eu', 'fe'] as const).entries()) {
      const test = { connectionId: `c${index}`, verdict: 'failed', minutes: 0, endpoint, lwaClientId: 'app' } as const;
      failing.push(await world.count(watch, test));
    }
    expect(failing).toEqual([false, false, true]);
    expect(changes()).toEqual(['client#app normal → failing']);
  });

  it('is found, known and told whole at the longest that a client id may be', async () => {
    const longest = (letter: string) => ({ lwaClientId: `${'x'.repeat(2_047)}${letter}` });
    for (const connectionId of ids(3)) {
      await world.count(world.environment(), { connectionId, verdict: 'failed', minutes: 0, ...longest('a') });
    }
    expect(changes()).toEqual([`client#${longest('a').lwaClientId} normal → failing`]);
    expect(await world.store.state(longest('a'))).toMatchObject({ state: 'failing' });
    expect(await world.store.state(longest('b')), 'of another that begins the same').toBeNull();
    expect(await world.store.known()).toMatchObject([{ scope: longest('a'), state: { state: 'failing' } }]);
  });

  it('is not found by an outage that hits its connections', async () => {
    for (const connectionId of ids(4)) {
      await world.count(world.environment(), { connectionId, verdict: 'inconclusive', minutes: 0, lwaClientId: 'app' });
    }
    expect(changes()).toEqual([]);
  });
});

describe('many at once', () => {
  it('ten environments find one change, and one of them tells it', async () => {
    const environments = Array.from({ length: 10 }, () => world.environment());
    const all = (verdict: 'failed' | 'passed', minutes: number) =>
      Promise.all(
        environments.flatMap((watch, index) => [
          world.count(watch, { connectionId: `a-${index}`, verdict, minutes, lwaClientId: 'app' }),
          world.count(watch, { connectionId: `b-${index}`, verdict, minutes }),
        ]),
      );
    await all('failed', 0);
    const begun = ['client#app normal → failing', 'endpoint#na normal → failing'];
    expect(changes().toSorted()).toEqual(begun);
    world.clock.jump(MINUTE_MS);
    await all('passed', 1);
    const ended = ['client#app failing → normal', 'endpoint#na failing → normal'];
    expect(changes().toSorted()).toEqual([...begun, ...ended].toSorted());
  });

  it('nobody is left with a single event: the last of those who write sees them all', async () => {
    const failing = await Promise.all(
      ids(5).map((connectionId) => world.count(world.environment(), { connectionId, verdict: 'failed', minutes: 0 })),
    );
    expect(failing).toContain(true);
    expect((await world.store.state(NA))?.state).toBe('failing');
  });

  it('a batch of one environment tells each change once, and reads the fleet once for all who come together', async () => {
    const watch = world.environment();
    const members = await Promise.all(
      ids(10).map((connectionId) => world.keep({ connectionId, verdict: 'failed', minutes: 0, lwaClientId: 'app' })),
    );
    aws.forgetCalls();
    expect(await Promise.all(members.map((member) => watch.review(member)))).toEqual(members.map(() => true));
    expect(changes().toSorted()).toEqual(['client#app normal → failing', 'endpoint#na normal → failing']);
    // For the endpoint and for the client id one for each of six endpoints.
    expect(aws.calls().filter(({ operation }) => operation === 'Query')).toHaveLength(6 + 6);
  });

  it('a test that is kept while its fleet is judged does not share that judgement, which may not have seen it', async () => {
    await outage(3);
    const read = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const watch = world.environment({
      async members(endpoint) {
        const members = await world.store.members(endpoint);
        read.resolve();
        await goOn.promise;
        return members;
      },
    });
    const fourth = world.count(watch, { connectionId: 'connection-3', verdict: 'inconclusive', minutes: 0 });
    await read.promise;
    const fifth = watch.review(await world.keep({ connectionId: 'connection-4', verdict: 'inconclusive', minutes: 0 }));
    goOn.resolve();
    expect(await Promise.all([fourth, fifth])).toEqual([false, true]);
  });

  it('a judgement that fails costs those who share it theirs, and nobody else', async () => {
    const watch = world.environment();
    const members = await Promise.all(
      ids(6).map((connectionId) => world.keep({ connectionId, verdict: 'failed', minutes: 0 })),
    );
    aws.faults.inject('dynamodb.Query', 'access-denied', 1);
    const reviews = await Promise.allSettled(members.map((member) => watch.review(member)));
    expect(reviews.map(({ status }) => status)).toContain('rejected');
    const [member] = members;
    expect(member && (await watch.review(member))).toBe(true);
    expect(changes()).toEqual(['endpoint#na normal → failing']);
  });
});

describe('a crash', () => {
  it('between event and item lets the next test tell it again, under the same id', async () => {
    await outage(4);
    const dying = world.environment({ replaceState: () => Promise.reject(new Error('crash')) });
    const fifth = { connectionId: 'connection-4', verdict: 'failed', minutes: 0 } as const;
    await expect(world.count(dying, fifth)).rejects.toThrow('crash');
    world.clock.jump(MINUTE_MS);
    expect(await world.count(world.environment(), { ...fifth, connectionId: 'connection-5' })).toBe(true);
    expect(changes()).toEqual(['endpoint#na normal → failing', 'endpoint#na normal → failing']);
    expect(new Set(world.told().map(({ id }) => id)).size).toBe(1);
  });

  it('of the environment that tells a change keeps the others from telling it for half a minute', async () => {
    await outage(4);
    const telling = world.environment({ replaceState: () => Promise.reject(new Error('crash')) });
    const fifth = { connectionId: 'connection-4', verdict: 'failed', minutes: 0 } as const;
    await expect(world.count(telling, fifth)).rejects.toThrow('crash');
    world.clock.jump(MINUTE_MS / 2 - 1);
    expect(await world.count(world.environment(), fifth), 'it is failing all the same').toBe(true);
    expect(changes()).toHaveLength(1);
    world.clock.jump(1);
    expect(await world.count(world.environment(), fifth)).toBe(true);
    expect(changes()).toHaveLength(2);
    expect(await world.store.state(NA)).toMatchObject({ state: 'failing' });
  });

  it('whose change is found again by the schedule: it is told once more, under the same id', async () => {
    await outage(4);
    const dying = world.environment({ replaceState: () => Promise.reject(new Error('crash')) });
    const fifth = { connectionId: 'connection-4', verdict: 'failed', minutes: 0 } as const;
    await expect(world.count(dying, fifth)).rejects.toThrow('crash');
    world.clock.jump(MINUTE_MS);
    await world.environment().reviewFailing();
    expect(changes()).toEqual(['endpoint#na normal → failing', 'endpoint#na normal → failing']);
    expect(new Set(world.told().map(({ id }) => id)).size).toBe(1);
    expect(await world.store.known()).toMatchObject([{ state: { state: 'failing' }, claimed: false }]);
  });

  it('whose change is over when the schedule looks is taken back, and the next outage has an id of its own', async () => {
    await outage(4);
    const dying = world.environment({ replaceState: () => Promise.reject(new Error('crash')) });
    const fifth = { connectionId: 'connection-4', verdict: 'failed', minutes: 0 } as const;
    await expect(world.count(dying, fifth)).rejects.toThrow('crash');
    for (const connectionId of ids(5)) {
      await world.count(world.environment(), { connectionId, verdict: 'passed', minutes: 1 });
    }
    await world.environment().reviewFailing();
    expect(changes(), 'the claim may still be at work').toHaveLength(1);
    world.clock.jump(MINUTE_MS);
    await world.environment().reviewFailing();
    await world.environment().reviewFailing();
    expect(changes()).toEqual(['endpoint#na normal → failing', 'endpoint#na failing → normal']);
    await outage(5);
    expect(changes()).toHaveLength(3);
    expect(new Set(world.told().map(({ id }) => id)).size).toBe(3);
  });

  it('of an environment whose clock is some seconds ahead is left to it', async () => {
    await outage(4);
    const ahead = world.clock.now() + 5_000;
    await world.store.claimChange(NA, null, { now: ahead, until: ahead + MINUTE_MS / 2 });
    await world.count(world.environment(), { connectionId: 'connection-4', verdict: 'failed', minutes: 0 });
    expect(changes()).toEqual([]);
  });

  it('of an environment whose clock was an hour ahead keeps nobody from telling', async () => {
    await outage(4);
    const ahead = world.clock.now() + 3_600_000;
    await world.store.claimChange(NA, null, { now: ahead, until: ahead + MINUTE_MS / 2 });
    expect(
      await world.count(world.environment(), { connectionId: 'connection-4', verdict: 'failed', minutes: 0 }),
    ).toBe(true);
    expect(changes()).toEqual(['endpoint#na normal → failing']);
  });

  it('before the event is told by the next test', async () => {
    await outage(4);
    aws.faults.inject('events.PutEvents', 'entries-fail', 1);
    const fifth = { connectionId: 'connection-4', verdict: 'failed', minutes: 0 } as const;
    await expect(world.count(world.environment(), fifth)).rejects.toMatchObject({ action: 'events:PutEvents' });
    expect(await world.store.state(NA)).toBeNull();
    expect(await world.count(world.environment(), fifth)).toBe(true);
    expect(changes()).toEqual(['endpoint#na normal → failing']);
  });
});

describe('the state of a fleet', () => {
  it('is not written over by who read it before somebody else did', async () => {
    const failing = { state: 'failing', since: minute(0) } as const;
    const normal = { state: 'normal', since: minute(9) } as const;
    expect(await world.store.replaceState(NA, null, failing)).toBe(true);
    expect(await world.store.replaceState(NA, null, normal)).toBe(false);
    expect(await world.store.replaceState(NA, { ...failing, since: minute(-1) }, normal)).toBe(false);
    expect(await world.store.replaceState(NA, normal, failing)).toBe(false);
    expect(await world.store.state(NA)).toEqual(failing);
    expect(await world.store.replaceState(NA, failing, normal)).toBe(true);
    expect(await world.store.state(NA)).toEqual(normal);
  });

  it('is what another environment wrote meanwhile, for who comes too late', async () => {
    await outage(4);
    const watch = world.environment({
      async replaceState(scope, _read, state) {
        await world.store.replaceState(scope, null, { state: 'failing', since: minute(-1) });
        return world.store.replaceState(scope, null, state);
      },
    });
    expect(await world.count(watch, { connectionId: 'connection-4', verdict: 'failed', minutes: 0 })).toBe(true);
    expect(await world.store.state(NA)).toEqual({ state: 'failing', since: minute(-1) });
  });

  it('is an error when the table does not answer, not a lost race', async () => {
    aws.faults.inject('dynamodb.PutItem', 'access-denied', 1);
    const writing = world.store.replaceState(NA, null, { state: 'failing', since: minute(0) });
    await expect(writing).rejects.toMatchObject({ action: 'dynamodb:PutItem' });
  });

  it('is kept for endpoints and for client ids of any spelling', async () => {
    const scopes = [NA, { endpoint: 'fe-sandbox' }, { lwaClientId: 'amzn1.a#b' }, { lwaClientId: 'na' }] as const;
    for (const scope of scopes) await world.store.replaceState(scope, null, { state: 'failing', since: minute(0) });
    expect((await world.store.known()).map(({ scope }) => scope)).toEqual(expect.arrayContaining([...scopes]));
  });
});

describe('the schedule', () => {
  it('ends what has fallen quiet for a whole interval', async () => {
    await outage(5);
    const watch = world.environment();
    world.clock.jump(INTERVAL_MS);
    await watch.reviewFailing();
    expect(changes(), 'a test that is an interval old is of the interval').toHaveLength(1);
    world.clock.jump(1);
    await watch.reviewFailing();
    await watch.reviewFailing();
    expect(changes()).toEqual(['endpoint#na normal → failing', 'endpoint#na failing → normal']);
  });

  it('judges the others when the event of one is refused', async () => {
    await outage(5);
    for (const endpoint of ['eu', 'fe'] as const) {
      await world.store.replaceState({ endpoint }, null, { state: 'failing', since: minute(0) });
    }
    world.clock.jump(INTERVAL_MS + 1);
    aws.faults.inject('events.PutEvents', 'entries-fail', 1);
    await expect(world.environment().reviewFailing()).rejects.toMatchObject({ action: 'events:PutEvents' });
    expect((await world.store.known()).filter(({ state }) => state?.state === 'normal')).toHaveLength(2);
    await world.environment().reviewFailing();
    expect((await world.store.known()).filter(({ state }) => state?.state === 'normal')).toHaveLength(3);
  });

  it('leaves alone what is normal', async () => {
    await outage(4);
    aws.forgetCalls();
    await world.environment().reviewFailing();
    expect(aws.calls().map(({ operation }) => operation)).toEqual(['Query']);
  });
});

describe('what is kept of a test for its fleets', () => {
  it('is one item beside the history, replaced by the next test, and goes after two days', async () => {
    await world.keep({ connectionId: 'acme', verdict: 'failed', minutes: 0 });
    await world.keep({ connectionId: 'acme', verdict: 'passed', minutes: 60 });
    const Key = { connectionId: { S: 'fleet#na' }, sort: { S: 'acme' } };
    const { Item } = await world.client.send(new GetItemCommand({ TableName: world.table, Key }));
    expect(Item).toEqual({
      ...Key,
      lwaClientId: { S: 'client-of-acme' },
      testedAt: { S: minute(60) },
      affected: { BOOL: false },
      clientAffected: { BOOL: false },
      expiresAt: { N: String(Date.parse(minute(60)) / 1_000 + 2 * 86_400) },
    });
    const { Items } = await world.client.send(new ScanCommand({ TableName: world.table }));
    expect(Items).toHaveLength(3);
    expect(Items?.every(({ expiresAt }) => Number(expiresAt?.N) > 0)).toBe(true);
  });

  it('costs one call to keep, and of one that is not affected two small reads', async () => {
    aws.forgetCalls();
    const member = await world.keep({ connectionId: 'acme', verdict: 'failed', minutes: 0 });
    expect(aws.calls().map(({ operation }) => operation)).toEqual(['BatchWriteItem']);
    aws.forgetCalls();
    await world.environment().review({ ...member, affected: false, clientAffected: false });
    expect(aws.calls().map(({ operation }) => operation)).toEqual(['GetItem', 'GetItem']);
  });

  it('is read page by page', async () => {
    await Promise.all(ids(30).map((connectionId) => world.keep({ connectionId, verdict: 'passed', minutes: 0 })));
    world.client.middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          next(commandName === 'QueryCommand' ? { ...args, input: { ...args.input, Limit: 7 } } : args),
      { step: 'initialize' },
    );
    aws.forgetCalls();
    expect((await world.store.members('na')).map(({ connectionId }) => connectionId).toSorted()).toEqual(
      ids(30).toSorted(),
    );
    expect(aws.calls()).toHaveLength(5);
  });
});
