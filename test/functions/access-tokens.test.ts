import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../infra/local-aws/faults.ts';
import type { AccountFault } from '../../infra/simulated-amazon/fault.ts';
import { apiEvent, CALLER, call } from './api-event.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, PREFIX, startLocalWorld } from './local-world.ts';
import { auditsOf, logOf } from './log-lines.ts';

const SELLER = 'POST /connections/{connectionId}/access-tokens';
const GRANTLESS = 'POST /connections/{connectionId}/grantless-tokens';
const RESTRICTED = 'POST /connections/{connectionId}/restricted-data-tokens';
const NOTIFICATIONS = { scopes: ['sellingpartnerapi::notifications'] };
const ORDERS = { restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }] };
const BODIES: Record<string, unknown> = { [GRANTLESS]: NOTIFICATIONS, [RESTRICTED]: ORDERS };

let world: LocalWorld;
let bundle: Bundle;
let ids = 0;
/** The connection of a test: its id is new, so that nothing is remembered of it. */
let connectionId: string;

beforeAll(async () => {
  world = await startLocalWorld();
  bundle = await world.load('access-tokens');
});
afterAll(() => world.close());
beforeEach(() => {
  bundle.forget();
  ids += 1;
  connectionId = `connection-${ids}`;
  world.amazon.clearRequests();
});
afterEach(() => {
  world.aws.faults.clear();
});

const ask = (routeKey: string, body: unknown = BODIES[routeKey], id = connectionId) =>
  call(bundle, apiEvent({ routeKey, connectionId: id, body }));
const saveAs = (accountName: string, change: object = {}) =>
  world.save(connectionId, { ...world.account(accountName).settings, ...change });
const hosts = () => world.amazon.requests().map(({ host }) => host);

describe.each([
  [SELLER, 'seller', /^Atza\|/],
  [GRANTLESS, 'grantless', /^Atza\|/],
  [RESTRICTED, 'restricted', /^Atz\.sprdt\|/],
])('%s', (routeKey, grant, shape) => {
  it('hands out a token, to be kept by no cache, and says who got it', async () => {
    await saveAs('acme-eu');
    const before = Date.now();
    const { status, headers, body } = await ask(routeKey);
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect(body).toEqual({
      accessToken: expect.stringMatching(shape),
      tokenType: 'bearer',
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      baseUrl: 'https://sellingpartnerapi-eu.amazon.com',
    });
    const livesMs = Date.parse((body as { expiresAt: string }).expiresAt) - 3_600_000;
    expect(livesMs).toBeGreaterThanOrEqual(before);
    expect(livesMs).toBeLessThanOrEqual(Date.now());
    expect(auditsOf(bundle.stdout)).toEqual([
      {
        caller: CALLER,
        connectionId,
        action: 'token',
        grant,
        outcome: 'ok',
        amazonRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ]);
  });

  it('hands it out from memory the second time', async () => {
    await saveAs('acme-na');
    const first = await ask(routeKey);
    const requests = hosts().length;
    const second = await ask(routeKey);
    expect(second.body).toEqual(first.body);
    expect(hosts()).toHaveLength(requests);
    expect(auditsOf(bundle.stdout)[1]).toMatchObject({ outcome: 'ok', amazonRequestId: null });
  });

  it.each([
    ['wrong-secret', 'client_rejected', ['lwaClientSecret', 'lwaClientId']],
    ['blocked-application', 'client_blocked', ['lwaClientId']],
  ])('says why LWA refuses %s', async (accountName, code, settings) => {
    await saveAs(accountName);
    const { status, headers, body } = await ask(routeKey);
    expect(status).toBe(502);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Bad Gateway',
      status: 502,
      code: 'amazon_rejected',
      detail: expect.any(String),
      requestId: 'api-request',
      diagnosis: {
        code,
        settings,
        summary: expect.any(String),
        remedy: expect.any(String),
        reference: expect.stringMatching(/^https:\/\/developer-docs\.amazon\.com\//),
        evidence: [],
      },
    });
    expect(auditsOf(bundle.stdout)).toMatchObject([{ grant, outcome: 'amazon_rejected', connectionId }]);
  });

  it('finds no connection, and says so', async () => {
    expect(await ask(routeKey)).toMatchObject({ status: 404, body: { code: 'connection_not_found' } });
    expect(auditsOf(bundle.stdout)).toMatchObject([{ outcome: 'connection_not_found', amazonRequestId: null }]);
  });

  it('finds one that is pending deletion, and says so', async () => {
    await saveAs('acme-na');
    await world.remove(connectionId);
    expect(await ask(routeKey)).toMatchObject({ status: 409, body: { code: 'connection_pending_deletion' } });
  });

  it.each([
    ['empty', ' '],
    ['no JSON', 'secret'],
    ['a list', []],
    ['without a client id', { lwaClientSecret: 'a', lwaRefreshToken: 'b' }],
    ['with an empty value', { lwaClientId: '', lwaClientSecret: 'a', lwaRefreshToken: 'b' }],
    ['with names of another tool', { client_id: 'a', client_secret: 'b', refresh_token: 'c' }],
    [
      'with an endpoint that there is not',
      { endpoint: 'xx', lwaClientId: 'a', lwaClientSecret: 'b', lwaRefreshToken: 'c' },
    ],
  ])('finds a secret that is %s: malformed', async (_what, value) => {
    await world.save(connectionId, value);
    expect(await ask(routeKey)).toMatchObject({ status: 409, body: { code: 'connection_malformed' } });
    expect(hosts()).toEqual([]);
  });
});

