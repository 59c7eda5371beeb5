import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultTarget } from '../../infra/local-aws/faults.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { type ApiCall, apiEvent, CALLER, call } from './api-event.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';
import { auditsOf, logOf } from './log-lines.ts';

const UNSAVED = 'POST /connection-tests';
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
  bundle.forget();
  ids += 1;
  connectionId = `connection-${ids}`;
  world.amazon.clearRequests();
  world.aws.forgetCalls();
  world.refillQuotas();
});
afterEach(() => world.aws.faults.clear());

const ask = (routeKey: string, more: Partial<ApiCall> = {}) =>
  call(bundle, apiEvent({ routeKey, connectionId, ...more }));
const settingsOf = (accountName: string) => world.account(accountName).settings;
const hosts = () => world.amazon.requests().map(({ host }) => host);
const itemsOf = async (id: string) => (await world.items()).filter((item) => item.connectionId === id);
const eventsOf = (id: string) =>
  world.aws.events().filter(({ detail }) => 'connectionId' in detail && detail.connectionId === id);

/** As every test is told, whatever it finds. */
const TEST = {
  testId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  durationMs: expect.any(Number),
};
const REQUEST_ID = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe('a test of unsaved settings', () => {
  /** Those that answer in their own time are left to the tests that wait for them. */
  const quick = BUILT_IN_ACCOUNTS.filter(({ name }) => name !== 'slow' && name !== 'never-answers');

  it.each(quick.map(({ name, expected }) => [name, expected] as const))('judges %s: %j', async (name, expected) => {
    const { status, body } = await ask(UNSAVED, { body: settingsOf(name) });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...TEST,
      verdict: expected.verdict,
      connectionId: null,
      version: null,
      trigger: 'unsaved',
    });
    const { diagnosis } = body as { diagnosis: { code: string } | null };
    expect(diagnosis?.code ?? null).toBe(expected.code);
  });

  it('is told with both requests, to the letter', async () => {
    const { headers, body } = await ask(UNSAVED, { body: settingsOf('acme-eu') });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
    const answered = {
      outcome: 'passed',
      status: 200,
      latencyMs: expect.any(Number),
      attempts: 1,
      requestId: REQUEST_ID,
      error: null,
    };
    expect(body).toEqual({
      ...TEST,
      connectionId: null,
      version: null,
      trigger: 'unsaved',
      endpoint: 'eu',
      verdict: 'passed',
      requests: [
        { name: 'token-exchange', method: 'POST', url: 'https://api.amazon.com/auth/o2/token', ...answered },
        {
          name: 'get-feeds',
          method: 'GET',
          url: 'https://sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1',
          ...answered,
        },
      ],
      diagnosis: null,
      warnings: [],
    });
  });

  it('that fails at the first request skips the second', async () => {
    const { body } = await ask(UNSAVED, { body: settingsOf('wrong-secret') });
    expect(body).toMatchObject({
      requests: [
        { outcome: 'failed', status: 401, error: { code: 'invalid_client', message: expect.any(String), details: '' } },
        { outcome: 'skipped', status: null, latencyMs: null, attempts: 0, requestId: null, error: null },
      ],
      diagnosis: { settings: ['lwaClientSecret', 'lwaClientId'], evidence: [] },
    });
    expect(hosts()).toEqual(['api.amazon.com']);
  });

  it('that is refused without a reason says which evidence it found', async () => {
    const { body } = await ask(UNSAVED, { body: settingsOf('wrong-region') });
    expect(body).toMatchObject({
      diagnosis: {
        code: 'wrong_region',
        settings: ['endpoint'],
        evidence: [
          { call: 'get-feeds', endpoint: 'eu', status: 200 },
          { call: 'get-feeds', endpoint: 'fe', status: 403 },
          { call: 'second-opinion', endpoint: 'na', status: 403 },
          { call: 'get-feeds', endpoint: 'na-sandbox', status: 200 },
        ],
      },
    });
  });

  it('seeks none with DIAGNOSTIC_CALLS=off', async () => {
    const frugal = await world.load('connection-tests', { DIAGNOSTIC_CALLS: 'off' });
    const { body } = await call(frugal, apiEvent({ routeKey: UNSAVED, body: settingsOf('wrong-region') }));
    expect(body).toMatchObject({ verdict: 'failed', diagnosis: { code: 'access_refused', evidence: [] } });
    expect(hosts()).toHaveLength(2);
  });

  it('leaves nothing behind but its audit line', async () => {
    const before = await world.items();
    await ask(UNSAVED, { body: settingsOf('wrong-secret') });
    expect(await world.items()).toEqual(before);
    expect(eventsOf('null')).toEqual([]);
    expect(world.aws.calls().filter(({ operation }) => operation !== 'Scan')).toEqual([]);
    expect(auditsOf(bundle.stdout)).toEqual([
      {
        caller: CALLER,
        connectionId: null,
        action: 'test',
        grant: null,
        outcome: 'failed',
        amazonRequestId: REQUEST_ID,
      },
    ]);
  });

  it('warns of slips that a look at the values shows', async () => {
    const body = { ...settingsOf('acme-na'), lwaClientId: 'amzn1.sp.solution.0000' };
    expect(await ask(UNSAVED, { body })).toMatchObject({
      status: 200,
      body: { verdict: 'failed', warnings: [{ field: 'lwaClientId', code: 'looks_like_application_id' }] },
    });
  });

  it('takes the default endpoint when none is given', async () => {
    const { endpoint: _endpoint, ...settings } = settingsOf('acme-na');
    expect(await ask(UNSAVED, { body: settings })).toMatchObject({ body: { endpoint: 'na', verdict: 'passed' } });
  });
});

