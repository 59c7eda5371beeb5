import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiAnswer, type ApiCall, apiEvent, CALLER, call } from './api-event.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, PREFIX, startLocalWorld } from './local-world.ts';
import { auditsOf, logOf, sumsOf } from './log-lines.ts';

let world: LocalWorld;
let bundle: Bundle;
beforeAll(async () => {
  world = await startLocalWorld();
  bundle = await world.load('connections');
});
afterAll(() => world.close());
afterEach(() => {
  world.aws.faults.clear();
  world.refillQuotas();
  bundle.forget();
});

const ask = (routeKey: string, more: Partial<ApiCall> = {}) => call(bundle, apiEvent({ routeKey, ...more }));
const PUT = 'PUT /connections/{connectionId}';
const UNTESTED = 'PUT /connections/{connectionId}/untested';
const PATCH = 'PATCH /connections/{connectionId}';
const GET = 'GET /connections/{connectionId}';
const DELETE = 'DELETE /connections/{connectionId}';
const RESTORE = 'POST /connections/{connectionId}/restore';
const settingsOf = (name: string) => world.account(name).settings;

const CONNECTION_KEYS = [
  'accountType',
  'authorizationReviewOn',
  'authorizedOn',
  'baseUrl',
  'clientSecretCreatedOn',
  'clientSecretExpiresOn',
  'connectionId',
  'createdAt',
  'displayName',
  'endpoint',
  'expectFeeds',
  'labels',
  'latestTest',
  'lwaClientId',
  'state',
  'stateSince',
  'testing',
  'updatedAt',
  'version',
];

const keysOf = (value: unknown) => Object.keys(Object(value)).toSorted();
const memberOf = (value: unknown, name: string): unknown => Reflect.get(Object(value), name);

describe('the endpoints', () => {
  it('are listed with what a form needs', async () => {
    const { status, headers, body } = await ask('GET /endpoints');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(keysOf(body)).toEqual(['endpoints']);
    expect(memberOf(body, 'endpoints')).toMatchObject([
      {
        endpoint: 'na',
        label: 'North America (Canada, US, Mexico, and Brazil marketplaces)',
        baseUrl: 'https://sellingpartnerapi-na.amazon.com',
        sandbox: false,
        default: true,
      },
      { endpoint: 'eu', baseUrl: 'https://sellingpartnerapi-eu.amazon.com', sandbox: false, default: false },
      { endpoint: 'fe', baseUrl: 'https://sellingpartnerapi-fe.amazon.com', sandbox: false, default: false },
      { endpoint: 'na-sandbox', baseUrl: 'https://sandbox.sellingpartnerapi-na.amazon.com', sandbox: true },
      { endpoint: 'eu-sandbox', baseUrl: 'https://sandbox.sellingpartnerapi-eu.amazon.com', sandbox: true },
      { endpoint: 'fe-sandbox', baseUrl: 'https://sandbox.sellingpartnerapi-fe.amazon.com', sandbox: true },
    ]);
    for (const endpoint of Object.values(Object(memberOf(body, 'endpoints')))) {
      expect(keysOf(endpoint)).toEqual(['baseUrl', 'default', 'endpoint', 'label', 'marketplaces', 'sandbox']);
      for (const marketplace of Object.values(Object(memberOf(endpoint, 'marketplaces')))) {
        expect(marketplace).toEqual({
          id: expect.stringMatching(/^A[A-Z0-9]+$/),
          country: expect.stringMatching(/^[A-Z]{2}$/),
        });
      }
    }
  });

  it('take no query', async () => {
    expect(await ask('GET /endpoints', { query: { region: 'eu' } })).toMatchObject({
      status: 400,
      body: { errors: [{ parameter: 'region' }] },
    });
  });
});