it.each([SELLER, GRANTLESS])(
  '%s hands out a new token when the one in memory does not live long enough',
  async (routeKey) => {
    await saveAs('acme-na');
    const body = { ...(routeKey === GRANTLESS ? NOTIFICATIONS : {}), minValidSeconds: 300 };
    world.amazon.setFault('acme-na', { lwa: { kind: 'expires-in', seconds: 299 } });
    const short = await ask(routeKey, body);
    world.amazon.setFault('acme-na', null);
    expect(short, 'a fresh one is handed out all the same').toMatchObject({ status: 200 });
    const next = await ask(routeKey, body);
    expect(next).toMatchObject({ status: 200 });
    expect(next.body).not.toEqual(short.body);
    expect((await ask(routeKey, body)).body).toEqual(next.body);
  },
);

describe('when it is not the fault of the connection', () => {
  it.each<[string, AccountFault, number, string, string | undefined]>([
    ['throttled', { lwa: { kind: 'status', status: 429 } }, 429, 'throttled', '10'],
    ['an outage', { lwa: { kind: 'status', status: 503 } }, 503, 'amazon_unavailable', '10'],
    ['a page of HTML', { lwa: { kind: 'html', status: 400 } }, 502, 'amazon_unexpected', undefined],
    ['garbage', { lwa: { kind: 'garbage' } }, 502, 'amazon_unexpected', undefined],
    ['too long an answer', { lwa: { kind: 'oversized' } }, 502, 'amazon_unexpected', undefined],
    ['a reset', { lwa: { kind: 'reset' } }, 503, 'amazon_unavailable', '10'],
    ['an answer cut off', { lwa: { kind: 'cut-off' } }, 503, 'amazon_unavailable', '10'],
  ])('answers %s of LWA with the right problem', async (_what, fault, status, code, retryAfter) => {
    await saveAs('acme-fe');
    world.amazon.setFault('acme-na', fault);
    world.amazon.setFault('acme-fe', fault);
    const answer = await ask(SELLER).finally(() => {
      for (const name of ['acme-na', 'acme-fe']) world.amazon.setFault(name, null);
    });
    expect(answer).toMatchObject({ status, body: { code, status } });
    expect(answer.headers['retry-after']).toBe(retryAfter);
    expect(answer.body).not.toHaveProperty('diagnosis');
  });

  it.each<Fault>(['throttled', 'access-denied', 'internal-error', 'html-500', 'reset'])(
    'answers 503 when Secrets Manager is down: %s',
    async (fault) => {
      world.aws.faults.inject('secretsmanager.*', fault);
      const { status, headers, body } = await ask(SELLER);
      expect(status).toBe(503);
      expect(headers['retry-after']).toBe('5');
      expect(body).toMatchObject({ code: 'storage_unavailable' });
      expect(auditsOf(bundle.stdout)).toMatchObject([{ outcome: 'storage_unavailable' }]);
      expect(logOf(bundle.stderr)).toMatchObject([
        { message: 'aws service unavailable', action: 'secretsmanager:GetSecretValue', connectionId },
      ]);
    },
  );

  it.each([GRANTLESS, RESTRICTED])('%s answers so too', async (routeKey) => {
    await saveAs('acme-na');
    world.amazon.setFault('acme-na', { lwa: { kind: 'html', status: 500 } });
    const answer = await ask(routeKey).finally(() => world.amazon.setFault('acme-na', null));
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '10' },
      body: { code: 'amazon_unavailable' },
    });
    world.aws.faults.inject('secretsmanager.*', 'access-denied');
    expect(await ask(routeKey, undefined, 'unread')).toMatchObject({
      status: 503,
      body: { code: 'storage_unavailable' },
    });
  });
});