describe('a test of a saved connection', () => {
  it('is answered, kept, and told of when it changes the state', async () => {
    const version = await world.save(connectionId, settingsOf('acme-eu'));
    const { status, body } = await ask(NOW);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...TEST, connectionId, version, trigger: 'manual', verdict: 'passed' });
    const { startedAt, testId } = body as { startedAt: string; testId: string };
    const items = await itemsOf(connectionId);
    expect(items).toContainEqual(
      expect.objectContaining({
        sort: 'latest',
        startedAt,
        version,
        verdict: 'passed',
        state: 'passed',
        stateSince: startedAt,
        lastPassedAt: startedAt,
        result: JSON.stringify(body),
      }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({
        sort: `test#${startedAt}#${testId}`,
        result: JSON.stringify(body),
        expiresAt: String(Math.floor(Date.parse(startedAt) / 1_000) + 90 * 86_400),
      }),
    );
    expect(eventsOf(connectionId)).toMatchObject([
      {
        source: 'selling-partner-connections',
        detailType: 'Connection State Changed',
        detail: {
          schema: 1,
          connectionId,
          endpoint: 'eu',
          from: null,
          to: 'passed',
          since: startedAt,
          testId,
          diagnosis: null,
        },
      },
    ]);
    expect(auditsOf(bundle.stdout)).toMatchObject([
      { caller: CALLER, connectionId, action: 'test', grant: null, outcome: 'passed' },
    ]);
  });

  it('reads the secret afresh each time', async () => {
    await world.save(connectionId, settingsOf('acme-eu'));
    await ask(NOW);
    const version = await world.save(connectionId, settingsOf('wrong-secret'));
    expect(await ask(NOW)).toMatchObject({ body: { version, verdict: 'failed' } });
    expect(eventsOf(connectionId).map(({ detail }) => detail)).toMatchObject([
      { from: null, to: 'passed' },
      { from: 'passed', to: 'failed', diagnosis: { code: 'client_rejected' } },
    ]);
  });

  it('that fails says when the connection last passed', async () => {
    await world.save(connectionId, settingsOf('acme-eu'));
    const { body } = await ask(NOW);
    await world.save(connectionId, settingsOf('wrong-secret'));
    const { startedAt } = body as { startedAt: string };
    expect(await ask(NOW)).toMatchObject({ body: { diagnosis: { summary: expect.stringContaining(startedAt) } } });
  });

  it.each([
    ['empty', ' '],
    ['no JSON', 'hello'],
    ['without its values', { schema: 1 }],
  ])('whose secret is %s says what is missing, and sends nothing', async (_what, value) => {
    const version = await world.save(connectionId, value);
    expect(await ask(NOW)).toMatchObject({
      status: 200,
      body: {
        connectionId,
        version,
        verdict: 'failed',
        requests: [{ outcome: 'skipped' }, { outcome: 'skipped' }],
        diagnosis: { code: 'settings_incomplete', settings: ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'] },
      },
    });
    expect(hosts()).toEqual([]);
  });

  it.each([undefined, '', {}, '{}'])('takes no body, or an empty one: %j', async (body) => {
    await world.save(connectionId, settingsOf('acme-na'));
    expect(await ask(NOW, { body })).toMatchObject({ status: 200 });
  });

  it('is made five times in five minutes; then nothing is sent to Amazon', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    for (let count = 0; count < 5; count += 1) expect(await ask(NOW)).toMatchObject({ status: 200 });
    world.amazon.clearRequests();
    bundle.forget();
    const { status, headers, body } = await ask(NOW);
    expect(status).toBe(429);
    expect(body).toMatchObject({ code: 'throttled' });
    const seconds = Number(headers['retry-after']);
    expect(Number.isInteger(seconds)).toBe(true);
    expect(seconds).toBeGreaterThan(200);
    expect(seconds).toBeLessThanOrEqual(300);
    expect(hosts()).toEqual([]);
  });

  it('is made five times when ten ask at the same moment', async () => {
    await world.save(connectionId, settingsOf('wrong-secret'));
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(NOW)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429, 429, 429, 429, 429]);
  });
});

