/** Two who change one connection at the same time, in environments of their own: one of them wins, and nothing is mixed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiCall, clientSecrets, get, patch, put, putUntested, remove, restore } from './api-call.ts';
import { interleaved } from './interleaving.ts';
import {
  awsClients,
  type NotedAnswer,
  outlines,
  type RegistryWorld,
  sellers,
  startRegistryWorld,
  wire,
} from './registry-world.ts';
import { wholeConnection } from './whole-connection.ts';

const RUNS = 200;
/** For races that only the other order of the same calls would make different. */
const FEWER_RUNS = 60;

let world: RegistryWorld;
let environments: RegistryWorld['api'][];
beforeAll(async () => {
  const accounts = [...sellers(3), ...outlines([{ name: 'other', application: { name: 'two' } }])];
  world = await startRegistryWorld({ accounts });
  environments = [0, 1].map(() => {
    const clients = awsClients(world.aws.endpoint, { maxAttempts: 3, requestTimeoutMs: 3_000 });
    return world.environment(wire(clients, world.queueUrl, world.amazon.origin, world.dependencies.clock));
  });
});
afterAll(() => world.close());
beforeEach(() => world.clear());

let made = 0;
let id = '';

const settings = (account: string, displayName: string) =>
  world.settingsOf(account, { displayName, labels: { by: displayName } });

async function start(account = 'seller-2'): Promise<string> {
  made += 1;
  id = `race-${made}`;
  const { headers } = await world.api(put(id, settings(account, 'start')));
  return headers.etag ?? '';
}

/** Both at once, each in its environment. */
function race(seed: number, ...calls: readonly ApiCall[]): Promise<NotedAnswer[]> {
  return interleaved(world.aws, seed, () =>
    Promise.all(calls.map((call, index) => environments[index]?.(call) ?? world.api(call))),
  );
}

const statuses = (answers: readonly NotedAnswer[]) => answers.map(({ status }) => status).toSorted();

/** The one who was told of success, and what was stored is his alone: value, description, tested version, answer. */
async function expectWinner(answers: readonly NotedAnswer[]): Promise<number> {
  const winner = answers.findIndex(({ status }) => status < 300);
  const answer = answers[winner];
  const stored = wholeConnection(world, id);
  expect(stored).toMatchObject({ displayName: `by ${winner}`, labels: { by: `by ${winner}` } });
  expect(answer?.headers.etag).toBe(`"${world.secretOf(id)?.versionId}"`);
  const read = await world.api(get(id));
  expect(read.body).toEqual(answer?.body.connection);
  const loser = answers[1 - winner];
  expect(loser?.body.code).toBe('version_conflict');
  expect(loser?.invocation.audits).toMatchObject([{ outcome: 'version_conflict' }]);
  return winner;
}

describe('two who replace the same version', () => {
  it(`one gets 200, the other 412, in ${RUNS} runs`, async () => {
    const winners: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const etag = await start();
      const answers = await race(
        run,
        put(id, settings('seller-0', 'by 0'), { 'if-match': etag }),
        put(id, settings('other', 'by 1'), { 'if-match': etag }),
      );
      expect(statuses(answers)).toEqual([200, 412]);
      const winner = await expectWinner(answers);
      winners.push(winner);
      // The loser's test is recorded nowhere; the values are those of one account, secrets and all.
      expect(await world.itemsOf(id)).toHaveLength(3);
      expect(wholeConnection(world, id)).toMatchObject(
        winner === 0 ? settings('seller-0', 'by 0') : settings('other', 'by 1'),
      );
    }
    // Both orders were met: the runs did interleave.
    expect(new Set(winners).size).toBe(2);
  });

  it('without saying which version: whoever was overtaken gets 412, whoever came after replaces', async () => {
    for (let run = 0; run < FEWER_RUNS; run += 1) {
      await start();
      const answers = await race(run, put(id, settings('seller-0', 'by 0')), put(id, settings('other', 'by 1')));
      expect([
        [200, 412],
        [200, 200],
      ]).toContainEqual(statuses(answers));
      if (statuses(answers)[1] === 412) await expectWinner(answers);
      else expect(['by 0', 'by 1']).toContain(wholeConnection(world, id)?.displayName);
    }
  });
});

describe('two who create the same connection', () => {
  it(`one gets 201, the other 412, in ${RUNS} runs`, async () => {
    for (let run = 0; run < RUNS; run += 1) {
      made += 1;
      id = `race-${made}`;
      const answers = await race(
        run,
        put(id, settings('seller-0', 'by 0'), { 'if-none-match': '*' }),
        putUntested(id, settings('other', 'by 1'), { 'if-none-match': '*' }),
      );
      expect(statuses(answers)).toEqual([201, 412]);
      await expectWinner(answers);
    }
  });

  it('with any precondition or none', async () => {
    for (let run = 0; run < FEWER_RUNS; run += 1) {
      made += 1;
      id = `race-${made}`;
      const answers = await race(run, put(id, settings('seller-0', 'by 0')), put(id, settings('other', 'by 1')));
      expect([
        [201, 412],
        [200, 201],
      ]).toContainEqual(statuses(answers));
      if (statuses(answers)[1] === 412) await expectWinner(answers);
      else expect(['by 0', 'by 1']).toContain(wholeConnection(world, id)?.displayName);
    }
  });
});