describe('the life of a connection', () => {
  it('goes from the first refusal to the last restore', async () => {
    const connectionId = 'acme-eu';
    const wrong = { ...settingsOf('acme-eu'), endpoint: 'na' };
    const refused = await ask(PUT, { connectionId, body: wrong });
    expect(refused).toMatchObject({ status: 422, body: { test: { diagnosis: { code: 'wrong_region' } } } });

    const created = await ask(PUT, { connectionId, body: settingsOf('acme-eu') });
    expect(created.status).toBe(201);
    expect(keysOf(created.body)).toEqual(['connection', 'test', 'warnings']);
    const connection = memberOf(created.body, 'connection');
    expect(keysOf(connection)).toEqual(CONNECTION_KEYS);
    expect(connection).toMatchObject({ connectionId, endpoint: 'eu', state: 'passed', displayName: 'Acme Europe' });

    const read = await ask(GET, { connectionId });
    expect(read).toMatchObject({ status: 200, body: connection });
    expect(read.headers.etag).toBe(`"${memberOf(connection, 'version')}"`);

    const etag = read.headers.etag ?? '';
    const patched = await ask(PATCH, { connectionId, body: { labels: { team: null } }, headers: { 'if-match': etag } });
    expect(patched).toMatchObject({ status: 200, body: { connection: { labels: {}, state: 'passed' }, test: null } });
    const late = await ask(PATCH, { connectionId, body: { displayName: 'Late' }, headers: { 'if-match': etag } });
    expect(late).toMatchObject({ status: 412, body: { code: 'version_conflict' } });

    const unknown = await ask(UNTESTED, { connectionId, body: settingsOf('revoked-token') });
    expect(unknown).toMatchObject({ status: 200, body: { connection: { state: 'unknown' }, test: null } });
    expect(world.queued()).toMatchObject([{ connectionId, trigger: 'save', delaySeconds: 0 }]);
    const runner = await world.load('run-tests');
    const message = JSON.stringify(world.queued()[0]);
    expect(await runner.invoke({ Records: [{ messageId: '1', body: message }] })).toMatchObject({
      result: { batchItemFailures: [] },
    });
    expect(await ask(GET, { connectionId })).toMatchObject({
      body: { state: 'failed', latestTest: { trigger: 'save', diagnosis: { code: 'refresh_token_rejected' } } },
    });

    const listed = await ask('GET /connections', { query: { state: 'failed' } });
    expect(listed.body).toMatchObject({ connections: [{ connectionId, state: 'failed' }] });
    expect(keysOf(Object(memberOf(listed.body, 'connections'))[0])).toEqual(CONNECTION_KEYS);

    expect((await ask(PUT, { connectionId, body: settingsOf('acme-eu') })).status).toBe(200);
    const removed = await ask(DELETE, { connectionId, query: { recoveryDays: '7' } });
    expect(removed).toMatchObject({ status: 202, body: { connectionId } });
    expect((await ask(GET, { connectionId })).status).toBe(409);
    expect((await ask('GET /connections')).body).toEqual({ connections: [] });
    const restored = await ask(RESTORE, { connectionId });
    expect(restored).toMatchObject({ status: 200, body: { connectionId, state: 'unknown', latestTest: null } });
    expect(keysOf(restored.body)).toEqual(CONNECTION_KEYS);

    expect(world.aws.events().map(({ source, detailType, detail }) => [source, detailType, Object(detail).to])).toEqual(
      ['passed', 'unknown', 'failed', 'passed'].map((to) => [
        'selling-partner-connections',
        'Connection State Changed',
        to,
      ]),
    );
    expect(auditsOf(bundle.stdout).map(({ action, outcome }) => [action, outcome])).toEqual([
      ['save', 'connection_test_failed'],
      ['save', 'ok'],
      ['change', 'ok'],
      ['change', 'version_conflict'],
      ['change', 'ok'],
      ['change', 'ok'],
      ['delete', 'ok'],
      ['restore', 'ok'],
    ]);
    expect(auditsOf(bundle.stdout).every(({ caller }) => caller === CALLER)).toBe(true);
    expect(sumsOf(bundle.stdout)).toMatchObject({
      'TestsRun[failed]': 1,
      'TestsFailed[wrong_region]': 1,
      'TestsRun[passed]': 2,
    });
  });
});

