import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { LWA_HOST } from '../../lib/amazon/endpoints.ts';
import {
  accessToken,
  accountNamed,
  call,
  callSpApi,
  grantlessForm,
  handClock,
  json,
  PRODUCTION_FEEDS,
  postForm,
  refreshForm,
  tokenIn,
} from './call-amazon.ts';

const DAY_MS = 86_400_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

let clock = handClock();
let amazon: SimulatedAmazon;
beforeEach(async () => {
  clock = handClock();
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'seller', application: { name: 'app' } }),
      account({ name: 'sibling', application: { name: 'app' }, authorizedFor: 'eu' }),
      account({ name: 'other' }),
      account({ name: 'vendor', accountType: 'vendor' }),
      account({ name: 'sandbox', authorizedFor: 'na-sandbox' }),
      account({ name: 'revoked', revoked: true }),
      account({ name: 'blocked', application: { blocked: true } }),
    ],
  });
});
afterEach(() => amazon.close());

const formOf = (name: string) => refreshForm(accountNamed(amazon, name));

describe('a refresh token', () => {
  test('buys an access token for an hour, and is echoed', async () => {
    const reply = await postForm(amazon, formOf('seller'));

    expect(reply.status).toBe(200);
    expect(json(reply)).toEqual({
      access_token: expect.stringMatching(/^Atza\|[\w-]{348}$/),
      refresh_token: accountNamed(amazon, 'seller').refreshToken,
      token_type: 'bearer',
      expires_in: 3600,
    });
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-cache, no-store, must-revalidate',
      'x-amzn-requestid': expect.stringMatching(UUID),
    });
    expect(reply.headers).not.toHaveProperty('x-amzn-errortype');
  });

  test('buys another access token each time, and the earlier ones go on working', async () => {
    const first = await accessToken(amazon, 'seller');
    const second = await accessToken(amazon, 'seller');

    expect(second).not.toBe(first);
    expect((await callSpApi(amazon, 'na', PRODUCTION_FEEDS, first)).status).toBe(200);
    expect((await callSpApi(amazon, 'na', PRODUCTION_FEEDS, second)).status).toBe(200);
  });

  test('may be sent as JSON', async () => {
    const reply = await call(amazon, {
      host: LWA_HOST,
      method: 'POST',
      path: '/auth/o2/token',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(formOf('seller')),
    });

    expect(reply.status).toBe(200);
    expect(tokenIn(reply)).toMatch(/^Atza\|/);
  });
});

