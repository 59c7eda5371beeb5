/** A crash after every single call of a change to AWS: what is left is wholly old or wholly new, and a repeat succeeds. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiCall, clientSecrets, get, patch, put, putUntested, remove, restore } from './api-call.ts';
import { outlines, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';
import { wholeConnection } from './whole-connection.ts';

let world: RegistryWorld;
beforeAll(async () => {
  const accounts = [...sellers(3), ...outlines([{ name: 'other', application: { name: 'two' } }])];
  // One try each: after a crash nobody tries again.
  world = await startRegistryWorld({ accounts, maxAttempts: 1 });
});
afterAll(() => world.close());
afterEach(() => world.clear());

let made = 0;
let id = '';

/** Where the operation of the nth call is `UpdateSecret`, say; a crash comes after it was performed, before it is answered. */
async function crashAfter(call: ApiCall, nth: number): Promise<void> {
  let begun = 0;
  let dead = false;
  const stop = world.aws.onCall((_call, phase) => {
    if (phase === 'before') begun += 1;
    if (phase === 'after' && begun >= nth) dead = true;
    if (dead) throw new Error('the function has crashed');
  });
  // Whatever it says now, nobody hears it.
  await world.api(call);
  stop();
}

async function callsOf(call: ApiCall): Promise<string[]> {
  world.aws.forgetCalls();
  await world.api(call);
  return world.called();
}

interface Change {
  readonly name: string;
  readonly prepare: () => Promise<unknown>;
  readonly call: () => ApiCall;
  /** The call by which the change is made. */
  readonly write: string;
  /** The state after a repeat. */
  readonly repeat: string;
  /** Which events there are in the end: from and to, repeats apart. */
  readonly events: readonly (readonly [from: string | null, to: string])[];
}

const settings = (account: string, rest: object = {}) => world.settingsOf(account, { displayName: account, ...rest });
const saved = () => world.api(put(id, settings('seller-0', { authorizedOn: '2026-01-01' })));
const failed = () => world.api(putUntested(id, settings('seller-0')));

const CHANGES: readonly Change[] = [
  {
    name: 'create',
    prepare: async () => undefined,
    call: () => put(id, settings('seller-0')),
    write: 'secretsmanager.CreateSecret',
    repeat: 'passed',
    events: [[null, 'passed']],
  },
  {
    name: 'create without a test',
    prepare: async () => undefined,
    call: () => putUntested(id, settings('seller-0')),
    write: 'secretsmanager.CreateSecret',
    repeat: 'unknown',
    events: [[null, 'unknown']],
  },
  {
    name: 'replace one that passed',
    prepare: saved,
    call: () => put(id, settings('other')),
    write: 'secretsmanager.UpdateSecret',
    repeat: 'passed',
    events: [[null, 'passed']],
  },
  {
    name: 'replace one that was unknown',
    prepare: failed,
    call: () => put(id, settings('other')),
    write: 'secretsmanager.UpdateSecret',
    repeat: 'passed',
    events: [
      [null, 'unknown'],
      ['unknown', 'passed'],
    ],
  },
  {
    name: 'patch of a tested value',
    prepare: saved,
    call: () => patch(id, { lwaRefreshToken: world.settingsOf('seller-1').lwaRefreshToken, displayName: 'Patched' }),
    write: 'secretsmanager.UpdateSecret',
    repeat: 'passed',
    events: [[null, 'passed']],
  },
  {
    name: 'patch of a name',
    prepare: saved,
    call: () => patch(id, { displayName: 'Patched', labels: { team: 'emea' } }),
    write: 'secretsmanager.UpdateSecret',
    repeat: 'passed',
    events: [[null, 'passed']],
  },
];

/** What was entered, without what the store adds. */
function entered(value: Record<string, unknown> | null): unknown {
  if (!value) return null;
  const { createdAt: _created, updatedAt: _updated, ...rest } = value;
  return rest;
}

describe.each(CHANGES)('$name', ({ prepare, call, write, repeat, events }) => {
  async function begin(): Promise<unknown> {
    await world.clear();
    made += 1;
    id = `crash-${made}`;
    await prepare();
    return entered(wholeConnection(world, id));
  }

  it('is old or new, and made by a repeat, after a crash at any of its calls', async () => {
    await begin();
    const calls = await callsOf(call());
    const fresh = entered(wholeConnection(world, id));
    expect(calls.length).toBeGreaterThanOrEqual(4);
    expect(calls).toContain(write);

    for (const nth of calls.keys()) {
      const at = `crashed after ${calls.slice(0, nth + 1).join(', ')}`;
      const old = await begin();
      expect(fresh).not.toEqual(old);
      await crashAfter(call(), nth + 1);
      const isMade = nth >= calls.indexOf(write);
      expect(entered(wholeConnection(world, id)), at).toEqual(isMade ? fresh : old);

      const answer = await world.api(call());
      expect(answer.status, at).toBe(old === null && !isMade ? 201 : 200);
      expect(entered(wholeConnection(world, id)), at).toEqual(fresh);
      expect(answer.body.connection.state, at).toBe(repeat);
      expect((await world.api(get(id))).body, at).toEqual(answer.body.connection);

      const told = world.eventsOf(id);
      const distinct = new Map(told.map(({ from, to }) => [`${from} ${to}`, [from, to]]));
      expect([...distinct.values()], at).toEqual(events);
      // A repeat bears the same id, so that who listens can drop it.
      const known = told.filter(({ from }) => from !== null);
      expect(new Set(known.map((event) => event.id)).size, at).toBe(events.filter(([from]) => from !== null).length);
    }
  });
});