describe('a save costs', () => {
  it('2 requests to Amazon, at most 3 calls to Secrets Manager, 2 writes of items, 1 event', async () => {
    for (const connectionId of ['cost', 'cost']) {
      world.aws.forgetCalls();
      world.amazon.clearRequests();
      const events = world.aws.events().length;
      expect((await ask(PUT, { connectionId, body: settingsOf('acme-fe') })).status).toBeLessThan(300);
      const called = world.aws.calls().map(({ service, operation }) => `${service}.${operation}`);
      expect(called.filter((name) => name.startsWith('secretsmanager')).length).toBeLessThanOrEqual(3);
      expect(called.filter((name) => /^dynamodb\.(?!Get|Query)/.test(name)).length).toBeLessThanOrEqual(2);
      expect(world.aws.events().length - events).toBeLessThanOrEqual(1);
      expect(world.amazon.requests().map(({ path }) => path)).toEqual(['/auth/o2/token', '/feeds/2021-06-30/feeds']);
    }
  });
});

it('serves many at once in one environment, and mixes none of their lines', async () => {
  const names = ['acme-na', 'acme-eu', 'acme-fe', 'acme-vendor', 'acme-sandbox', 'revoked-token', 'wrong-region'];
  const answered = await Promise.all(
    names.map((name) => ask(PUT, { connectionId: `at-once-${name}`, body: settingsOf(name), requestId: `of-${name}` })),
  );
  for (const [index, { body }] of answered.entries()) {
    const name = names[index] ?? '';
    const connectionId = `at-once-${name}`;
    expect(memberOf(memberOf(body, 'test'), 'connectionId')).toBe(connectionId);
    expect(logOf(bundle.stdout).filter((line) => line.connectionId === connectionId)).toMatchObject([
      { message: 'audit', requestId: `of-${name}` },
    ]);
    if (memberOf(body, 'code')) expect(memberOf(body, 'requestId')).toBe(`of-${name}`);
    else expect(memberOf(memberOf(body, 'connection'), 'lwaClientId')).toBe(settingsOf(name).lwaClientId);
  }
  expect(answered.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 422, 422]);
});

describe('a body', () => {
  it('can come as base64, as API Gateway sends it for some content types', async () => {
    const event = apiEvent({ routeKey: PUT, connectionId: 'base64', body: settingsOf('acme-na') });
    const answer = await call(bundle, {
      ...event,
      body: Buffer.from(event.body ?? '').toString('base64'),
      isBase64Encoded: true,
    });
    expect(answer.status).toBe(201);
    expect(await call(bundle, { ...event, body: 'no base64 !', isBase64Encoded: true })).toMatchObject({ status: 400 });
  });
});

describe('an id', () => {
  it.each(['', 'Acme', '-acme', 'a_b', 'a'.repeat(64), 'a/b', 'ä', 'a\n', '..'])(
    'that is none is refused: %j',
    async (connectionId) => {
      world.aws.forgetCalls();
      for (const routeKey of [PUT, UNTESTED, PATCH, GET, DELETE, RESTORE]) {
        const withBody = routeKey.startsWith('P') ? { body: {} } : {};
        const { status, body } = await ask(routeKey, { connectionId, ...withBody });
        expect([status, memberOf(body, 'code')]).toEqual([400, 'invalid_request']);
        expect(memberOf(body, 'errors')).toMatchObject([{ pointer: '/connectionId' }]);
      }
      expect(world.aws.calls()).toEqual([]);
    },
  );
});

describe.each([PUT, UNTESTED, PATCH, GET, RESTORE, 'POST /client-secrets'])('%s', (routeKey) => {
  it('knows no query', async () => {
    const { status, body } = await ask(routeKey, { connectionId: 'acme', query: { force: '1' } });
    expect([status, memberOf(body, 'errors')]).toEqual([400, [{ parameter: 'force', detail: expect.any(String) }]]);
  });
});