describe('an error of LWA', () => {
  const described = (error: string, error_description: string) => ({
    error_index: expect.stringMatching(/^[\w-]{250,}$/),
    error_description,
    error,
    request_id: expect.stringMatching(UUID),
  });
  const INVALID_GRANT = described(
    'invalid_grant',
    "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.",
  );
  const without = (name: string, field: string) =>
    Object.fromEntries(Object.entries(formOf(name)).filter(([key]) => key !== field));

  test.for([
    ['an unknown refresh token', () => ({ ...formOf('seller'), refresh_token: 'Atzr|x' }), INVALID_GRANT],
    ['a revoked refresh token', () => formOf('revoked'), INVALID_GRANT],
    [
      "another application's refresh token",
      () => ({ ...formOf('seller'), refresh_token: formOf('other').refresh_token }),
      described('unauthorized_client', 'Not authorized for requested operation'),
    ],
    [
      'a missing refresh token',
      () => without('seller', 'refresh_token'),
      described('invalid_request', 'The request is missing a required parameter : refresh_token'),
    ],
    [
      'an empty client secret',
      () => ({ ...formOf('seller'), client_secret: '' }),
      described('invalid_request', 'The request is missing a required parameter : client_secret'),
    ],
    [
      'a missing scope',
      () => grantlessForm(accountNamed(amazon, 'seller'), ''),
      described('invalid_request', 'The request is missing a required parameter : scope'),
    ],
    [
      'a missing grant type',
      () => without('seller', 'grant_type'),
      described('unsupported_grant_type', 'The authorization grant type is not supported by the authorization server'),
    ],
    [
      'a misspelt grant type',
      () => ({ ...formOf('seller'), grant_type: 'constructor' }),
      described('unsupported_grant_type', 'The authorization grant type is not supported by the authorization server'),
    ],
  ] as const)('is a 400 for %s', async ([, form, body]) => {
    const reply = await postForm(amazon, form());

    expect(reply.status).toBe(400);
    expect(json(reply)).toEqual(body);
    expect(JSON.parse(reply.text).request_id).toBe(reply.headers['x-amzn-requestid']);
    expect(reply.headers['content-type']).toBe('application/json;charset=UTF-8');
  });

  test.for([
    ['a wrong client secret', () => ({ ...formOf('seller'), client_secret: 'amzn1.oa2-cs.v1.no' })],
    ['an unknown client id', () => ({ ...formOf('seller'), client_id: 'amzn1.application-oa2-client.no' })],
    [
      "another application's client secret",
      () => ({ ...formOf('seller'), client_secret: formOf('other').client_secret }),
    ],
  ] as const)('is a 401 with two fields for %s', async ([, form]) => {
    const reply = await postForm(amazon, form());

    expect(reply.status).toBe(401);
    expect(reply.text).toBe('{"error_description":"Client authentication failed","error":"invalid_client"}');
    expect(reply.headers['x-amzn-errortype']).toBe(
      'OA2InvalidClientException:http://internal.amazon.com/coral/com.amazon.panda/',
    );
  });

  test('names its type only where one was recorded', async () => {
    const typeOf = async (form: Record<string, string>) => (await postForm(amazon, form)).headers['x-amzn-errortype'];

    expect(await typeOf(formOf('revoked'))).toMatch(/^OA2InvalidRequestException:/);
    expect(await typeOf({})).toMatch(/^OA2UnsupportedGrantTypeException:/);
    expect(await typeOf({ ...formOf('seller'), refresh_token: formOf('other').refresh_token })).toBeUndefined();
    expect(await typeOf(without('seller', 'refresh_token'))).toBeUndefined();
  });

  test('is a 403 access_denied for a blocked application, which Amazon does not explain', async () => {
    const reply = await postForm(amazon, formOf('blocked'));

    expect([reply.status, json(reply)]).toEqual([403, { error: 'access_denied' }]);
  });

  test.for(['not json', '[]', 'null', '{"grant_type":1}'])(
    'answers a body of %s as one without a grant',
    async (body) => {
      const reply = await call(amazon, {
        host: LWA_HOST,
        method: 'POST',
        path: '/auth/o2/token',
        headers: { 'content-type': 'application/json' },
        body,
      });

      expect([reply.status, json(reply)]).toMatchObject([400, { error: 'unsupported_grant_type' }]);
    },
  );

  test.for([
    ['GET', '/auth/o2/token'],
    ['POST', '/auth/token'],
  ] as const)('is a page of HTML for %s %s', async ([method, path]) => {
    const reply = await call(amazon, { host: LWA_HOST, method, path });

    expect([reply.status, reply.headers['content-type']]).toEqual([404, 'text/html']);
  });
});

describe('a grantless token', () => {
  const NOTIFICATIONS = 'sellingpartnerapi::notifications';
  const scopeFor = (name: string, scope: string) => postForm(amazon, grantlessForm(accountNamed(amazon, name), scope));

  test('names its scope and brings no refresh token', async () => {
    const reply = await scopeFor('seller', NOTIFICATIONS);

    expect(reply.status).toBe(200);
    expect(json(reply)).toEqual({
      access_token: expect.stringMatching(/^Atza\|/),
      scope: NOTIFICATIONS,
      token_type: 'bearer',
      expires_in: 3600,
    });
  });

  test('may have several scopes, separated by a space', async () => {
    const scope = `${NOTIFICATIONS} sellingpartnerapi::client_credential:rotation`;

    expect(json(await scopeFor('seller', scope))).toMatchObject({ scope });
  });

  test.for([
    ['an unknown scope', 'seller', 'sellingpartnerapi::orders'],
    ['one unknown scope among others', 'seller', `${NOTIFICATIONS} sellingpartnerapi::orders`],
    ['a sandbox application', 'sandbox', NOTIFICATIONS],
    ['an application of vendors only', 'vendor', NOTIFICATIONS],
  ] as const)('is refused for %s', async ([, name, scope]) => {
    const reply = await scopeFor(name, scope);

    expect([reply.status, json(reply)]).toMatchObject([400, { error: 'invalid_scope' }]);
  });
});

