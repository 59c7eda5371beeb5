/** Secrets where nobody expects them: in a stored text of any kind, in a body that is wrong, in the hands of who runs out of time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultyAmazon, startFaultyAmazon } from '../faults/faulty-amazon.ts';
import { clientIdOf, MARKERS, settingsOf } from '../faults/marked-connection.ts';
import { LOUD } from '../faults/matrix.ts';
import { apiEvent } from '../functions/api-event.ts';
import type { Bundle, Invoked } from '../functions/bundle.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { searchFor } from './secret-search.ts';
import { leaksIn, sinksOf } from './sinks.ts';

const ONE = '/connections/{connectionId}';
const CELL = 'cell-0001';
const SETTINGS = settingsOf(CELL);
const NEW_SECRET = `amzn1.oa2-cs.v1.${MARKERS['new client secret']}`;
const find = searchFor(MARKERS);

let world: LocalWorld;
let amazon: FaultyAmazon;
let bundles: Record<'connections' | 'connection-tests' | 'access-tokens' | 'run-tests' | 'plan-tests', Bundle>;
const ends: Invoked[] = [];
let made = 0;

beforeAll(async () => {
  [world, amazon] = await Promise.all([startLocalWorld([]), startFaultyAmazon()]);
  const load = (name: string) => world.load(name, { ...LOUD, AMAZON_LOOPBACK_ORIGIN: amazon.origin });
  bundles = {
    connections: await load('connections'),
    'connection-tests': await load('connection-tests'),
    'access-tokens': await load('access-tokens'),
    'run-tests': await load('run-tests'),
    'plan-tests': await load('plan-tests'),
  };
  // So that no token is handed out, which would be meant.
  amazon.play(CELL, { lwa: { status: 400, body: { error: 'invalid_grant', error_description: '{sent}' } } });
});
afterAll(() => Promise.all([world.close(), amazon.close()]));

const invoke = async (name: keyof typeof bundles, event: unknown, remainingMs?: number) => {
  ends.push(await bundles[name].invoke(event, remainingMs === undefined ? {} : { remainingMs }));
};
const leaks = async () => leaksIn(await sinksOf(world, Object.values(bundles), ends), find);

/** Everything that the functions can do with a connection that is there. */
async function doEverything(connectionId: string): Promise<void> {
  const ask = (name: keyof typeof bundles, routeKey: string, body?: unknown) =>
    invoke(name, apiEvent({ routeKey, connectionId, requestId: connectionId, body }));
  const message = {
    messageId: connectionId,
    body: JSON.stringify({ connectionId, runId: 'r', scheduledTime: new Date().toISOString(), trigger: 'confirm' }),
  };
  await invoke('run-tests', { Records: [message, { messageId: 'unreadable', body: MARKERS['message body'] }] });
  await invoke('plan-tests', { all: true });
  await ask('access-tokens', `POST ${ONE}/access-tokens`);
  await ask('access-tokens', `POST ${ONE}/grantless-tokens`, { scopes: ['sellingpartnerapi::notifications'] });
  await ask('connection-tests', `POST ${ONE}/tests`);
  await ask('connection-tests', `GET ${ONE}/tests`);
  await ask('connections', `GET ${ONE}`);
  await ask('connections', 'GET /connections');
  await ask('connections', `PATCH ${ONE}`, { displayName: 'New' });
  await ask('connections', 'POST /client-secrets', { lwaClientId: clientIdOf(CELL), lwaClientSecret: NEW_SECRET });
  await ask('connections', `PUT ${ONE}/untested`, SETTINGS);
  await ask('connections', `DELETE ${ONE}`);
  await ask('connections', `POST ${ONE}/restore`);
}

