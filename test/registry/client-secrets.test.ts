import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handClock } from '../hand-clock.ts';
import { CALLER, clientSecrets, get, patch, put, putUntested, remove } from './api-call.ts';
import { outlines, PREFIX, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
let clientId: string;
let newSecret: string;
beforeEach(async () => {
  const others = outlines([
    { name: 'revoked', application: { name: 'one' }, revoked: true },
    { name: 'unreachable', application: { name: 'one' }, fault: { lwa: { kind: 'status', status: 500 } } },
    { name: 'stranger', application: { name: 'two' } },
  ]);
  world = await startRegistryWorld({ accounts: [...sellers(3), ...others] });
  clientId = world.settingsOf('seller-0').lwaClientId;
});
afterEach(() => world.close());

/** Saves connections of these accounts, named like them, and has Amazon make a new client secret. */
async function fleet(...names: string[]): Promise<void> {
  for (const name of names) {
    const settings = world.settingsOf(name, { displayName: name, clientSecretCreatedOn: '2026-01-01' });
    await world.api(putUntested(name, settings));
  }
  newSecret = world.amazon.rotateClientSecret(clientId);
  world.aws.forgetCalls();
  world.amazon.clearRequests();
}

const body = (rest: object = {}) => ({ lwaClientId: clientId, lwaClientSecret: newSecret, ...rest });
const saved = (connectionId: string) => ({ connectionId, outcome: 'saved', diagnosis: null });

describe('a new client secret', () => {
  it('is exchanged with, saved and tested for every connection of its client id, and for no other', async () => {
    await fleet('seller-2', 'stranger', 'seller-0', 'seller-1');
    const before = world.secretOf('stranger');
    const answer = await world.api(clientSecrets(body({ clientSecretCreatedOn: '2026-11-20' })));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ connections: ['seller-0', 'seller-1', 'seller-2'].map(saved), remaining: 0 });
    for (const id of ['seller-0', 'seller-1', 'seller-2']) {
      expect(world.valueOf(id)).toMatchObject({
        lwaClientSecret: newSecret,
        lwaRefreshToken: world.settingsOf(id).lwaRefreshToken,
        displayName: id,
        clientSecretCreatedOn: '2026-11-20',
      });
      expect(world.descriptionOf(id).version).toBe(world.secretOf(id)?.versionId);
      expect(world.messagesOf(id).at(-1)).toMatchObject({
        trigger: 'save',
        runId: world.secretOf(id)?.versionId,
      });
      expect(world.messagesOf(id)).toHaveLength(2);
    }
    expect(world.secretOf('stranger')).toEqual(before);
    // An exchange each, and Feeds are not asked.
    expect(world.amazon.requests().map(({ path }) => path)).toEqual(Array(3).fill('/auth/o2/token'));
    expect(answer.invocation.total('TokenExchanges[passed]')).toBe(3);
    expect(
      (await world.api(put('seller-0', world.settingsOf('seller-0', { lwaClientSecret: newSecret })))).status,
    ).toBe(200);
  });

  it('writes one line of audit for each connection, and leaves state and events to the queued test', async () => {
    await fleet('seller-0', 'revoked', 'stranger');
    const events = world.aws.events().length;
    const { invocation } = await world.api(clientSecrets(body()));
    const line = (connectionId: string, outcome: string) => ({
      caller: CALLER,
      connectionId,
      action: 'client-secret',
      grant: null,
      outcome,
      amazonRequestId: expect.any(String),
    });
    expect(invocation.audits).toHaveLength(2);
    expect(invocation.audits).toEqual(expect.arrayContaining([line('seller-0', 'ok'), line('revoked', 'failed')]));
    expect(world.aws.events()).toHaveLength(events);
    expect(world.called().filter((call) => call.startsWith('dynamodb'))).toEqual([]);
  });

  it('clears the date of the old one when it comes without its own', async () => {
    await fleet('seller-0');
    await world.api(clientSecrets(body()));
    expect(world.descriptionOf('seller-0')).toMatchObject({ clientSecretCreatedOn: null });
  });

  it('says of each connection what became of it: saved, failed, inconclusive', async () => {
    await fleet('seller-0', 'revoked', 'unreachable');
    const before = [world.secretOf('revoked'), world.secretOf('unreachable')];
    const { body: answer } = await world.api(clientSecrets(body()));
    expect(answer).toEqual({
      connections: [
        {
          connectionId: 'revoked',
          outcome: 'failed',
          diagnosis: expect.objectContaining({ code: 'refresh_token_rejected', evidence: [] }),
        },
        saved('seller-0'),
        {
          connectionId: 'unreachable',
          outcome: 'inconclusive',
          diagnosis: expect.objectContaining({ code: 'amazon_unavailable' }),
        },
      ],
      remaining: 0,
    });
    expect([world.secretOf('revoked'), world.secretOf('unreachable')]).toEqual(before);
  });

  it('is passed over, and not listed, where it is already', async () => {
    await fleet('seller-0', 'seller-1', 'revoked');
    await world.api(patch('seller-1', { lwaClientSecret: newSecret }));
    const first = await world.api(clientSecrets(body()));
    expect(first.body.connections.map(({ connectionId }) => connectionId)).toEqual(['revoked', 'seller-0']);
    world.amazon.clearRequests();
    const repeat = await world.api(clientSecrets(body()));
    expect(repeat.body.connections.map(({ connectionId }) => connectionId)).toEqual(['revoked']);
    expect(repeat.invocation.audits).toHaveLength(1);
    expect(world.amazon.requests()).toHaveLength(1);
  });

  it('that LWA rejects is refused for each, and changes nothing', async () => {
    await fleet('seller-0', 'seller-1', 'seller-2', 'revoked', 'stranger');
    for (const id of ['m-0', 'm-1', 'm-2', 'm-3']) await world.api(putUntested(id, world.settingsOf('seller-0')));
    await world.api(putUntested('has-it', world.settingsOf('seller-0', { lwaClientSecret: 'mistyped' })));
    const Malformed = { Name: `${PREFIX}half`, SecretString: JSON.stringify({ lwaClientId: clientId }) };
    await world.clients.secrets.send(new CreateSecretCommand(Malformed));
    const before = world.aws.secrets();

    const { body: answer, invocation } = await world.api(clientSecrets(body({ lwaClientSecret: 'mistyped' })));
    const ids = ['m-0', 'm-1', 'm-2', 'm-3', 'revoked', 'seller-0', 'seller-1', 'seller-2'];
    const rejected = { outcome: 'failed', diagnosis: expect.objectContaining({ code: 'client_rejected' }) };
    expect(answer).toEqual({ connections: ids.map((connectionId) => ({ connectionId, ...rejected })), remaining: 0 });
    expect(world.aws.secrets()).toEqual(before);
    expect(invocation.audits.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids);
    expect(new Set(invocation.audits.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
    expect(world.amazon.requests()).toHaveLength(ids.length);
  });

  it('reaches hand-made connections and those without a readable description', async () => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = world.settingsOf('seller-0');
    const values = { lwaClientId, lwaClientSecret, lwaRefreshToken };
    for (const id of ['by-hand-1', 'by-hand-2', 'by-hand-3']) {
      const SecretString = JSON.stringify(id === 'by-hand-2' ? { ...values, lwaClientId: 'other' } : values);
      await world.clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}${id}`, SecretString }));
    }
    await fleet();
    const { body: answer } = await world.api(clientSecrets(body()));
    expect(answer).toEqual({ connections: [saved('by-hand-1'), saved('by-hand-3')], remaining: 0 });
    expect((await world.api(get('by-hand-1'))).status).toBe(200);
  });

  it('is saved although its test cannot be queued; that is logged', async () => {
    await fleet('seller-0');
    world.aws.faults.inject('sqs.SendMessageBatch', 'access-denied');
    const { status, body: answer, invocation } = await world.api(clientSecrets(body()));
    expect([status, answer.connections]).toEqual([200, [saved('seller-0')]]);
    expect(invocation.lines).toEqual([
      ['unavailable', { action: 'sqs:SendMessage', reason: expect.stringMatching(/^AccessDenied/) }],
    ]);
  });

  it('of nobody: 200, nothing', async () => {
    await fleet('seller-0');
    const { status, body: answer } = await world.api(clientSecrets(body({ lwaClientId: 'nobody' })));
    expect([status, answer]).toEqual([200, { connections: [], remaining: 0 }]);
  });
});

describe('somebody else who changes a connection meanwhile', () => {
  it.each([
    ['changes it', () => world.api(patch('seller-0', { displayName: 'Changed' }))],
    ['removes it', () => world.api(remove('seller-0'))],
  ])('%s: it is inconclusive, and a repeat meets it as it is then', async (_what, meanwhile) => {
    await fleet('seller-0', 'seller-1');
    const stop = world.aws.onCall(async ({ operation, resource }, phase) => {
      if (phase !== 'before' || operation !== 'UpdateSecret' || resource !== `${PREFIX}seller-0`) return;
      stop();
      await meanwhile();
    });
    const { body: answer, invocation } = await world.api(clientSecrets(body()));
    expect(answer.connections).toEqual([
      { connectionId: 'seller-0', outcome: 'inconclusive', diagnosis: null },
      saved('seller-1'),
    ]);
    const isGone = world.secretOf('seller-0')?.deletedAt !== null;
    expect(invocation.audits.find(({ connectionId }) => connectionId === 'seller-0')).toMatchObject({
      outcome: isGone ? 'connection_pending_deletion' : 'version_conflict',
    });
    expect(invocation.audits).toHaveLength(2);
    const repeat = await world.api(clientSecrets(body()));
    expect(repeat.body.connections).toEqual(isGone ? [] : [saved('seller-0')]);
    if (!isGone)
      expect(world.valueOf('seller-0')).toMatchObject({ displayName: 'Changed', lwaClientSecret: newSecret });
  });

  it('gives one of them another application: it is passed over', async () => {
    await fleet('seller-0', 'seller-1');
    let changed = false;
    const stop = world.aws.onCall(async ({ operation }, phase) => {
      if (changed || phase !== 'after' || operation !== 'ListSecrets') return;
      changed = true;
      await world.api(putUntested('seller-0', world.settingsOf('stranger')));
    });
    const { body: answer } = await world.api(clientSecrets(body()));
    stop();
    expect(answer).toEqual({ connections: [saved('seller-1')], remaining: 0 });
    expect(world.valueOf('seller-0').lwaClientSecret).toBe(world.settingsOf('stranger').lwaClientSecret);
  });
});

describe('the deadline', () => {
  it('leaves over what it leaves no time for, and repeats get through all', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `fleet-${String(index).padStart(2, '0')}`);
    for (const id of ids) await world.api(putUntested(id, world.settingsOf('seller-0')));
    await fleet();
    const clock = handClock();
    // Each save takes five seconds; five are under way at once.
    const { store } = world.dependencies;
    const slow = {
      ...store,
      replace: (...call: Parameters<typeof store.replace>) => {
        clock.jump(1_000);
        return store.replace(...call);
      },
    };
    const api = world.environment({ store: slow, clock });
    const dealtWith: string[] = [];
    let remaining = Number.POSITIVE_INFINITY;
    for (let calls = 0; remaining > 0 && calls < 10; calls += 1) {
      const { status, body: answer } = await api(clientSecrets(body()), 13);
      expect(status).toBe(200);
      expect(answer.connections.length).toBeGreaterThan(0);
      expect(answer.connections.every(({ outcome }) => outcome === 'saved')).toBe(true);
      dealtWith.push(...answer.connections.map(({ connectionId }) => connectionId));
      expect(answer.remaining).toBe(ids.length - dealtWith.length);
      ({ remaining } = answer);
    }
    expect(dealtWith.toSorted()).toEqual(ids);
    expect(ids.map((id) => world.valueOf(id).lwaClientSecret)).toEqual(ids.map(() => newSecret));
  });

  it('is not used up by Amazon: what an exchange brings can still be saved', async () => {
    await fleet('seller-0');
    const timeouts: number[] = [];
    const { http } = world.dependencies;
    const watched = {
      send: (request: Parameters<typeof http.send>[0], timeoutMs: number) => {
        timeouts.push(timeoutMs);
        return http.send(request, timeoutMs);
      },
    };
    const { body: answer } = await world.environment({ http: watched, clock: handClock() })(clientSecrets(body()), 10);
    expect(answer.connections).toEqual([saved('seller-0')]);
    expect(timeouts).toEqual([7_000]);
  });

  it.each([5, 9])('gets on with one connection a call where only %i seconds are left', async (seconds) => {
    await fleet('seller-0', 'seller-1', 'seller-2');
    for (const remaining of [2, 1, 0]) {
      const { body: answer } = await world.api(clientSecrets(body()), seconds);
      expect(answer).toEqual({ connections: [saved(expect.any(String))], remaining });
    }
    for (const id of ['seller-0', 'seller-1', 'seller-2']) expect(world.valueOf(id).lwaClientSecret).toBe(newSecret);
  });

  it('asks Amazon nothing when there is no time at all', async () => {
    await fleet('seller-0', 'seller-1', 'stranger');
    const { body: answer, invocation } = await world.api(clientSecrets(body()), 3);
    expect(answer).toEqual({ connections: [], remaining: 2 });
    expect(invocation.audits).toEqual([]);
    expect(world.amazon.requests()).toEqual([]);
  });

  it('takes the connections in another order each time, so that slow failures do not block the rest', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    for (const id of ids) await world.api(putUntested(id, world.settingsOf('seller-0')));
    await fleet();
    const orderOf = async (numbers: number[]) => {
      const asked: string[] = [];
      const { store } = world.dependencies;
      const watched = {
        ...store,
        read: (id: string) => {
          asked.push(id);
          return store.read(id);
        },
        replace: async () => ({ ok: false as const, failure: { kind: 'version_conflict' as const } }),
      };
      await world.environment({ store: watched, random: () => numbers.shift() ?? 0 })(clientSecrets(body()));
      return asked;
    };
    expect(await orderOf([0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])).toEqual(ids.toReversed());
    expect(await orderOf([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8])).toEqual(ids);
  });
});

describe('trouble with the store', () => {
  it.each([
    ['ListSecrets', 'secretsmanager:ListSecrets'],
    ['GetSecretValue', 'secretsmanager:GetSecretValue'],
    ['UpdateSecret', 'secretsmanager:UpdateSecret'],
  ] as const)('%s denied: 503, the log names the right, and a repeat does the rest', async (operation, action) => {
    await fleet('seller-0', 'seller-1', 'seller-2');
    world.aws.faults.inject(`secretsmanager.${operation}`, 'access-denied');
    const { status, headers, body: answer, invocation } = await world.api(clientSecrets(body()));
    expect([status, answer.code, headers['retry-after']]).toEqual([503, 'storage_unavailable', '5']);
    expect(invocation.lines).toContainEqual(['unavailable', { action, reason: 'AccessDeniedException' }]);
    world.aws.faults.clear();
    const repeat = await world.api(clientSecrets(body()));
    expect(repeat.body).toEqual({ connections: ['seller-0', 'seller-1', 'seller-2'].map(saved), remaining: 0 });
  });

  it('in the middle: what is under way is finished and audited, no more is begun, and a repeat passes over it', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `fleet-${String(index).padStart(2, '0')}`);
    for (const id of ids) await world.api(putUntested(id, world.settingsOf('seller-0')));
    await fleet();
    let updates = 0;
    const stop = world.aws.onCall(({ operation }, phase) => {
      if (phase !== 'before' || operation !== 'UpdateSecret') return;
      updates += 1;
      if (updates === 7) world.aws.faults.inject('secretsmanager.UpdateSecret', 'access-denied');
    });
    const { status, invocation } = await world.api(clientSecrets(body()));
    stop();
    world.aws.faults.clear();
    expect(status).toBe(503);
    const done = ids.filter((id) => world.valueOf(id).lwaClientSecret === newSecret);
    const audited = (outcome: string) =>
      invocation.audits.flatMap((line) => (line.outcome === outcome ? (line.connectionId ?? []) : [])).toSorted();
    expect(audited('ok')).toEqual(done);
    expect(audited('storage_unavailable').length).toBeGreaterThan(0);
    expect(audited('ok').length + audited('storage_unavailable').length).toBe(invocation.audits.length);
    expect(done.length).toBeGreaterThanOrEqual(6);
    expect(done.length).toBeLessThan(ids.length);
    expect(world.called().filter((call) => call.endsWith('UpdateSecret')).length).toBeLessThanOrEqual(12);
    const repeat = await world.api(clientSecrets(body()));
    expect(repeat.body.connections.map(({ connectionId }) => connectionId)).toEqual(
      ids.filter((id) => !done.includes(id)),
    );
  });

  it('a hand-made secret that cannot be read is not passed over in silence', async () => {
    const SecretString = JSON.stringify({ ...world.settingsOf('seller-0') });
    await world.clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}by-hand`, SecretString }));
    await fleet();
    world.aws.faults.inject('secretsmanager.GetSecretValue', 'access-denied');
    expect((await world.api(clientSecrets(body()))).status).toBe(503);
  });
});