describe('a secret made by hand', () => {
  it('with the three values is a connection in North America', async () => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = world.account('acme-na').settings;
    await world.save(connectionId, { lwaClientId, lwaClientSecret, lwaRefreshToken, note: 'by hand' });
    expect(await ask(SELLER)).toMatchObject({
      status: 200,
      body: { baseUrl: 'https://sellingpartnerapi-na.amazon.com' },
    });
  });

  it('whose values have white space around them is taken without it', async () => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = world.account('acme-na').settings;
    const untidy = { lwaClientId: ` ${lwaClientId}\n`, lwaClientSecret: `${lwaClientSecret} `, lwaRefreshToken };
    await world.save(connectionId, untidy);
    expect(await ask(SELLER)).toMatchObject({ status: 200 });
  });
});

describe('a credential that died', () => {
  it('queues one test of its connection, in five minutes', async () => {
    await saveAs('revoked-token');
    await ask(SELLER);
    await ask(SELLER);
    await ask(GRANTLESS);
    expect(world.queued().filter((message) => message.connectionId === connectionId)).toEqual([
      {
        connectionId,
        runId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
        scheduledTime: expect.stringMatching(/Z$/),
        trigger: 'traffic',
        delaySeconds: 0,
      },
    ]);
  });

  it('is told all the same when the queue does not take the test', async () => {
    await saveAs('wrong-secret');
    world.aws.faults.inject('sqs.*', 'access-denied');
    expect(await ask(SELLER)).toMatchObject({ status: 502, body: { diagnosis: { code: 'client_rejected' } } });
    expect(logOf(bundle.stderr)).toMatchObject([{ action: 'sqs:SendMessage' }]);
  });

  it('and was replaced meanwhile is looked up again: the caller notices nothing', async () => {
    await saveAs('acme-na', { lwaClientSecret: 'amzn1.oa2-cs.v1.old' });
    // The environment remembers the old secret from a first ask, of another grant.
    await ask(GRANTLESS);
    await saveAs('acme-na');
    expect(await ask(SELLER)).toMatchObject({ status: 200 });
  });
});

describe('a restricted data token', () => {
  it('of a sandbox connection comes from the production host of the region', async () => {
    await saveAs('acme-sandbox');
    const answer = await ask(RESTRICTED);
    expect(hosts()).toEqual(['api.amazon.com', 'sellingpartnerapi-na.amazon.com']);
    // The simulated sandbox application has no authorization there.
    expect(answer).toMatchObject({
      status: 502,
      body: { code: 'amazon_rejected', diagnosis: { code: 'access_refused' } },
    });
  });

  it('is refused with the words of Amazon when the resources are wrong', async () => {
    await saveAs('acme-na');
    const body = { restrictedResources: [{ method: 'GET', path: '/orders', dataElements: ['shoeSize'] }] };
    expect(await ask(RESTRICTED, body)).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        errors: [
          { pointer: '/restrictedResources', detail: expect.stringContaining('missing or has invalid parameters') },
        ],
      },
    });
    expect(auditsOf(bundle.stdout)).toMatchObject([{ grant: 'restricted', outcome: 'invalid_request' }]);
    expect(bundle.stdout.join('\n'), 'Amazon’s words are for the caller alone').not.toContain('invalid parameters');
  });

  it.each<[string, AccountFault, number, string]>([
    ['a throttled', { spApi: { kind: 'status', status: 429 } }, 429, 'throttled'],
    ['an unavailable', { spApi: { kind: 'status', status: 503 } }, 503, 'amazon_unavailable'],
    ['a broken', { spApi: { kind: 'status', status: 500 } }, 503, 'amazon_unavailable'],
    ['a refusing', { spApi: { kind: 'refused' } }, 502, 'amazon_rejected'],
    ['a garbling', { spApi: { kind: 'garbage' } }, 502, 'amazon_unexpected'],
    ['a resetting', { spApi: { kind: 'reset' } }, 503, 'amazon_unavailable'],
  ])('of %s Tokens API is a problem', async (_what, fault, status, code) => {
    await saveAs('acme-na');
    world.amazon.setFault('acme-na', fault);
    const answer = await ask(RESTRICTED).finally(() => world.amazon.setFault('acme-na', null));
    expect(answer).toMatchObject({ status, body: { code } });
  });

  it('for which Amazon calls the seller token stale is asked for once more, with a new one', async () => {
    await saveAs('acme-na');
    await ask(SELLER);
    world.amazon.setFault('acme-na', { spApi: { kind: 'stale-token', times: 1 } });
    expect(await ask(RESTRICTED)).toMatchObject({ status: 200 });
    expect(hosts()).toEqual([
      'api.amazon.com',
      'sellingpartnerapi-na.amazon.com',
      'api.amazon.com',
      'sellingpartnerapi-na.amazon.com',
    ]);
  });
});

it('reads one secret at a time, by its name', async () => {
  await saveAs('acme-na');
  world.aws.forgetCalls();
  await ask(SELLER);
  expect(world.aws.calls()).toMatchObject([
    { service: 'secretsmanager', operation: 'GetSecretValue', resource: `${PREFIX}${connectionId}` },
  ]);
});
