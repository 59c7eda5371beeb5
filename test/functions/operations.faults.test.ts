/** How many requests each fault costs, counted on Amazon's side, against the function as it is deployed. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  answers,
  inTurn,
  json,
  refuses,
  refusesTokens,
  resets,
  type Script,
  throttles,
} from '../operation/odd-amazon.ts';
import { type ProxyReply, type ProxyWorld, problemOf, startProxyWorld } from '../operation/proxy-world.ts';
import { auditsOf, logOf } from './log-lines.ts';

const EXPIRED = refuses('The access token you provided has expired.');
const REVOKED = refuses('The access token you provided is revoked, malformed or invalid.');
const SECRET_EXPIRED = refuses('The LWA secret token you provided has expired.');
const TROUBLE = json(503, { errors: [{ code: 'ServiceUnavailable', message: 'x' }] });

let proxy: ProxyWorld;
let ids = 0;
/** The connection of a test: its id is new, so that nothing is remembered of it. */
let connectionId: string;
let settings: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  proxy = await startProxyWorld();
  settings = { ...proxy.world.account('acme-na').settings };
});
afterAll(() => proxy.close());
beforeEach(async () => {
  ids += 1;
  connectionId = `connection-${ids}`;
  await proxy.world.save(connectionId, settings);
  proxy.amazon.reset();
  proxy.bundle.forget();
});

const call = (method = 'GET', headers: Record<string, string> = {}) =>
  proxy.call({ connectionId, method, headers, ...(method === 'POST' && { body: 'x' }) });
const times = (count: number) => Promise.all(Array.from({ length: count }, () => call()));
const counted = () => ({ api: proxy.amazon.spApi.length, lwa: proxy.amazon.lwa.length });
const queued = () => proxy.world.queued().filter((message) => message.connectionId === connectionId);
const attemptsOf = ({ headers }: ProxyReply) => headers['x-attempts'];

/** A call that leaves a token behind; then nothing is counted yet. Answers the token. */
async function warm(): Promise<string> {
  await call();
  const token = proxy.amazon.spApi[0]?.token ?? '';
  proxy.amazon.reset();
  proxy.bundle.forget();
  return token;
}

describe('a stale token', () => {
  test.for([
    ['expired', EXPIRED],
    ['revoked, malformed or invalid', REVOKED],
  ] as const)('that Amazon calls %s costs 2 calls and 1 exchange', async ([, refusal]) => {
    proxy.amazon.setSpApi(refusesTokens([await warm()], refusal));

    const reply = await call('POST');

    expect(reply.status).toBe(200);
    expect(attemptsOf(reply)).toBe('2');
    expect(counted()).toEqual({ api: 2, lwa: 1 });
    expect(queued()).toEqual([]);
    expect(logOf(proxy.bundle.stdout)).toContainEqual(
      expect.objectContaining({ message: 'operation repeated', connectionId, attempts: 2, status: 200 }),
    );
  });

  test("for ever costs 2 calls and 1 exchange, then Amazon's 403 comes through; a test is queued, once", async () => {
    await warm();
    proxy.amazon.setSpApi(EXPIRED);

    const reply = await call();
    expect(reply).toMatchObject({ status: 403, headers: { 'x-answered-by': 'amazon', 'x-attempts': '2' } });
    expect(JSON.parse(reply.body.toString())).toEqual({
      errors: [expect.objectContaining({ details: 'The access token you provided has expired.' })],
    });
    expect(counted()).toEqual({ api: 2, lwa: 1 });

    await call();
    expect(counted()).toEqual({ api: 4, lwa: 2 });
    expect(queued()).toEqual([expect.objectContaining({ connectionId, trigger: 'traffic', delaySeconds: 0 })]);
  });

  test('in the hands of twenty costs 1 exchange and at most 40 calls, and all succeed', async () => {
    proxy.amazon.setSpApi(refusesTokens([await warm()], EXPIRED));

    const replies = await times(20);

    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(counted().lwa).toBe(1);
    expect(counted().api).toBeLessThanOrEqual(40);
  });

  test('for ever, in the hands of twenty, costs no more than 40 calls and an exchange each; one test is queued', async () => {
    await warm();
    proxy.amazon.setSpApi(REVOKED);

    const replies = await times(20);

    expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(403));
    expect(counted().api).toBe(40);
    // One for all who held the same token; who came later held the next one.
    expect(counted().lwa).toBeLessThanOrEqual(20);
    expect(queued()).toHaveLength(1);
  });
});