describe('no secret gets out', () => {
  it.each([
    ['cut off', JSON.stringify(SETTINGS).slice(0, -40)],
    ['a plain text', `${SETTINGS.lwaClientSecret} ${SETTINGS.lwaRefreshToken}`],
    ['a list of texts', [SETTINGS.lwaClientSecret, SETTINGS.lwaRefreshToken]],
    ['of values of the wrong type', { ...SETTINGS, lwaClientSecret: [SETTINGS.lwaClientSecret] }],
    ['with a secret for an endpoint', { ...SETTINGS, endpoint: SETTINGS.lwaRefreshToken }],
    ['with a secret for a date', { ...SETTINGS, createdAt: SETTINGS.lwaRefreshToken, authorizedOn: NEW_SECRET }],
    ['with a secret for a switch', { ...SETTINGS, testing: NEW_SECRET, expectFeeds: NEW_SECRET }],
    [
      'with names of another tool',
      { client_secret: SETTINGS.lwaClientSecret, refresh_token: SETTINGS.lwaRefreshToken },
    ],
  ])('of a stored secret that is %s', async (_what, value) => {
    made += 1;
    await world.save(`connection-${made}`, value);
    await doEverything(`connection-${made}`);
    expect(await leaks()).toEqual({});
  });

  it('of settings that somebody enters wrongly', async () => {
    const bodies = [
      { ...SETTINGS, endpoint: SETTINGS.lwaRefreshToken },
      { ...SETTINGS, lwaClientSecret: { value: SETTINGS.lwaClientSecret } },
      { ...SETTINGS, lwaClientSecret: SETTINGS.lwaRefreshToken, lwaRefreshToken: SETTINGS.lwaClientSecret },
      { ...SETTINGS, lwaRefreshToken: SETTINGS.lwaRefreshToken.repeat(100) },
      { ...SETTINGS, lwaRefreshToken: ` "${SETTINGS.lwaRefreshToken}\n" ` },
      { ...SETTINGS, accountType: NEW_SECRET, testing: NEW_SECRET, authorizedOn: NEW_SECRET, expectFeeds: NEW_SECRET },
      { ...SETTINGS, displayName: `${MARKERS['request body']}\u0000` },
      { ...SETTINGS, labels: { [MARKERS['request body'].repeat(2)]: 'x' } },
      { ...SETTINGS, [MARKERS['request body']]: 'x', labels: { [SETTINGS.lwaRefreshToken]: 5 } },
      `${JSON.stringify(SETTINGS)} trailing`,
      JSON.stringify(SETTINGS).slice(0, -60),
      `${MARKERS['request body']} is no JSON`,
    ];
    await world.save('entered', SETTINGS);
    const routes = [
      ['connections', `PUT ${ONE}`],
      ['connections', `PATCH ${ONE}`],
      ['connections', 'POST /client-secrets'],
      ['connections', `POST ${ONE}/restore`],
      ['connection-tests', 'POST /connection-tests'],
      ['access-tokens', `POST ${ONE}/access-tokens`],
    ] as const;
    for (const body of bodies) {
      for (const [name, routeKey] of routes) {
        const event = apiEvent({ routeKey, connectionId: 'entered', body });
        await invoke(name, event);
        await invoke(name, { ...event, isBase64Encoded: true });
        await invoke(name, {
          ...event,
          queryStringParameters: { [MARKERS['request body']]: SETTINGS.lwaRefreshToken },
        });
      }
    }
    expect(await leaks()).toEqual({});
  });

  it('of who runs out of time', async () => {
    world.aws.faults.inject('secretsmanager.*', 'no-answer');
    await invoke('access-tokens', apiEvent({ routeKey: `POST ${ONE}/access-tokens`, connectionId: 'entered' }), 600);
    await invoke('connections', apiEvent({ routeKey: `PUT ${ONE}`, connectionId: 'entered', body: SETTINGS }), 600);
    world.aws.faults.clear();
    expect(ends.slice(-2).map(({ result }) => result)).toMatchObject([{ statusCode: 504 }, { statusCode: 504 }]);
    expect(await leaks()).toEqual({});
  });
});

describe('the search', () => {
  it('has looked at something in every sink', async () => {
    const { errors: _none, ...sinks } = await sinksOf(world, Object.values(bundles), ends);
    for (const [sink, content] of Object.entries(sinks)) {
      expect(content.length, sink).toBeGreaterThan(200);
      if (sink !== 'standard error') expect(content, sink).toContain('connection-1');
    }
  });

  it('finds them where they may be: in the values of the secrets', () => {
    const values = JSON.stringify(world.aws.secrets().map(({ value }) => value));
    const found = new Set(find(values).map(({ secret }) => secret));
    expect(found).toEqual(new Set(['client secret', 'refresh token']));
  });
});