describe('two who patch', () => {
  it('the same version: one gets 200, the other 412', async () => {
    for (let run = 0; run < FEWER_RUNS; run += 1) {
      const etag = await start();
      const answers = await race(
        run,
        patch(id, { displayName: 'by 0', labels: { by: 'by 0' } }, { 'if-match': etag }),
        patch(id, { displayName: 'by 1', labels: { by: 'by 1' } }, { 'if-match': etag }),
      );
      expect(statuses(answers)).toEqual([200, 412]);
      await expectWinner(answers);
    }
  });

  it('different fields: both changes are there, or one and the other was told so', async () => {
    for (let run = 0; run < FEWER_RUNS; run += 1) {
      await start();
      const [one, other] = await race(
        run,
        patch(id, { displayName: 'new' }),
        patch(id, { lwaRefreshToken: settings('seller-0', '').lwaRefreshToken, labels: { by: 'new' } }),
      );
      const before = settings('seller-2', 'start');
      const isTokenNew = other?.status === 200;
      expect([one?.status, other?.status].every((status) => status === 200 || status === 412)).toBe(true);
      expect(wholeConnection(world, id)).toMatchObject({
        displayName: one?.status === 200 ? 'new' : 'start',
        labels: { by: isTokenNew ? 'new' : 'start' },
        lwaRefreshToken: isTokenNew ? settings('seller-0', '').lwaRefreshToken : before.lwaRefreshToken,
      });
      expect(one?.status === 200 || other?.status === 200).toBe(true);
    }
  });
});

describe('one who removes', () => {
  it('and one who replaces: it is removed, with the old values or the new ones', async () => {
    const seen = new Set<string>();
    for (let run = 0; run < FEWER_RUNS; run += 1) {
      const etag = await start();
      const [replaced, removed] = await race(
        run,
        put(id, settings('seller-0', 'new'), run % 2 === 0 ? { 'if-match': etag } : {}),
        remove(id),
      );
      expect(removed?.status).toBe(202);
      expect(world.secretOf(id)?.deletedAt).not.toBeNull();
      expect([200, 409]).toContain(replaced?.status);
      expect(wholeConnection(world, id)).toMatchObject(
        replaced?.status === 200 ? settings('seller-0', 'new') : settings('seller-2', 'start'),
      );
      if (replaced?.status === 409) expect(replaced.body.code).toBe('connection_pending_deletion');
      seen.add(String(replaced?.status));
      if (run % 10 === 0) expect((await world.api(restore(id))).status).toBe(200);
    }
    expect([...seen].toSorted()).toEqual(['200', '409']);
  });

  it('and one who restores: it is there or pending deletion, and whole', async () => {
    for (let run = 0; run < FEWER_RUNS; run += 1) {
      await start();
      const before = wholeConnection(world, id);
      await world.api(remove(id));
      const [restored, removed] = await race(run, restore(id), remove(id));
      expect([200, 409]).toContain(restored?.status);
      expect([202, 409]).toContain(removed?.status);
      const isPending = world.secretOf(id)?.deletedAt !== null;
      if (removed?.status === 409) expect(isPending).toBe(false);
      if (isPending) expect(removed?.status).toBe(202);
      expect(wholeConnection(world, id)).toEqual(before);
    }
  });
});

it('a save and a new client secret for all: one of both, or both one after the other', async () => {
  const { clientId } = world.amazon.accounts[0]?.application ?? { clientId: '' };
  for (let run = 0; run < FEWER_RUNS; run += 1) {
    await world.clear();
    await start('seller-0');
    const before = settings('seller-0', 'start');
    const lwaClientSecret = world.amazon.rotateClientSecret(clientId);
    const [patched, replaced] = await race(
      run,
      patch(id, { displayName: 'new' }),
      clientSecrets({ lwaClientId: clientId, lwaClientSecret }),
    );
    const outcome = replaced?.body.connections[0]?.outcome;
    expect(['saved', 'inconclusive']).toContain(outcome);
    expect([200, 412]).toContain(patched?.status);
    expect(wholeConnection(world, id)).toMatchObject({
      displayName: patched?.status === 200 ? 'new' : 'start',
      lwaClientSecret: outcome === 'saved' ? lwaClientSecret : before.lwaClientSecret,
    });
    expect(patched?.status === 200 || outcome === 'saved').toBe(true);
  }
});
