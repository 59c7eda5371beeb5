import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { type EndpointName, endpointOf } from '../../lib/amazon/endpoints.ts';
import {
  accessToken,
  accountNamed,
  call,
  callSpApi,
  firstError,
  grantlessForm,
  handClock,
  json,
  PARTICIPATIONS,
  PRODUCTION_FEEDS,
  PURCHASE_ORDERS,
  postForm,
  type Reply,
  SANDBOX_FEEDS,
  tokenIn,
} from './call-amazon.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const HOUR_MS = 3_600_000;
const RESTRICTED_TOKEN_PATH = '/tokens/2021-03-01/restrictedDataToken';
const DESTINATIONS = '/notifications/v1/destinations';

let clock = handClock();
let amazon: SimulatedAmazon;
beforeEach(async () => {
  clock = handClock();
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'seller' }),
      account({ name: 'european', authorizedFor: 'eu' }),
      account({ name: 'vendor', accountType: 'vendor' }),
      account({ name: 'sandbox', authorizedFor: 'na-sandbox' }),
      account({ name: 'accountant', roles: ['Finance and Accounting'] }),
      account({ name: 'suspended', suspended: true }),
    ],
  });
});
afterEach(() => amazon.close());

async function ask(name: string, endpoint: EndpointName, path: string, method = 'GET'): Promise<Reply> {
  return callSpApi(amazon, endpoint, path, await accessToken(amazon, name), method);
}

async function notificationsToken(name: string): Promise<string> {
  return tokenIn(await postForm(amazon, grantlessForm(accountNamed(amazon, name), 'sellingpartnerapi::notifications')));
}

function expectRefusal(reply: Reply, details: string): void {
  expect(reply.status).toBe(403);
  expect(json(reply)).toEqual({
    errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }],
  });
}

describe('a refusal', () => {
  test('carries the headers and the layout of the recorded ones', async () => {
    const reply = await callSpApi(amazon, 'na', PRODUCTION_FEEDS, null);

    expectRefusal(reply, 'Access token is missing in the request header.');
    const requestId = String(reply.headers['x-amzn-requestid']);
    expect(requestId).toMatch(UUID);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '189',
      'x-amzn-errortype': 'AccessDeniedException',
      'x-amz-apigw-id': `OPF${requestId.replaceAll('-', '').slice(0, 12)}`,
      'x-amz-rid': expect.stringMatching(/^[A-Z0-9]{20}$/),
    });
    expect(reply.headers).not.toHaveProperty('x-amzn-ratelimit-limit');
  });

  test('tells a token that was never issued', async () => {
    const reply = await callSpApi(amazon, 'na', PRODUCTION_FEEDS, 'not-a-token');

    expectRefusal(reply, 'The access token you provided is revoked, malformed or invalid.');
    expect(reply.headers['content-length']).toBe('206');
  });

  test('tells a token that is an hour old', async () => {
    const token = await accessToken(amazon, 'seller');

    clock.advance(HOUR_MS - 1);
    expect((await callSpApi(amazon, 'na', PRODUCTION_FEEDS, token)).status).toBe(200);
    clock.advance(1);

    expectRefusal(await callSpApi(amazon, 'na', PRODUCTION_FEEDS, token), 'The access token you provided has expired.');
  });

  test('tells marketplaces of another region, in production as in the sandbox', async () => {
    const query = '?feedTypes=JSON_LISTINGS_FEED&marketplaceIds=ATVPDKIKX0DER,A1PA6795UKMFR9';
    const told = 'The marketplaces you provided are not valid for region.';

    expectRefusal(await ask('seller', 'na', `/feeds/2021-06-30/feeds${query}`), told);
    expectRefusal(await ask('sandbox', 'na-sandbox', `/feeds/2021-06-30/feeds${query}`), told);
    expect((await ask('seller', 'na', `/feeds/2021-06-30/feeds${query.split(',')[0]}`)).status).toBe(200);
  });

  test.for([
    ['another region', 'european', 'na', PRODUCTION_FEEDS],
    ['a sandbox application in production', 'sandbox', 'na', PRODUCTION_FEEDS],
    ['a missing role', 'accountant', 'na', PRODUCTION_FEEDS],
    ['a missing role in the sandbox', 'accountant', 'na-sandbox', SANDBOX_FEEDS],
    ['a suspended account', 'suspended', 'na', PARTICIPATIONS],
    ['a suspended account in the sandbox', 'suspended', 'na-sandbox', SANDBOX_FEEDS],
    ['a vendor at the Sellers API', 'vendor', 'na', PARTICIPATIONS],
    ['a seller at the vendor API', 'seller', 'na', PURCHASE_ORDERS],
    ['an account token for a grantless operation', 'seller', 'na', DESTINATIONS],
    ['an unknown path', 'seller', 'na', '/feeds/2021-06-30/nothing'],
    ['an encoded spelling of a known path', 'seller', 'na', '/feeds/2021-06-30/feed%73'],
  ] as const)('tells nothing for %s', async ([, name, endpoint, path]) => {
    const reply = await ask(name, endpoint, path);

    expectRefusal(reply, '');
    expect(reply.headers['content-length']).toBe('143');
  });

  test('tells nothing for a known path with another method', async () => {
    expectRefusal(await ask('seller', 'na', PRODUCTION_FEEDS, 'DELETE'), '');
  });

  test('of the root has no request id but the one of the front', async () => {
    const reply = await ask('seller', 'na', '/', 'POST');

    expectRefusal(reply, '');
    expect(reply.headers).toHaveProperty('x-amz-rid');
    expect(reply.headers).not.toHaveProperty('x-amzn-requestid');
    expect(reply.headers).not.toHaveProperty('x-amzn-errortype');
  });
});

