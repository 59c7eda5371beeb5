import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CALLER, get, list, patch, put, remove, restore } from './api-call.ts';
import { type RegistryWorld, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld();
});
afterAll(() => world.close());
afterEach(() => world.clear());

const DAY_MS = 86_400_000;
let made = 0;
let id = '';

async function saved() {
  made += 1;
  id = `removed-${made}`;
  return world.api(put(id, world.settingsOf('seller-0')));
}

describe('DELETE', () => {
  it.each([
    [{}, 30],
    [{ recoveryDays: '7' }, 7],
    [{ recoveryDays: '30' }, 30],
  ])('with %j: 202, and the secret can be taken back for %i days', async (query, days) => {
    await saved();
    const before = Date.now();
    const { status, headers, body, invocation } = await world.api(remove(id, {}, query));
    expect(status).toBe(202);
    expect(headers).not.toHaveProperty('etag');
    expect(Object.keys(body)).toEqual(['connectionId', 'deletionDate']);
    expect(body).toMatchObject({ connectionId: id });
    expect(body.deletionDate).toBe(new Date(world.secretOf(id)?.deletedAt ?? 0).toISOString());
    expect(Math.round((Date.parse(body.deletionDate) - before) / DAY_MS)).toBe(days);
    expect(invocation.audits).toEqual([
      { caller: CALLER, connectionId: id, action: 'delete', grant: null, outcome: 'ok', amazonRequestId: null },
    ]);
  });

  it.each(['6', '31', '', '7.5', '-7', '1e1', 'x', '0007'])('refuses %j days', async (recoveryDays) => {
    await saved();
    const { status, body } = await world.api(remove(id, {}, { recoveryDays }));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ parameter: 'recoveryDays' }]);
    expect(world.secretOf(id)?.deletedAt).toBeNull();
  });

  it('takes the latest result with it, and leaves the history', async () => {
    await saved();
    await world.api(remove(id));
    const sorts = (await world.itemsOf(id)).map(({ sort }) => sort ?? '');
    expect(sorts).not.toContain('latest');
    expect(sorts.filter((sort) => sort.startsWith('test#'))).toHaveLength(1);
  });

  it('leaves nothing to read, change or list', async () => {
    await saved();
    await world.api(remove(id));
    const calls = [get(id), put(id, world.settingsOf('seller-0')), patch(id, {}), remove(id)];
    for (const call of calls) {
      const { status, body } = await world.api(call);
      expect([status, body.code]).toEqual([409, 'connection_pending_deletion']);
    }
    expect((await world.api(list())).body).toEqual({ connections: [] });
  });

  it('has happened although the latest result could not be removed; that is logged, and done by a repeat', async () => {
    await saved();
    world.aws.faults.inject('dynamodb.DeleteItem', 'access-denied');
    const { status, invocation } = await world.api(remove(id));
    expect(status).toBe(202);
    expect(invocation.lines).toEqual([
      ['unavailable', { action: 'dynamodb:DeleteItem', reason: 'AccessDeniedException' }],
    ]);
    expect((await world.itemsOf(id)).map(({ sort }) => sort)).toContain('latest');
    world.aws.faults.clear();
    expect((await world.api(remove(id))).status).toBe(409);
    expect((await world.itemsOf(id)).map(({ sort }) => sort)).not.toContain('latest');
  });

  it('is told and done although the first answer of the store was lost on the way', async () => {
    await saved();
    world.aws.faults.inject('secretsmanager.DeleteSecret', 'answer-lost', 1);
    // The SDK sends it again, and then the store can say no more than that it is pending deletion, and until when.
    const { status, body } = await world.api(remove(id));
    expect(status).toBe(202);
    expect(Date.parse(body.deletionDate)).toBeGreaterThan(0);
    expect(world.secretOf(id)?.deletedAt).not.toBeNull();
    expect((await world.itemsOf(id)).map(({ sort }) => sort)).not.toContain('latest');
  });

  it('of what is not there: 404', async () => {
    const { status, body, invocation } = await world.api(remove('nobody'));
    expect([status, body.code]).toEqual([404, 'connection_not_found']);
    expect(invocation.audits).toMatchObject([{ action: 'delete', outcome: 'connection_not_found' }]);
  });
});

describe('restore', () => {
  it('takes it back: 200, the connection as it was, of which nothing is known until it is tested', async () => {
    const { body: created } = await saved();
    await world.api(remove(id));
    const { status, headers, body, invocation } = await world.api(restore(id));
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('etag');
    const { createdAt } = created.connection;
    expect(body).toEqual({ ...created.connection, state: 'unknown', stateSince: createdAt, latestTest: null });
    expect(world.secretOf(id)).toMatchObject({ deletedAt: null, versionId: created.connection.version });
    expect((await world.api(get(id))).body).toEqual(body);
    expect(invocation.audits).toMatchObject([{ caller: CALLER, connectionId: id, action: 'restore', outcome: 'ok' }]);
  });

  it('answers one that was not deleted as it is, and calls for nothing', async () => {
    const { body: created } = await saved();
    world.aws.forgetCalls();
    const { status, body } = await world.api(restore(id));
    expect([status, body]).toEqual([200, created.connection]);
    expect(world.called()).not.toContain('secretsmanager.RestoreSecret');
  });

  it.each(['{"x":1}', '[]', '{', '"x"'])('refuses a body that says something: %s', async (text) => {
    await saved();
    const { status, body } = await world.api({ ...restore(id), body: text });
    expect([status, body.code]).toEqual([400, 'invalid_request']);
  });

  it('can be told that there is nothing to say', async () => {
    await saved();
    expect((await world.api({ ...restore(id), body: {} })).status).toBe(200);
  });

  it('is told and in the audit although its state could not be read afterwards', async () => {
    await saved();
    await world.api(remove(id));
    world.aws.faults.inject('dynamodb.GetItem', 'access-denied');
    const { status, invocation } = await world.api(restore(id));
    expect(status).toBe(200);
    expect(invocation.audits).toMatchObject([{ action: 'restore', outcome: 'ok' }]);
    expect(world.secretOf(id)?.deletedAt).toBeNull();
  });

  it('and what was made before lives on: the next save keeps the moment of creation', async () => {
    const { body: created } = await saved();
    await world.api(remove(id));
    await world.api(restore(id));
    const { status, body } = await world.api(put(id, world.settingsOf('seller-1')));
    expect(status).toBe(200);
    expect(body.connection.createdAt).toBe(created.connection.createdAt);
  });
});
