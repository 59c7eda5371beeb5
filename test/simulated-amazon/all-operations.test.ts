import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { type ListedOperation, OPERATION_LIST } from '../../infra/simulated-amazon/operation-list.ts';
import { matchPath, pathTemplate } from '../../infra/simulated-amazon/path-template.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import {
  accessToken,
  accountNamed,
  call,
  callSpApi,
  firstError,
  grantlessForm,
  handClock,
  json,
  postForm,
  tokenIn,
} from './call-amazon.ts';

let clock = handClock();
let amazon: SimulatedAmazon;
beforeEach(async () => {
  clock = handClock();
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'seller' }),
      account({ name: 'vendor', accountType: 'vendor' }),
      account({ name: 'sandbox', authorizedFor: 'na-sandbox' }),
    ],
  });
});
afterEach(() => amazon.close());

const grantlessToken = async (scope: string) =>
  tokenIn(await postForm(amazon, grantlessForm(accountNamed(amazon, 'seller'), scope)));
const plain = ({ path }: ListedOperation) => path.replaceAll(/\{[^}]+\}/g, 'x');

describe('the list', () => {
  test('has 370 operations, each of them once', () => {
    expect(OPERATION_LIST).toHaveLength(370);
    expect(new Set(OPERATION_LIST.map(({ method, path }) => `${method} ${path}`)).size).toBe(370);
  });

  test('has no line that is cut short or misspelt', () => {
    for (const { method, path, plan, scope } of OPERATION_LIST) {
      expect(method).toMatch(/^(GET|POST|PUT|PATCH|DELETE)$/);
      expect(path).toMatch(/^(\/([\w.-]+|\{\w+\}))+$/);
      if (plan) {
        expect(plan.requestsPerSecond).toBeGreaterThan(0);
        expect(plan.burst).toBeGreaterThanOrEqual(1);
      }
      expect(scope ?? 'sellingpartnerapi::').toMatch(/^sellingpartnerapi::/);
    }
    expect(OPERATION_LIST.filter(({ plan }) => plan === null)).toHaveLength(70);
    expect(OPERATION_LIST.filter(({ scope }) => scope !== null)).toHaveLength(9);
  });

  test('has no two operations that one path could mean', () => {
    for (const { method, path } of OPERATION_LIST) {
      const fitting = OPERATION_LIST.filter(
        (other) =>
          other.method === method && matchPath(pathTemplate(other.path), path.replaceAll(/\{[^}]+\}/g, 'value')),
      );
      expect(fitting.map((other) => other.path)).toEqual([path]);
    }
  });
});

describe('a path fits its template', () => {
  const template = pathTemplate('/items/{sellerId}/{sku}/offers');

  test.for([
    ['/items/S/A/offers', { sellerId: 'S', sku: 'A' }],
    ['/items/S/A%2FB/offers', { sellerId: 'S', sku: 'A/B' }],
    ['/items/S/%C3%BC%20%25/offers', { sellerId: 'S', sku: 'ü %' }],
    ['/items/S/a+b/offers', { sellerId: 'S', sku: 'a+b' }],
  ] as const)('%s', ([path, parameters]) => {
    expect(matchPath(template, path)).toEqual(parameters);
  });

  test.for([
    '/items/S/A',
    '/items/S/A/offers/',
    '/items/S/A/B/offers',
    '/items/S//offers',
    '/items/S/%/offers',
    '/items/S/%ff/offers',
    '/items/S/A/Offers',
    '/items/S/A/offer%73',
    'items/S/A/offers',
  ])('and %s does not', (path) => {
    expect(matchPath(template, path)).toBeNull();
  });
});

