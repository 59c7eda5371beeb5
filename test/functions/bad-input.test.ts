import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiCall, apiEvent, call } from './api-event.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';

const SELLER = 'POST /connections/{connectionId}/access-tokens';
const GRANTLESS = 'POST /connections/{connectionId}/grantless-tokens';
const RESTRICTED = 'POST /connections/{connectionId}/restricted-data-tokens';
const UNSAVED = 'POST /connection-tests';
const NOW = 'POST /connections/{connectionId}/tests';
const HISTORY = 'GET /connections/{connectionId}/tests';

const WITH_BODY = [SELLER, GRANTLESS, RESTRICTED, UNSAVED, NOW];
const OF_A_CONNECTION = [SELLER, GRANTLESS, RESTRICTED, NOW, HISTORY];

let world: LocalWorld;
let bundles: Record<'access-tokens' | 'connection-tests', Bundle>;
let valid: Record<string, unknown>;

beforeAll(async () => {
  world = await startLocalWorld();
  bundles = {
    'access-tokens': await world.load('access-tokens'),
    'connection-tests': await world.load('connection-tests'),
  };
  await world.saveAccounts('acme-na');
  valid = { ...world.account('acme-na').settings };
});
afterAll(() => world.close());
beforeEach(() => {
  world.amazon.clearRequests();
  world.aws.forgetCalls();
});

const bundleOf = (routeKey: string) => bundles[routeKey.includes('tokens') ? 'access-tokens' : 'connection-tests'];
const ask = (routeKey: string, more: Partial<ApiCall> = {}) =>
  call(bundleOf(routeKey), apiEvent({ routeKey, connectionId: 'acme-na', ...more }));

/** Refused with this problem, and neither Amazon nor the store was asked. */
async function expectRefused(answer: Awaited<ReturnType<typeof ask>>, expected: object, status = 400) {
  expect(answer).toMatchObject({
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: { type: 'about:blank', status, requestId: 'api-request', detail: expect.any(String), ...expected },
  });
  expect(world.amazon.requests()).toEqual([]);
  expect(world.aws.calls()).toEqual([]);
}