describe('an authorization', () => {
  test('that is revoked takes its refresh token and its access tokens with it, and no other', async () => {
    const [own, sibling] = [await accessToken(amazon, 'seller'), await accessToken(amazon, 'sibling')];

    amazon.revoke('seller');

    expect(json(await postForm(amazon, formOf('seller')))).toMatchObject({ error: 'invalid_grant' });
    expect((await callSpApi(amazon, 'na', PRODUCTION_FEEDS, own)).text).toContain('revoked, malformed or invalid.');
    expect((await callSpApi(amazon, 'eu', PRODUCTION_FEEDS, sibling)).status).toBe(200);
    expect((await postForm(amazon, formOf('sibling'))).status).toBe(200);
  });

  test('that is revoked leaves the tokens of the application itself alone', async () => {
    const form = grantlessForm(accountNamed(amazon, 'seller'), 'sellingpartnerapi::notifications');
    const token = tokenIn(await postForm(amazon, form));

    amazon.revoke('seller');

    expect((await callSpApi(amazon, 'na', '/notifications/v1/destinations', token)).status).toBe(200);
  });

  test('can be given again, with a new refresh token', async () => {
    amazon.revoke('seller');

    const refreshToken = amazon.authorize('seller');

    expect(refreshToken).not.toBe(formOf('seller').refresh_token);
    expect((await postForm(amazon, { ...formOf('seller'), refresh_token: refreshToken })).status).toBe(200);
    expect((await postForm(amazon, formOf('seller'))).status).toBe(400);
  });

  test('given twice leaves the earlier refresh token alive', async () => {
    const refreshToken = amazon.authorize('seller');

    expect((await postForm(amazon, formOf('seller'))).status).toBe(200);
    expect((await postForm(amazon, { ...formOf('seller'), refresh_token: refreshToken })).status).toBe(200);
  });
});

describe('a client secret', () => {
  const feeds = (token: string) => callSpApi(amazon, 'na', PRODUCTION_FEEDS, token);
  const SECRET_EXPIRED = 'The LWA secret token you provided has expired.';

  test('that was replaced works for seven more days, then LWA does not know it', async () => {
    const replaced = amazon.rotateClientSecret(formOf('seller').client_id);

    clock.advance(7 * DAY_MS - 1);
    expect((await postForm(amazon, formOf('seller'))).status).toBe(200);
    expect((await postForm(amazon, { ...formOf('sibling'), client_secret: replaced })).status).toBe(200);

    clock.advance(1);
    expect((await postForm(amazon, formOf('seller'))).status).toBe(401);
    expect((await postForm(amazon, { ...formOf('seller'), client_secret: replaced })).status).toBe(200);
  });

  test('that was replaced twice dies no later for it', async () => {
    amazon.rotateClientSecret(formOf('seller').client_id);
    clock.advance(6 * DAY_MS);
    amazon.rotateClientSecret(formOf('seller').client_id);

    clock.advance(DAY_MS);

    expect((await postForm(amazon, formOf('seller'))).status).toBe(401);
  });

  test('takes the access tokens that were bought with it along', async () => {
    amazon.rotateClientSecret(formOf('seller').client_id, 'amzn1.oa2-cs.v1.new');
    clock.advance(7 * DAY_MS - 1_000);
    const old = await accessToken(amazon, 'seller');
    const fresh = tokenIn(await postForm(amazon, { ...formOf('seller'), client_secret: 'amzn1.oa2-cs.v1.new' }));

    clock.advance(1_000);

    expect((await feeds(old)).text).toContain(SECRET_EXPIRED);
    expect((await feeds(fresh)).status).toBe(200);
  });

  test('dies of age after 180 days, which LWA does not tell and the SP-API does', async () => {
    clock.advance(180 * DAY_MS - 1);
    expect((await feeds(await accessToken(amazon, 'seller'))).status).toBe(200);

    clock.advance(1);
    const reply = await feeds(await accessToken(amazon, 'seller'));

    expect([reply.status, json(reply)]).toMatchObject([
      403,
      { errors: [{ code: 'Unauthorized', details: SECRET_EXPIRED }] },
    ]);
  });

  test('can be made to expire, and is healed by a rotation alone', async () => {
    const { client_id } = formOf('seller');
    amazon.expireClientSecret(client_id);
    const stale = await accessToken(amazon, 'seller');
    expect((await feeds(stale)).text).toContain(SECRET_EXPIRED);

    const client_secret = amazon.rotateClientSecret(client_id);

    const fresh = tokenIn(await postForm(amazon, { ...formOf('seller'), client_secret }));
    expect((await feeds(fresh)).status).toBe(200);
    expect((await feeds(stale)).text).toContain(SECRET_EXPIRED);
    expect((await postForm(amazon, formOf('seller'))).status).toBe(401);
  });

  test('of a sandbox application cannot be rotated', () => {
    expect(() => amazon.rotateClientSecret(formOf('sandbox').client_id)).toThrow('a sandbox application cannot rotate');
  });
});