it('replace without a test, of one that passed, is old or new, and its test is queued by a repeat', async () => {
  const call = () => putUntested(id, settings('other'));
  const begin = async () => {
    made += 1;
    id = `crash-${made}`;
    await saved();
    return entered(wholeConnection(world, id));
  };
  await begin();
  const calls = await callsOf(call());
  const fresh = entered(wholeConnection(world, id));
  for (const nth of calls.keys()) {
    const old = await begin();
    await crashAfter(call(), nth + 1);
    const isMade = nth >= calls.indexOf('secretsmanager.UpdateSecret');
    expect(entered(wholeConnection(world, id))).toEqual(isMade ? fresh : old);
    const messages = world.messagesOf(id).length;
    expect((await world.api(call())).status).toBe(200);
    expect(entered(wholeConnection(world, id))).toEqual(fresh);
    expect(
      world
        .eventsOf(id)
        .map(({ to }) => to)
        .filter((to, at, all) => to !== all[at - 1]),
    ).toEqual(['passed', 'unknown']);
    // The new values are tested, which is what tells their state in the end.
    expect(world.messagesOf(id)).toHaveLength(messages + 1);
  }
});

async function beginAnew(isRemoved: boolean): Promise<void> {
  made += 1;
  id = `crash-${made}`;
  await saved();
  if (isRemoved) await world.api(remove(id));
}

it('delete leaves the connection there or pending deletion, and a repeat forgets what was held true of it', async () => {
  await beginAnew(false);
  const calls = await callsOf(remove(id));
  for (const [nth, operation] of calls.entries()) {
    await beginAnew(false);
    const before = wholeConnection(world, id);
    await crashAfter(remove(id), nth + 1);
    expect(wholeConnection(world, id)).toEqual(before);
    const isGone = world.secretOf(id)?.deletedAt !== null;
    expect(isGone, operation).toBe(nth >= calls.indexOf('secretsmanager.DeleteSecret'));

    const { status } = await world.api(remove(id));
    expect(status).toBe(isGone ? 409 : 202);
    expect(world.secretOf(id)?.deletedAt).not.toBeNull();
    expect((await world.itemsOf(id)).map(({ sort }) => sort)).not.toContain('latest');
    expect((await world.api(restore(id))).status).toBe(200);
  }
});

it('restore leaves the connection pending deletion or there, and a repeat succeeds', async () => {
  await beginAnew(true);
  const calls = await callsOf(restore(id));
  for (const [nth, operation] of calls.entries()) {
    await beginAnew(true);
    const before = wholeConnection(world, id);
    await crashAfter(restore(id), nth + 1);
    expect(wholeConnection(world, id)).toEqual(before);
    const isBack = world.secretOf(id)?.deletedAt === null;
    expect(isBack, operation).toBe(nth >= calls.indexOf('secretsmanager.RestoreSecret'));
    expect((await world.api(restore(id))).status).toBe(200);
    expect((await world.api(get(id))).status).toBe(200);
  }
});

describe('a new client secret for three connections', () => {
  // The list, and for each a read, a write and a message.
  const calls = 1 + 3 * 3;

  it.each(Array.from({ length: calls }, (_, index) => index + 1))('crashed after call %i', async (nth) => {
    made += 1;
    const ids = ['a', 'b', 'c'].map((name) => `crash-${made}-${name}`);
    for (const [index, one] of ids.entries()) await world.api(putUntested(one, settings(`seller-${index}`)));
    const { clientId } = world.amazon.accounts[0]?.application ?? { clientId: '' };
    const lwaClientSecret = world.amazon.rotateClientSecret(clientId);
    const call = clientSecrets({ lwaClientId: clientId, lwaClientSecret });
    const old = ids.map((one) => entered(wholeConnection(world, one)));
    const fresh = old.map((value) => ({ ...Object(value), lwaClientSecret }));

    await crashAfter(call, nth);
    const left = ids.map((one) => entered(wholeConnection(world, one)));
    for (const [index, value] of left.entries()) expect([old[index], fresh[index]]).toContainEqual(value);

    const { status, body } = await world.api(call);
    expect(status).toBe(200);
    const done = ids.filter((_, index) => JSON.stringify(left[index]) !== JSON.stringify(old[index]));
    expect(body).toEqual({
      connections: ids
        .filter((one) => !done.includes(one))
        .map((connectionId) => ({ connectionId, outcome: 'saved', diagnosis: null })),
      remaining: 0,
    });
    expect(ids.map((one) => entered(wholeConnection(world, one)))).toEqual(fresh);
  });

  it(`makes ${calls} calls`, async () => {
    for (const one of ['a', 'b', 'c']) await world.api(putUntested(one, settings('seller-0')));
    const { clientId } = world.amazon.accounts[0]?.application ?? { clientId: '' };
    const lwaClientSecret = world.amazon.rotateClientSecret(clientId);
    expect(await callsOf(clientSecrets({ lwaClientId: clientId, lwaClientSecret }))).toHaveLength(calls);
  });
});