describe('an operation that is not played out', () => {
  test('tells what arrived', async () => {
    const reply = await call(amazon, {
      host: endpointOf('na').host,
      method: 'PATCH',
      path: '/listings/2021-08-01/items/SELLER/A%2FB%20c?marketplaceIds=ATVPDKIKX0DER&x=a+b&&',
      headers: { 'x-amz-access-token': await accessToken(amazon, 'seller') },
      body: 'body',
    });

    expect(reply.status).toBe(200);
    expect(json(reply)).toEqual({
      simulated: true,
      operation: 'PATCH /listings/2021-08-01/items/{sellerId}/{sku}',
      pathParameters: { sellerId: 'SELLER', sku: 'A/B c' },
      query: 'marketplaceIds=ATVPDKIKX0DER&x=a+b&&',
      body: { bytes: 4, sha256: createHash('sha256').update('body').digest('hex') },
    });
  });

  test('is throttled by its usage plan, and tells its rate', async () => {
    const token = await accessToken(amazon, 'seller');
    const ask = () => callSpApi(amazon, 'na', '/orders/v0/orders', token);

    const first = await ask();
    expect(first.headers['x-amzn-ratelimit-limit']).toBe('0.0167');
    for (let asked = 1; asked < 20; asked += 1) expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
    clock.advance(60_000);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  test('of which no plan is known is not throttled, and tells no rate', async () => {
    const token = await accessToken(amazon, 'seller');

    for (let asked = 0; asked < 100; asked += 1) {
      const { status, headers } = await callSpApi(amazon, 'na', '/awd/2024-05-09/replenishmentOrders', token);
      expect(status).toBe(200);
      expect(headers).not.toHaveProperty('x-amzn-ratelimit-limit');
    }
  });

  test('is the same on a sandbox host, by the plan of the sandbox', async () => {
    const reply = await callSpApi(amazon, 'na-sandbox', '/orders/v0/orders', await accessToken(amazon, 'sandbox'));

    expect(reply).toMatchObject({ status: 200, headers: { 'x-amzn-ratelimit-limit': '5.0' } });
  });

  test("is a vendor's when its path says so", async () => {
    const path = '/vendor/orders/v1/purchaseOrdersStatus';

    expect((await callSpApi(amazon, 'na', path, await accessToken(amazon, 'vendor'))).status).toBe(200);
    expect((await callSpApi(amazon, 'na', path, await accessToken(amazon, 'seller'))).status).toBe(403);
  });

  test.for([
    '/orders/v0/orders/',
    '/orders/v0/orders/a/b',
    '/orders/v0/orders/%',
    '/order%73/v0/orders',
    '/orders/v9/x',
  ])('is none by another path: %s', async (path) => {
    const reply = await callSpApi(amazon, 'na', path, await accessToken(amazon, 'seller'));

    expect([reply.status, firstError(reply)]).toMatchObject([403, { details: '' }]);
  });
});

describe('the grant', () => {
  const grantless = OPERATION_LIST.filter(({ scope }) => scope !== null);

  test.for(grantless)('of $method $path is a grantless one of its scope', async (operation) => {
    const { method, scope } = operation;
    const other = grantless.find((candidate) => candidate.scope !== scope)?.scope ?? '';
    const ask = (token: string) => callSpApi(amazon, 'na', plain(operation), token, method);

    expect((await ask(await grantlessToken(scope ?? ''))).status).toBe(200);
    for (const token of [await grantlessToken(other), await accessToken(amazon, 'seller')]) {
      const reply = await ask(token);
      expect([reply.status, firstError(reply)]).toMatchObject([403, { details: '' }]);
    }
  });

  test("of any other operation is the account's own", async () => {
    const [notifications, tracking] = await Promise.all(
      ['sellingpartnerapi::notifications', 'sellingpartnerapi::shipments:track'].map(grantlessToken),
    );
    for (const path of ['/orders/v0/orders', '/notifications/v1/subscriptions/ANY_OFFER_CHANGED']) {
      for (const token of [notifications, tracking]) {
        expect((await callSpApi(amazon, 'na', path, token ?? '')).status).toBe(403);
      }
      expect((await callSpApi(amazon, 'na', path, await accessToken(amazon, 'seller'))).status).toBe(200);
    }
  });
});
