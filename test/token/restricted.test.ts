import { describe, expect, it } from 'vitest';
import type { AmazonOutcome, AmazonRequest } from '../../lib/amazon/exchange.ts';
import { answer, formOf, issued, issuedRestricted, refusedByLwa, refusedBySpApi } from './amazon-by-script.ts';
import { brokerWorld, handed, restricted, settled } from './broker-world.ts';

const STALE = 'The access token you provided has expired.';
const SECRET_EXPIRED = 'The LWA secret token you provided has expired.';
const ORDERS = restricted('/orders/v0/orders');

const isExchange = ({ url }: AmazonRequest) => url.endsWith('/auth/o2/token');
const shown = ({ headers }: AmazonRequest) => headers['x-amz-access-token'];

/** Seller tokens by number; the Tokens API as said. */
function world(tokensApi: (request: AmazonRequest) => AmazonOutcome = () => issuedRestricted('Atz.sprdt|token')) {
  let exchanges = 0;
  const made = brokerWorld((request) => {
    if (!isExchange(request)) return tokensApi(request);
    exchanges += 1;
    return issued(`seller-${exchanges}`);
  });
  made.store.save('acme', 'v1');
  return made;
}

describe('a restricted data token', () => {
  it('is asked for with a seller token, which is remembered for the next one', async () => {
    const { amazon, ask } = world();
    expect(handed(await ask({ grant: ORDERS }))).toBe('Atz.sprdt|token');
    expect(handed(await ask({ grant: restricted('/other') }))).toBe('Atz.sprdt|token');
    expect(amazon.exchanges).toHaveLength(1);
    expect(amazon.restricted.map(shown)).toEqual(['seller-1', 'seller-1']);
    expect(JSON.parse(amazon.restricted[0]?.body ?? '')).toEqual({
      restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }],
    });
  });

  it('is remembered for the same resources', async () => {
    const { amazon, ask, clock } = world();
    await ask({ grant: ORDERS });
    clock.jump(3_000_000);
    await ask({ grant: ORDERS });
    expect(amazon.restricted).toHaveLength(1);
  });

  it.each([
    ['na', 'https://sellingpartnerapi-na.amazon.com'],
    ['eu', 'https://sellingpartnerapi-eu.amazon.com'],
    ['na-sandbox', 'https://sellingpartnerapi-na.amazon.com'],
  ] as const)('of a connection on %s comes from %s', async (endpoint, baseUrl) => {
    const { amazon, store, ask } = world();
    store.save('acme', 'v1', endpoint);
    await ask({ grant: ORDERS });
    expect(amazon.restricted.map(({ url }) => url)).toEqual([`${baseUrl}/tokens/2021-03-01/restrictedDataToken`]);
  });

  it.each([
    [
      answer(400, { errors: [{ code: 'InvalidInput', message: 'Bad path', details: 'in resource 1' }] }),
      'restricted_resources_invalid',
    ],
    [answer(400, 'no words'), 'restricted_resources_invalid'],
    [refusedBySpApi(403, ''), 'rejected: access_refused'],
    [refusedBySpApi(401, ''), 'rejected: access_refused'],
    [answer(403, '<html>'), 'rejected: access_refused'],
    [refusedBySpApi(403, 'The marketplaces you provided are not valid for region.'), 'rejected: wrong_region'],
    [answer(429, {}), 'inconclusive: throttled'],
    [answer(500, {}), 'inconclusive: amazon_unavailable'],
    [answer(503, {}), 'inconclusive: amazon_unavailable'],
    [answer(404, {}), 'inconclusive: unexpected_response'],
    [answer(302, {}), 'inconclusive: unexpected_response'],
    [answer(200, { restrictedDataToken: 5 }), 'inconclusive: unexpected_response'],
    [{ kind: 'timed_out' }, 'inconclusive: timed_out'],
    [{ kind: 'network_unreachable' }, 'inconclusive: network_unreachable'],
  ] as const)('%j is asked for once and told as %s', async (outcome, expected) => {
    const { amazon, dead, ask } = world(() => outcome);
    expect(handed(await ask({ grant: ORDERS }))).toBe(expected);
    expect(amazon.restricted).toHaveLength(1);
    expect(dead).toEqual([]);
    expect(handed(await ask({ grant: ORDERS })), 'and cools down').toBe(expected);
    expect(amazon.restricted).toHaveLength(1);
    expect(handed(await ask()), 'while the seller token is good').toBe('seller-1');
  });

  it('tells what Amazon finds wrong with the resources, without the secrets that it may echo', async () => {
    const { ask } = world((request) =>
      answer(400, {
        errors: [{ code: 'InvalidInput', message: `Bad: ${shown(request)} secret-of-acme-v1`, details: '' }],
      }),
    );
    expect(await ask({ grant: ORDERS })).toMatchObject({
      failure: { kind: 'restricted_resources_invalid', message: expect.stringMatching(/^Bad: (?!.*secret-of)/) },
    });
  });

  it('is not sent when there is no seller token, and tells why', async () => {
    const { amazon, ask } = world();
    amazon.script = () => refusedByLwa('access_denied', 403);
    expect(handed(await ask({ grant: ORDERS }))).toBe('rejected: client_blocked');
    expect(amazon.restricted).toEqual([]);
  });
});

