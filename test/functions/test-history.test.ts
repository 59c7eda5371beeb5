import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiCall, apiEvent, call } from './api-event.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';

const NOW = 'POST /connections/{connectionId}/tests';
const HISTORY = 'GET /connections/{connectionId}/tests';

let world: LocalWorld;
let bundle: Bundle;
let ids = 0;
let connectionId: string;

beforeAll(async () => {
  world = await startLocalWorld();
  bundle = await world.load('connection-tests');
});
afterAll(() => world.close());
beforeEach(() => {
  ids += 1;
  connectionId = `connection-${ids}`;
});

const ask = (routeKey: string, more: Partial<ApiCall> = {}) =>
  call(bundle, apiEvent({ routeKey, connectionId, ...more }));
const settingsOf = (accountName: string) => world.account(accountName).settings;

describe('the history of a connection', () => {
  const testsOf = ({ body }: { body: unknown }) => (body as { tests: { testId: string }[] }).tests;
  const tokenOf = ({ body }: { body: unknown }) => (body as { nextToken?: string }).nextToken;

  it('is empty at first', async () => {
    await world.save(connectionId, settingsOf('acme-na'));
    expect(await ask(HISTORY)).toMatchObject({ status: 200, body: { tests: [] } });
  });

  it('tells its tests newest first, page by page', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    const made: unknown[] = [];
    for (let count = 0; count < 3; count += 1) made.unshift((await ask(NOW)).body);
    const first = await ask(HISTORY, { query: { limit: '2' } });
    expect(testsOf(first)).toEqual(made.slice(0, 2));
    const second = await ask(HISTORY, { query: { limit: '2', nextToken: tokenOf(first) ?? '' } });
    expect(testsOf(second)).toEqual(made.slice(2));
    expect(tokenOf(second)).toBeUndefined();
  });

  it('starts when the connection was made: an earlier one of the same id has left it', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    await ask(NOW);
    const createdAt = new Date().toISOString();
    await world.save(connectionId, { ...settingsOf('wrong-secret'), createdAt });
    const { body } = await ask(NOW);
    expect(testsOf(await ask(HISTORY))).toEqual([body]);
  });

  it('starts there also for a secret that lacks a value', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    await ask(NOW);
    const { lwaRefreshToken: _lost, ...rest } = settingsOf('wrong-secret');
    await world.save(connectionId, { ...rest, createdAt: new Date().toISOString() });
    expect(await ask(HISTORY)).toMatchObject({ status: 200, body: { tests: [] } });
    const { body } = await ask(NOW);
    expect(testsOf(await ask(HISTORY))).toEqual([body]);
  });

  it('of before the connection was made has ended for whoever still has a token of it', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    await ask(NOW);
    await ask(NOW);
    const nextToken = tokenOf(await ask(HISTORY, { query: { limit: '1' } })) ?? '';
    await world.save(connectionId, { ...settingsOf('wrong-secret'), createdAt: new Date().toISOString() });
    expect(await ask(HISTORY, { query: { nextToken } })).toMatchObject({ status: 200, body: { tests: [] } });
  });

  it('takes no token of another connection, of another list, or made up', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    await ask(NOW);
    await ask(NOW);
    const nextToken = tokenOf(await ask(HISTORY, { query: { limit: '1' } })) ?? '';
    const other = `${connectionId}-other`;
    await world.save(other, settingsOf('wrong-secret'));
    const forged = Buffer.from(JSON.stringify(['tests', connectionId, 'test#zzz'])).toString('base64url');
    for (const [id, token] of [
      [other, nextToken],
      [connectionId, `${nextToken}x`],
      [connectionId, forged],
      [connectionId, 'made up'],
      [connectionId, ''],
    ] as const) {
      expect(await ask(HISTORY, { connectionId: id, query: { nextToken: token } })).toMatchObject({
        status: 400,
        body: { code: 'invalid_request', errors: [{ parameter: 'nextToken' }] },
      });
    }
  });

  it.each(['0', '101', 'ten', '-1', ''])('takes no limit of %j', async (limit) => {
    await world.save(connectionId, settingsOf('acme-na'));
    expect(await ask(HISTORY, { query: { limit } })).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'limit' }] },
    });
  });
});