test('twenty first calls cost 1 exchange', async () => {
  const replies = await times(20);

  expect(replies.map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(counted()).toEqual({ api: 20, lwa: 1 });
});

describe('an expired client secret', () => {
  const secretReads = () =>
    proxy.world.aws
      .calls()
      .filter(({ operation, resource }) => operation === 'GetSecretValue' && resource?.endsWith(connectionId)).length;

  test("that is still the latest costs 1 call and a look at the secret; Amazon's answer comes through", async () => {
    await warm();
    proxy.amazon.setSpApi(SECRET_EXPIRED);
    const readsBefore = secretReads();

    const reply = await call();

    expect(reply).toMatchObject({ status: 403, headers: { 'x-answered-by': 'amazon', 'x-attempts': '1' } });
    expect(counted()).toEqual({ api: 1, lwa: 0 });
    expect(secretReads() - readsBefore).toBe(1);
    expect(queued()).toEqual([expect.objectContaining({ trigger: 'traffic' })]);
  });

  test('that has been replaced costs one exchange and one call more', async () => {
    proxy.amazon.setSpApi(refusesTokens([await warm()], SECRET_EXPIRED));
    await proxy.world.save(connectionId, { ...settings, lwaClientSecret: 'the-new-client-secret' });
    const readsBefore = secretReads();

    const reply = await call();

    expect(reply).toMatchObject({ status: 200, headers: { 'x-attempts': '2' } });
    expect(counted()).toEqual({ api: 2, lwa: 1 });
    expect(new URLSearchParams(proxy.amazon.lwa[0]?.body.toString()).get('client_secret')).toBe(
      'the-new-client-secret',
    );
    expect(secretReads() - readsBefore).toBe(1);
    expect(queued()).toEqual([]);
  });
});

describe('LWA', () => {
  const faults: readonly { lwa: string; script: Script; exchanges: number; status: number; code: string }[] = [
    { lwa: 'in trouble', script: json(500, { error: 'x' }), exchanges: 3, status: 503, code: 'amazon_unavailable' },
    { lwa: 'throttling', script: json(429, {}), exchanges: 3, status: 429, code: 'throttled' },
    {
      lwa: 'refusing the refresh token',
      script: json(400, { error: 'invalid_grant' }),
      exchanges: 1,
      status: 502,
      code: 'amazon_rejected',
    },
    {
      lwa: 'refusing the client',
      script: json(401, { error: 'invalid_client' }),
      exchanges: 1,
      status: 502,
      code: 'amazon_rejected',
    },
    { lwa: 'saying something else', script: answers(200, '<'), exchanges: 1, status: 502, code: 'amazon_unexpected' },
  ];

  test.for(faults)('$lwa costs $exchanges exchanges, and is then left alone', async (fault) => {
    proxy.amazon.setLwa(fault.script);

    const reply = await call();

    expect(reply.status).toBe(fault.status);
    expect(problemOf(reply)).toMatchObject({ code: fault.code });
    expect(reply.headers).not.toHaveProperty('x-answered-by');
    expect(counted()).toEqual({ api: 0, lwa: fault.exchanges });

    await times(20);
    expect(counted()).toEqual({ api: 0, lwa: fault.exchanges });
  });

  test('resetting every connection costs 3 exchanges', async () => {
    proxy.amazon.setLwa(resets);
    const bundle = await proxy.world.load('operations', { AMAZON_LOOPBACK_ORIGIN: proxy.amazon.origin });
    const event = {
      routeKey: 'ANY /connections/{connectionId}/sp-api/{path+}',
      pathParameters: { connectionId, path: 'orders/v0/orders' },
      requestContext: { http: { method: 'GET' } },
    };

    expect((await bundle.invoke(event)).result).toMatchObject({ statusCode: 503 });
    expect(counted()).toEqual({ api: 0, lwa: 3 });
  });

  test('refusing a stale token its successor tells why, and queues a test', async () => {
    await warm();
    proxy.amazon.setSpApi(REVOKED);
    proxy.amazon.setLwa(
      json(400, { error: 'invalid_grant', error_description: 'x' }, { 'x-amzn-requestid': 'of-lwa' }),
    );

    const reply = await call();

    expect(reply.status).toBe(502);
    expect(problemOf(reply)).toMatchObject({
      code: 'amazon_rejected',
      diagnosis: { code: 'refresh_token_rejected', settings: ['lwaRefreshToken'] },
    });
    expect(counted()).toEqual({ api: 1, lwa: 1 });
    expect(queued()).toHaveLength(1);
    expect(auditsOf(proxy.bundle.stdout)).toMatchObject([{ outcome: 'amazon_rejected', amazonRequestId: 'of-lwa' }]);
  });
});

describe('throttling', () => {
  test('fifty times costs 7 calls, then the caller has the answer and when to come back', async () => {
    proxy.amazon.setSpApi(inTurn(...Array<Script>(50).fill(throttles)));

    const reply = await call();

    expect(reply).toMatchObject({
      status: 429,
      headers: { 'x-answered-by': 'amazon', 'x-attempts': '7', 'retry-after': '1', 'x-amzn-ratelimit-limit': '100' },
    });
    expect(counted()).toEqual({ api: 7, lwa: 1 });
  });

  test('that is over soon is not noticed, by a POST neither', async () => {
    proxy.amazon.setSpApi(inTurn(throttles, throttles, json(200, {})));

    expect(await call('POST')).toMatchObject({ status: 200, headers: { 'x-attempts': '3' } });
    expect(proxy.amazon.spApi.map(({ body }) => body.toString())).toEqual(['x', 'x', 'x']);
  });

  test('that would outlast the deadline is told at once', async () => {
    proxy.amazon.setSpApi(json(429, {}));

    const reply = await proxy.call({ connectionId, remainingMs: 1_900 });

    expect(reply).toMatchObject({ status: 429, headers: { 'x-attempts': '1', 'retry-after': '1' } });
    expect(counted().api).toBe(1);
  });
});

describe('a POST', () => {
  test.for([
    ['in a storm of resets', resets],
    ['that meets trouble', TROUBLE],
  ] as const)('%s costs 1 call', async ([, script]) => {
    proxy.amazon.setSpApi(script);

    expect((await call('POST')).status).toBe(503);
    expect(counted().api).toBe(1);
  });
});

test('a GET that meets trouble once is sent again after a second', async () => {
  proxy.amazon.setSpApi(inTurn(resets, json(200, {})));

  expect(await call()).toMatchObject({ status: 200, headers: { 'x-attempts': '2' } });
  expect(counted().api).toBe(2);
});