describe.each([NOW, HISTORY])('%s', (routeKey) => {
  it('finds no connection, and says so', async () => {
    expect(await ask(routeKey)).toMatchObject({ status: 404, body: { code: 'connection_not_found' } });
  });

  it('finds one that is pending deletion, and says so', async () => {
    await world.save(connectionId, settingsOf('acme-na'));
    await world.remove(connectionId);
    expect(await ask(routeKey)).toMatchObject({ status: 409, body: { code: 'connection_pending_deletion' } });
  });
});

describe('an AWS service that is down', () => {
  it.each<[string, FaultTarget, Fault, string, string]>([
    [
      'while the secret is read for a test',
      'secretsmanager.GetSecretValue',
      'access-denied',
      NOW,
      'secretsmanager:GetSecretValue',
    ],
    [
      'while the secret is read for the history',
      'secretsmanager.GetSecretValue',
      'internal-error',
      HISTORY,
      'secretsmanager:GetSecretValue',
    ],
    ['while manual tests are counted', 'dynamodb.Query', 'access-denied', NOW, 'dynamodb:Query'],
    ['while the history is read', 'dynamodb.Query', 'html-500', HISTORY, 'dynamodb:Query'],
    ['while what is known is read', 'dynamodb.GetItem', 'access-denied', NOW, 'dynamodb:GetItem'],
    ['while a test is kept', 'dynamodb.PutItem', 'reset', NOW, 'dynamodb:PutItem'],
    ['while the event is put', 'events.PutEvents', 'internal-error', NOW, 'events:PutEvents'],
    ['while the event is refused', 'events.PutEvents', 'entries-fail', NOW, 'events:PutEvents'],
  ])(
    '%s is a 503 that tells nothing of it, and is logged by its right',
    async (_when, target, fault, routeKey, action) => {
      await world.save(connectionId, settingsOf('acme-na'));
      world.aws.faults.inject(target, fault);
      const { status, headers, body } = await ask(routeKey);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('5');
      expect(body).toMatchObject({ code: 'storage_unavailable', requestId: 'api-request' });
      expect(JSON.stringify(body)).not.toMatch(/dynamodb|secretsmanager|events:|PutItem/i);
      expect(logOf(bundle.stderr)).toMatchObject([{ level: 'ERROR', action, requestId: 'api-request' }]);
    },
  );

  it('after the event was put loses nothing: the next test tells the change under the same id', async () => {
    await world.save(connectionId, settingsOf('acme-na'));
    let puts = 0;
    // The limit and the history are written first, what is known last; that one is not written, however often it is tried.
    const stop = world.aws.onCall(({ operation }, phase) => {
      if (operation !== 'PutItem' || phase !== 'before') return;
      puts += 1;
      if (puts >= 3) throw new Error('reset');
    });
    expect(await ask(NOW)).toMatchObject({ status: 503 });
    stop();
    expect(await ask(NOW)).toMatchObject({ status: 200 });
    const ids = eventsOf(connectionId).map(({ detail }) => ('id' in detail ? detail.id : null));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});