describe('the sandbox hosts', () => {
  test.for(['na-sandbox', 'eu-sandbox', 'fe-sandbox'] as const)(
    'take the token of any region: %s',
    async (endpoint) => {
      expect((await ask('sandbox', endpoint, SANDBOX_FEEDS)).status).toBe(200);
      expect((await ask('european', endpoint, SANDBOX_FEEDS)).status).toBe(200);
    },
  );
});

describe('the second opinions', () => {
  test('answer a seller with the marketplace of the region', async () => {
    const reply = await ask('european', 'eu', PARTICIPATIONS);

    expect(reply.status).toBe(200);
    expect(reply.headers['x-amzn-ratelimit-limit']).toBe('0.016');
    expect(json(reply)).toMatchObject({
      payload: [{ marketplace: { id: 'A1PA6795UKMFR9' }, participation: { isParticipating: true } }],
    });
  });

  test('answer without a role for Feeds', async () => {
    expect((await ask('accountant', 'na', PARTICIPATIONS)).status).toBe(200);
  });

  test('answer a vendor with an empty list of orders', async () => {
    expect(json(await ask('vendor', 'na', PURCHASE_ORDERS))).toEqual({ payload: { orders: [] } });
  });

  test('give the example of the model in the sandbox', async () => {
    const reply = await ask('sandbox', 'eu-sandbox', PARTICIPATIONS);

    expect(reply.text).toBe(
      '{"payload":[{"marketplace":{"id":"ATVPDKIKX0DER","countryCode":"US","name":"Amazon.com","defaultCurrencyCode":"USD","defaultLanguageCode":"en_US","domainName":"www.amazon.com"},"storeName":"BestSellerStore","participation":{"isParticipating":true,"hasSuspendedListings":false}}]}',
    );
    expect((await ask('sandbox', 'eu-sandbox', `${PARTICIPATIONS}?x=1`)).status).toBe(400);
  });
});

describe('a grantless operation', () => {
  test('takes a token of its scope, in every region', async () => {
    const token = await notificationsToken('seller');

    expect(json(await callSpApi(amazon, 'na', DESTINATIONS, token))).toEqual({ payload: [] });
    expect((await callSpApi(amazon, 'eu', DESTINATIONS, token)).status).toBe(200);
  });

  test('refuses a token of another scope', async () => {
    const form = grantlessForm(accountNamed(amazon, 'seller'), 'sellingpartnerapi::client_credential:rotation');

    expectRefusal(await callSpApi(amazon, 'na', DESTINATIONS, tokenIn(await postForm(amazon, form))), '');
  });

  test("does not open the account's own operations", async () => {
    expectRefusal(await callSpApi(amazon, 'na', PRODUCTION_FEEDS, await notificationsToken('seller')), '');
  });
});

describe('a restricted data token', () => {
  const resource = { method: 'GET', path: '/orders/v0/orders', dataElements: ['buyerInfo', 'shippingAddress'] };
  const request = async (body: string, endpoint: EndpointName = 'na') =>
    call(amazon, {
      host: endpointOf(endpoint).host,
      method: 'POST',
      path: RESTRICTED_TOKEN_PATH,
      headers: { 'content-type': 'application/json', 'x-amz-access-token': await accessToken(amazon, 'seller') },
      body,
    });

  test('is issued for an hour', async () => {
    const reply = await request(JSON.stringify({ restrictedResources: [resource], targetApplication: 'amzn1.x' }));

    expect(reply.status).toBe(200);
    expect(json(reply)).toEqual({
      restrictedDataToken: expect.stringMatching(/^Atz\.sprdt\|.{100,}/),
      expiresIn: 3600,
    });
  });

  test('is not issued by a sandbox host', async () => {
    expectRefusal(await request(JSON.stringify({ restrictedResources: [resource] }), 'na-sandbox'), '');
  });

  test("does not open the account's other operations", async () => {
    const reply = await request(JSON.stringify({ restrictedResources: [resource] }));

    expectRefusal(await callSpApi(amazon, 'na', PRODUCTION_FEEDS, tokenIn(reply, 'restrictedDataToken')), '');
  });

  test('may be for fifty resources', async () => {
    expect((await request(JSON.stringify({ restrictedResources: Array(50).fill(resource) }))).status).toBe(200);
  });

  test.for([
    ['not JSON', 'x', 'body'],
    ['no resources', '{}', 'restrictedResources'],
    ['an empty list', '{"restrictedResources":[]}', 'restrictedResources'],
    ['fifty-one', JSON.stringify({ restrictedResources: Array(51).fill(resource) }), 'restrictedResources'],
    [
      'another method',
      JSON.stringify({ restrictedResources: [{ ...resource, method: 'PATCH' }] }),
      'restrictedResources.0.method',
    ],
    [
      'a path that is none',
      JSON.stringify({ restrictedResources: [resource, { ...resource, path: 'orders' }] }),
      'restrictedResources.1.path',
    ],
    [
      'an unknown data element',
      JSON.stringify({ restrictedResources: [{ ...resource, dataElements: ['phone'] }] }),
      'restrictedResources.0.dataElements.0',
    ],
  ] as const)('is refused for %s', async ([, body, details]) => {
    const reply = await request(body);

    expect(reply.status).toBe(400);
    expect(firstError(reply)).toEqual({
      code: 'InvalidInput',
      message: 'Request is missing or has invalid parameters',
      details,
    });
    expect(reply.headers['x-amzn-ratelimit-limit']).toBe('1.0');
  });
});