describe.each(WITH_BODY)('the body of %s', (routeKey) => {
  it.each([
    ['no JSON', { body: '{"a":' }],
    ['a text', { body: '"text"' }],
    ['a number', { body: '5' }],
    ['null', { body: 'null' }],
    ['a list', { body: '[]' }],
  ])('cannot be %s', async (_what, more) => {
    await expectRefused(await ask(routeKey, more), {
      code: 'invalid_request',
      errors: [{ pointer: '', detail: expect.any(String) }],
    });
  });

  it.each([
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64')],
    ['not base64', '{"a":1}'],
    ['base64 of no JSON', Buffer.from('<a/>').toString('base64')],
  ])('cannot be %s', async (_what, body) => {
    const event = { ...apiEvent({ routeKey, connectionId: 'acme-na', body }), isBase64Encoded: true };
    await expectRefused(await call(bundleOf(routeKey), event), { code: 'invalid_request', errors: [{ pointer: '' }] });
  });

  it('cannot be of another type', async () => {
    const more = { body: '<a/>', headers: { 'content-type': 'text/xml' } };
    await expectRefused(await ask(routeKey, more), { code: 'unsupported_media_type' }, 415);
  });

  it('cannot be too large', async () => {
    const more = { body: { a: 'x'.repeat(33_000) } };
    await expectRefused(await ask(routeKey, more), { code: 'payload_too_large' }, 413);
  });

  it('cannot hold a field that is not known', async () => {
    for (const field of ['lwaClientID', 'constructor', 'a/b~c']) {
      const pointer = `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const body = { ...(routeKey === UNSAVED ? valid : {}), [field]: 'x' };
      const errors = expect.arrayContaining([{ pointer, detail: 'is not a known field' }]);
      await expectRefused(await ask(routeKey, { body }), { code: 'invalid_request', errors });
    }
  });

  it('is taken in base64', async () => {
    const bodies: Record<string, unknown> = {
      [UNSAVED]: valid,
      [GRANTLESS]: { scopes: ['sellingpartnerapi::notifications'] },
      [RESTRICTED]: { restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }] },
    };
    const body = Buffer.from(JSON.stringify(bodies[routeKey] ?? {})).toString('base64');
    const event = { ...apiEvent({ routeKey, connectionId: 'acme-na', body }), isBase64Encoded: true };
    expect(await call(bundleOf(routeKey), event)).toMatchObject({ status: 200 });
  });
});

describe.each(OF_A_CONNECTION)('the connection of %s', (routeKey) => {
  it.each(['', 'ACME', '-acme', 'acme_na', 'acme/na', '..', 'acme na', 'ä', 'a'.repeat(64)])(
    'cannot be %j',
    async (connectionId) => {
      await expectRefused(await ask(routeKey, { connectionId }), {
        code: 'invalid_request',
        errors: [{ pointer: '/connectionId', detail: expect.any(String) }],
      });
    },
  );
});

describe.each([...WITH_BODY, HISTORY])('the query of %s', (routeKey) => {
  it('cannot hold a name that is not known', async () => {
    const query = { verbose: '1', ...(routeKey === HISTORY ? {} : { limit: '5' }) };
    const errors = Object.keys(query).map((parameter) => ({ parameter, detail: 'is not a known parameter' }));
    await expectRefused(await ask(routeKey, { query, body: valid }), { code: 'invalid_request', errors });
  });
});

describe('a route that there is not', () => {
  it.each([
    'GET /',
    'GET /connection-tests',
    'POST /connections/{connectionId}/access-token',
    '$default',
    'constructor',
  ])('is told: %s', async (routeKey) => {
    for (const name of ['access-tokens', 'connection-tests'] as const) {
      const answer = await call(bundles[name], apiEvent({ routeKey, connectionId: 'acme-na' }));
      await expectRefused(answer, { code: 'route_not_found' }, 404);
    }
  });
});

const WRONG_TEXTS = [5, null, true, {}, []];
const ids = Array.from({ length: 11 }, (_, index) => `label${index}`);

describe('a setting', () => {
  it.each<[string, unknown, string]>([
    ...['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'].flatMap((name): [string, unknown, string][] => [
      ...[...WRONG_TEXTS, '', ' \t\n ', 'x'.repeat(2_049), 'é'.repeat(1_025)].map(
        (value): [string, unknown, string] => [name, value, `/${name}`],
      ),
      [name, undefined, `/${name}`],
    ]),
    ...[...WRONG_TEXTS, '', 'xx', 'NA', 'UK', 'ATVPDKIKX0DER'].map((value): [string, unknown, string] => [
      'endpoint',
      value,
      '/endpoint',
    ]),
    ...[...WRONG_TEXTS, 'x'.repeat(129), '😀'.repeat(129), 'a\u0000b', 'a\nb'].map(
      (value): [string, unknown, string] => ['displayName', value, '/displayName'],
    ),
    ...[...WRONG_TEXTS, '', 'Seller', 'both'].map((value): [string, unknown, string] => [
      'accountType',
      value,
      '/accountType',
    ]),
    ...[5, null, true, 'a', []].map((value): [string, unknown, string] => ['labels', value, '/labels']),
    ['labels', Object.fromEntries(ids.map((id) => [id, ''])), '/labels'],
    ['labels', { team: 5 }, '/labels/team'],
    ['labels', { team: 'x'.repeat(65) }, '/labels/team'],
    ['labels', { team: 'a\u0007' }, '/labels/team'],
    ['labels', { '': 'x' }, '/labels/'],
    ['labels', { ['x'.repeat(33)]: 'x' }, `/labels/${'x'.repeat(33)}`],
    ...[5, null, 'true', {}, []].map((value): [string, unknown, string] => ['expectFeeds', value, '/expectFeeds']),
    ...[...WRONG_TEXTS, '', 'off', 'ON'].map((value): [string, unknown, string] => ['testing', value, '/testing']),
    ...['clientSecretCreatedOn', 'authorizedOn'].flatMap((name) =>
      [...WRONG_TEXTS, '', 'yesterday', '2026-13-01', '2026-02-30', '2026-2-3', '2026-11-23T10:00:00Z'].map(
        (value): [string, unknown, string] => [name, value, `/${name}`],
      ),
    ),
  ])('%s cannot be %j', async (name, value, pointer) => {
    const answer = await ask(UNSAVED, { body: { ...valid, [name]: value } });
    await expectRefused(answer, { code: 'invalid_request', errors: [{ pointer, detail: expect.any(String) }] });
    const told = JSON.stringify(answer);
    for (const secret of [valid.lwaClientSecret, valid.lwaRefreshToken]) expect(told).not.toContain(secret);
  });

  it('that is wrong does not hide the others', async () => {
    const answer = await ask(UNSAVED, { body: { endpoint: 'UK', expectFeeds: 'no' } });
    const pointers = (answer.body as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
    expect(pointers.toSorted()).toEqual([
      '/endpoint',
      '/expectFeeds',
      '/lwaClientId',
      '/lwaClientSecret',
      '/lwaRefreshToken',
    ]);
  });

  it.each([
    ['UK', 'eu'],
    ['DE', 'eu'],
    ['EU', 'eu'],
    ['ATVPDKIKX0DER', 'na'],
    ['A1VC38T7YXB528', 'fe'],
    ['NA-SANDBOX', 'na-sandbox'],
  ])('endpoint given as %s is told to be %s', async (endpoint, meant) => {
    const { body } = await ask(UNSAVED, { body: { ...valid, endpoint } });
    expect(body).toMatchObject({
      errors: [{ pointer: '/endpoint', detail: expect.stringMatching(new RegExp(`\\b${meant}$`)) }],
    });
  });

  it('is taken at its limits', async () => {
    const body = {
      ...valid,
      displayName: '😀'.repeat(128),
      labels: Object.fromEntries(ids.slice(0, 9).map((id) => [id, 'x'.repeat(64)])),
      clientSecretCreatedOn: '2024-02-29',
    };
    expect(await ask(UNSAVED, { body })).toMatchObject({ status: 200 });
  });

  it('named like a part of JavaScript is not known', async () => {
    const body = `${JSON.stringify(valid).slice(0, -1)},"__proto__":{"endpoint":"xx"}}`;
    await expectRefused(await ask(UNSAVED, { body }), { code: 'invalid_request', errors: [{ pointer: '/__proto__' }] });
  });
});

describe('the body of a token route', () => {
  it.each<[string, string, unknown, string]>([
    ...[SELLER, GRANTLESS, RESTRICTED].flatMap((routeKey) =>
      [-1, 3_001, 1.5, 1e9, '60', null, true, [], {}].map((value): [string, string, unknown, string] => [
        routeKey,
        'minValidSeconds',
        value,
        '/minValidSeconds',
      ]),
    ),
    ...[undefined, null, 'a', 5, {}, [], Array.from({ length: 21 }, () => 'a')].map(
      (value): [string, string, unknown, string] => [GRANTLESS, 'scopes', value, '/scopes'],
    ),
    ...['', 'a b', 'a"b', 'a\\b', 'é', 'x'.repeat(257), 5, null].map((scope): [string, string, unknown, string] => [
      GRANTLESS,
      'scopes',
      ['sellingpartnerapi::notifications', scope],
      '/scopes/1',
    ]),
    ...[undefined, null, 'a', 5, {}, [], Array.from({ length: 51 }, () => ({ method: 'GET', path: '/a' }))].map(
      (value): [string, string, unknown, string] => [RESTRICTED, 'restrictedResources', value, '/restrictedResources'],
    ),
    ...(
      [
        [5, ''],
        [null, ''],
        [{ path: '/a' }, '/method'],
        [{ method: 'get', path: '/a' }, '/method'],
        [{ method: 'PATCH', path: '/a' }, '/method'],
        [{ method: 'GET' }, '/path'],
        [{ method: 'GET', path: 'a' }, '/path'],
        [{ method: 'GET', path: '/a b' }, '/path'],
        [{ method: 'GET', path: 5 }, '/path'],
        [{ method: 'GET', path: '/a', dataElements: 'buyerInfo' }, '/dataElements'],
        [{ method: 'GET', path: '/a', dataElements: [5] }, '/dataElements/0'],
        [{ method: 'GET', path: '/a', host: 'evil' }, '/host'],
      ] as const
    ).map(([resource, pointer]): [string, string, unknown, string] => [
      RESTRICTED,
      'restrictedResources',
      [resource],
      `/restrictedResources/0${pointer}`,
    ]),
  ])('%s: %s cannot be %j', async (routeKey, name, value, pointer) => {
    const rest: Record<string, object> = {
      [GRANTLESS]: { scopes: ['sellingpartnerapi::notifications'] },
      [RESTRICTED]: { restrictedResources: [{ method: 'GET', path: '/a' }] },
    };
    const answer = await ask(routeKey, { body: { ...rest[routeKey], [name]: value } });
    await expectRefused(answer, { code: 'invalid_request', errors: [{ pointer, detail: expect.any(String) }] });
  });

  it.each([0, 60, 3_000])('may ask for %d seconds', async (minValidSeconds) => {
    expect(await ask(SELLER, { body: { minValidSeconds } })).toMatchObject({ status: 200 });
  });

  it.each([undefined, '', '{}'])('may be %j', async (body) => {
    expect(await ask(SELLER, { body })).toMatchObject({ status: 200 });
  });
});

describe('a direct invocation', () => {
  it('needs no more than route, connection and body', async () => {
    for (const body of [undefined, null, '{"minValidSeconds":0}']) {
      const event = { routeKey: SELLER, pathParameters: { connectionId: 'acme-na' }, body };
      expect(await call(bundles['access-tokens'], event)).toMatchObject({ status: 200 });
    }
  });

  it('of whatever it is, is answered, and is no bug of ours', async () => {
    const routeKey = fc.constantFrom(...WITH_BODY, HISTORY, undefined);
    const odd = fc.oneof(fc.constant(undefined), fc.jsonValue());
    const event = fc.oneof(
      fc.jsonValue(),
      fc.record({
        routeKey,
        pathParameters: fc.oneof(odd, fc.record({ connectionId: odd })),
        queryStringParameters: fc.oneof(odd, fc.record({ limit: odd, nextToken: odd })),
        headers: fc.oneof(odd, fc.record({ 'content-type': odd })),
        body: odd,
        isBase64Encoded: odd,
        requestContext: odd,
      }),
    );
    await fc.assert(
      fc.asyncProperty(event, async (made) => {
        for (const bundle of Object.values(bundles)) {
          const { status } = await call(bundle, made);
          expect(status).toBeOneOf([200, 400, 404, 413, 415]);
        }
      }),
      { numRuns: 300 },
    );
    for (const bundle of Object.values(bundles)) expect(bundle.stderr).toEqual([]);
  });
});