describe('a seller token that Amazon calls stale', () => {
  it('is exchanged once, and shown once more', async () => {
    const { amazon, ask } = world((request) =>
      shown(request) === 'seller-1' ? refusedBySpApi(403, STALE) : issuedRestricted('Atz.sprdt|token'),
    );
    await ask();
    expect(handed(await ask({ grant: ORDERS }))).toBe('Atz.sprdt|token');
    expect(amazon.restricted.map(shown)).toEqual(['seller-1', 'seller-2']);
    expect(handed(await ask()), 'the stale one is not handed out').toBe('seller-2');
  });

  it('is not exchanged a second time', async () => {
    const { amazon, dead, ask } = world(() => refusedBySpApi(403, STALE));
    expect(handed(await ask({ grant: ORDERS }))).toBe('rejected: access_token_rejected');
    expect(amazon.restricted.map(shown)).toEqual(['seller-1', 'seller-2']);
    expect(dead).toEqual([]);
  });

  it('is exchanged once for all whom it fails', async () => {
    const { amazon, ask } = world((request) =>
      shown(request) === 'seller-1' ? refusedBySpApi(403, STALE) : issuedRestricted('Atz.sprdt|token'),
    );
    await ask();
    amazon.hold();
    const first = ask({ grant: restricted('/first') });
    const second = ask({ grant: restricted('/second') });
    await settled();
    amazon.release();
    await Promise.all([first, second]);
    expect(amazon.exchanges).toHaveLength(2);
  });

  it('does not take a newer one with it', async () => {
    const { amazon, ask } = world();
    await ask();
    const late = Promise.withResolvers<AmazonOutcome>();
    const original = amazon.script;
    amazon.script = (request, timeoutMs) => {
      if (isExchange(request)) return original(request, timeoutMs);
      if (shown(request) !== 'seller-1') return issuedRestricted('Atz.sprdt|token');
      return (request.body ?? '').includes('/late') ? late.promise : refusedBySpApi(403, STALE);
    };
    const lateAsk = ask({ grant: restricted('/late') });
    await settled();
    await ask({ grant: restricted('/early') });
    late.resolve(refusedBySpApi(403, STALE));
    await lateAsk;
    expect(amazon.exchanges).toHaveLength(2);
  });
});

describe('an expired client secret, which only the SP-API tells', () => {
  it('makes the secret be read again, and both tokens be asked for with its new values', async () => {
    const { clock, amazon, store, dead, ask } = world((request) =>
      shown(request) === 'seller-1' ? refusedBySpApi(403, SECRET_EXPIRED) : issuedRestricted('Atz.sprdt|token'),
    );
    await ask();
    store.save('acme', 'v2', 'eu');
    clock.jump(1_000);
    const out = await ask({ grant: ORDERS });
    expect(out).toMatchObject({ ok: true, value: { connection: { version: 'v2', settings: { endpoint: 'eu' } } } });
    expect(amazon.exchanges.map((request) => formOf(request).client_secret)).toEqual([
      'secret-of-acme-v1',
      'secret-of-acme-v2',
    ]);
    expect(amazon.restricted.map(({ url }) => new URL(url).host)).toEqual([
      'sellingpartnerapi-na.amazon.com',
      'sellingpartnerapi-eu.amazon.com',
    ]);
    expect(dead).toEqual([]);
  });

  it('of the latest secret is dead', async () => {
    const { dead, ask } = world(() => refusedBySpApi(403, SECRET_EXPIRED));
    expect(handed(await ask({ grant: ORDERS }))).toBe('rejected: client_secret_expired');
    expect(dead).toEqual(['acme']);
  });
});

it('an expired client secret of the version to which the seller token was healed is dead, and not asked with again', async () => {
  const { store, amazon, clock, dead, ask } = brokerWorld((request) =>
    isExchange(request)
      ? formOf(request).client_secret?.endsWith('-v1')
        ? refusedByLwa('invalid_client', 401)
        : issued('seller-of-v2')
      : refusedBySpApi(403, SECRET_EXPIRED),
  );
  store.save('acme', 'v1');
  await ask();
  dead.length = 0;
  clock.jump(10_000);
  store.save('acme', 'v2');
  expect(handed(await ask({ grant: ORDERS }))).toBe('rejected: client_secret_expired');
  expect(amazon.restricted).toHaveLength(1);
  expect(dead).toEqual(['acme']);
});

describe('a connection that was changed before its seller token was exchanged', () => {
  it('gives the restricted token of the new version', async () => {
    const { store, amazon, clock, ask } = brokerWorld((request) =>
      isExchange(request)
        ? formOf(request).client_secret?.endsWith('-v1')
          ? refusedByLwa('invalid_client', 401)
          : issued('seller-of-v2')
        : issuedRestricted(`restricted by ${shown(request)}`),
    );
    store.save('acme', 'v1');
    expect(handed(await ask())).toBe('rejected: client_rejected');
    clock.jump(10_000);
    store.save('acme', 'v2', 'eu');
    const out = await ask({ grant: ORDERS });
    expect(handed(out)).toBe('restricted by seller-of-v2');
    expect(out).toMatchObject({ value: { connection: { version: 'v2', settings: { endpoint: 'eu' } } } });
    expect(amazon.restricted.map(({ url }) => new URL(url).host)).toEqual(['sellingpartnerapi-eu.amazon.com']);

    // Rolled back: the token that version 2 brought is none of version 1.
    store.save('acme', 'v1');
    clock.jump(300_000);
    expect(handed(await ask({ grant: ORDERS }))).toBe('rejected: client_rejected');
  });
});