describe('a right that is missing', () => {
  const denied: readonly (readonly [string, Partial<ApiCall>, `secretsmanager.${string}` | `dynamodb.${string}`])[] = [
    [PUT, {}, 'secretsmanager.GetSecretValue'],
    [PUT, {}, 'secretsmanager.UpdateSecret'],
    [PUT, { connectionId: 'new' }, 'secretsmanager.CreateSecret'],
    [UNTESTED, {}, 'secretsmanager.UpdateSecret'],
    [PATCH, { body: { displayName: 'New' } }, 'secretsmanager.UpdateSecret'],
    [GET, { body: undefined }, 'secretsmanager.GetSecretValue'],
    [GET, { body: undefined }, 'dynamodb.GetItem'],
    [DELETE, { body: undefined }, 'secretsmanager.DeleteSecret'],
    [RESTORE, { body: undefined }, 'secretsmanager.DescribeSecret'],
    ['GET /connections', { body: undefined }, 'secretsmanager.ListSecrets'],
    ['GET /connections', { body: undefined }, 'dynamodb.BatchGetItem'],
  ];

  it.each(denied)('%s %j: 503, and the log names %s', async (routeKey, more, operation) => {
    await ask(PUT, { connectionId: 'denied', body: settingsOf('acme-na') });
    bundle.forget();
    world.refillQuotas();
    world.aws.faults.inject(operation, 'access-denied');
    const answer: ApiAnswer = await ask(routeKey, { connectionId: 'denied', body: settingsOf('acme-na'), ...more });
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'content-type': 'application/problem+json' },
      body: { code: 'storage_unavailable', requestId: 'api-request' },
    });
    const named = [...logOf(bundle.stdout), ...logOf(bundle.stderr)].filter(
      ({ action }) => action === operation.replace('.', ':'),
    );
    expect(named).toMatchObject([
      { level: 'ERROR', reason: 'AccessDeniedException', requestId: 'api-request', message: 'aws service unavailable' },
    ]);
  });
});

/** These wait for the SDK. */
describe.concurrent('a store that is slow to come back', () => {
  it('is asked three times, and then the save is made', async () => {
    const slow = await startLocalWorld();
    try {
      const function_ = await slow.load('connections');
      slow.aws.faults.inject('secretsmanager.GetSecretValue', 'throttled', 2);
      slow.aws.faults.inject('secretsmanager.CreateSecret', 'throttled', 2);
      const event = apiEvent({ routeKey: PUT, connectionId: 'acme', body: slow.account('acme-na').settings });
      expect((await call(function_, event)).status).toBe(201);
    } finally {
      await slow.close();
    }
  });

  it('that throttles for good is a 503', async () => {
    const slow = await startLocalWorld();
    try {
      const function_ = await slow.load('connections');
      slow.aws.faults.inject('secretsmanager.CreateSecret', 'throttled');
      const event = apiEvent({ routeKey: PUT, connectionId: 'acme', body: slow.account('acme-na').settings });
      expect(await call(function_, event)).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
      expect(slow.aws.calls().filter(({ operation }) => operation === 'CreateSecret')).toHaveLength(3);
      expect(logOf(function_.stderr)).toMatchObject([
        { action: 'secretsmanager:CreateSecret', reason: 'ThrottlingException', connectionId: 'acme' },
      ]);
    } finally {
      await slow.close();
    }
  });

  it('that never answers is a 503 before Lambda would end the function', async () => {
    const slow = await startLocalWorld();
    try {
      const function_ = await slow.load('connections');
      slow.aws.faults.inject('secretsmanager.CreateSecret', 'no-answer');
      const event = apiEvent({ routeKey: PUT, connectionId: 'acme', body: slow.account('acme-na').settings });
      expect(await call(function_, event)).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
      expect(logOf(function_.stderr)).toMatchObject([
        { action: 'secretsmanager:CreateSecret', reason: 'TimeoutError', connectionId: 'acme' },
      ]);
      expect(slow.aws.secrets()).toEqual([]);
    } finally {
      await slow.close();
    }
  });

  it('and forgets one answer is asked again, and the save is made once', async () => {
    const slow = await startLocalWorld();
    try {
      const function_ = await slow.load('connections');
      const event = apiEvent({ routeKey: PUT, connectionId: 'acme', body: slow.account('acme-na').settings });
      slow.aws.faults.inject('secretsmanager.CreateSecret', 'no-answer', 1);
      expect((await call(function_, event)).status).toBe(201);
      expect(slow.aws.secrets()).toMatchObject([{ name: `${PREFIX}acme`, versions: 1 }]);
    } finally {
      await slow.close();
    }
  });
});