describe('a request that cannot be read', () => {
  it.each([
    [{}, ['/lwaClientId', '/lwaClientSecret']],
    [{ lwaClientId: 'a', lwaClientSecret: ' ' }, ['/lwaClientSecret']],
    [{ lwaClientId: 'a', lwaClientSecret: 'x'.repeat(2_049) }, ['/lwaClientSecret']],
    [{ lwaClientId: 'a', lwaClientSecret: 'b', clientSecretCreatedOn: 'today' }, ['/clientSecretCreatedOn']],
    [{ lwaClientId: 'a', lwaClientSecret: 'b', lwaRefreshToken: 'c' }, ['/lwaRefreshToken']],
    [[], ['']],
    ['{', ['']],
  ] as const)('%j: 400 at %j', async (given, pointers) => {
    const { status, body: answer } = await world.api(clientSecrets(given));
    expect([status, answer.code]).toEqual([400, 'invalid_request']);
    expect(answer.errors.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(world.called()).toEqual([]);
  });

  it('trims the values, as a save does', async () => {
    await fleet('seller-0');
    const { body: answer } = await world.api(
      clientSecrets({ lwaClientId: ` ${clientId} `, lwaClientSecret: `\n${newSecret}\t` }),
    );
    expect(answer.connections).toEqual([saved('seller-0')]);
    expect(world.valueOf('seller-0').lwaClientSecret).toBe(newSecret);
  });
});
