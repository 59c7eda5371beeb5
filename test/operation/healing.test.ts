import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { OperationAnswer } from '../../lib/operation/operation-http.ts';
import { issued, refusedByLwa } from '../token/amazon-by-script.ts';
import { answered, EXPIRED, operationWorld, REVOKED, refused, SECRET_EXPIRED } from './operation-world.ts';

/** An SP-API that has had enough of some tokens. */
const refuses = (tokens: readonly string[], answer: OperationAnswer) => (token: string | undefined) =>
  token !== undefined && tokens.includes(token) ? answer : answered(200);

/** A world whose connection has used a token already. */
async function warmWorld(answerTo: (token: string | undefined) => OperationAnswer) {
  const world = operationWorld(() => answered(200));
  await world.perform();
  world.spApi.requests.length = 0;
  world.amazon.requests.length = 0;
  world.spApi.script = ({ headers }) => answerTo(headers['x-amz-access-token']);
  return world;
}

const statusOf = (performed: Awaited<ReturnType<ReturnType<typeof operationWorld>['perform']>>) =>
  performed.ok ? performed.value.answer.status : performed.failure.kind;

describe('a token that the SP-API calls stale', () => {
  test('is exchanged once, and the operation sent once more: 2 calls to the SP-API, 1 to LWA', async () => {
    const { perform, spApi, amazon, dead } = await warmWorld(refuses(['Atza|1'], refused(EXPIRED)));

    const performed = await perform({ method: 'POST', rawQuery: 'a=b', body: Buffer.from('body') });

    expect(performed).toMatchObject({
      ok: true,
      value: { attempts: 2, answer: { status: 200 }, retryAfterSeconds: null },
    });
    expect(spApi.tokens).toEqual(['Atza|1', 'Atza|2']);
    const [first, second] = spApi.requests;
    expect({ ...second, headers: { ...second?.headers, 'x-amz-access-token': 'Atza|1' } }).toEqual(first);
    expect(amazon.exchanges).toHaveLength(1);
    expect(dead).toEqual([]);
  });

  test.for([
    ['expired, in details', refused(EXPIRED)],
    ['revoked, malformed or invalid, in details', refused(REVOKED)],
    ['expired, in message', answered(403, { errors: [{ code: 'Unauthorized', message: EXPIRED }] })],
    ['revoked, in message', answered(403, { errors: [{ code: 'Unauthorized', message: REVOKED, details: '' }] })],
    ['in other capitals', refused(REVOKED.toUpperCase())],
    [
      'compressed',
      {
        kind: 'answer',
        status: 403,
        headers: { 'content-encoding': 'gzip' },
        body: gzipSync(refused(EXPIRED).body ?? ''),
      },
    ],
    [
      'compressed twice, once under an old name',
      {
        kind: 'answer',
        status: 403,
        headers: { 'content-encoding': 'gzip, identity, x-gzip' },
        body: gzipSync(gzipSync(refused(EXPIRED).body ?? '')),
      },
    ],
  ] as const)('is known by the text: %s', async ([, answer]) => {
    const { perform, spApi } = await warmWorld(refuses(['Atza|1'], answer));

    expect(statusOf(await perform())).toBe(200);
    expect(spApi.tokens).toEqual(['Atza|1', 'Atza|2']);
  });

  test('for ever: 2 calls to the SP-API, 1 to LWA, then its 403 comes through and a test is asked for', async () => {
    const { perform, spApi, amazon, dead } = await warmWorld(() => refused(EXPIRED));

    expect(await perform()).toMatchObject({
      ok: true,
      value: { attempts: 2, answer: refused(EXPIRED), retryAfterSeconds: null },
    });
    expect(spApi.tokens).toEqual(['Atza|1', 'Atza|2']);
    expect(amazon.exchanges).toHaveLength(1);
    expect(dead).toEqual(['acme']);
  });

  test('for ever, call after call: no more each time', async () => {
    const { perform, spApi, amazon } = await warmWorld(() => refused(REVOKED));

    for (let calls = 1; calls <= 3; calls += 1) {
      await perform();
      expect({ spApi: spApi.requests.length, lwa: amazon.exchanges.length }).toEqual({ spApi: 2 * calls, lwa: calls });
    }
  });

  test('in the hands of twenty: one exchange, forty calls at most, all succeed', async () => {
    const { perform, spApi, amazon } = await warmWorld(refuses(['Atza|1'], refused(EXPIRED)));

    const all = await Promise.all(Array.from({ length: 20 }, () => perform()));

    expect(all.map(statusOf)).toEqual(Array(20).fill(200));
    expect(amazon.exchanges).toHaveLength(1);
    expect(spApi.requests.length).toBeLessThanOrEqual(40);
  });

  test('in the hands of twenty whose refusals come one after the other: one exchange all the same', async () => {
    const { perform, spApi, amazon } = await warmWorld(refuses(['Atza|1'], refused(EXPIRED)));
    const gates = Array.from({ length: 20 }, () => Promise.withResolvers<void>());
    const answers = spApi.script;
    spApi.script = async (request, index, timeoutMs) => {
      await gates[index]?.promise;
      return answers(request, index, timeoutMs);
    };

    const all = gates.map(() => perform());
    for (const gate of gates) {
      await new Promise(setImmediate);
      gate.resolve();
    }

    expect((await Promise.all(all)).map(statusOf)).toEqual(Array(20).fill(200));
    expect(amazon.exchanges).toHaveLength(1);
    expect(spApi.requests).toHaveLength(40);
  });

  test('for ever, in the hands of twenty: one exchange, forty calls', async () => {
    const { perform, spApi, amazon } = await warmWorld(() => refused(EXPIRED));

    const all = await Promise.all(Array.from({ length: 20 }, () => perform()));

    expect(all.map(statusOf)).toEqual(Array(20).fill(403));
    expect({ spApi: spApi.requests.length, lwa: amazon.exchanges.length }).toEqual({ spApi: 40, lwa: 1 });
  });

  test('of a grantless operation is exchanged for another grantless one', async () => {
    const { perform, amazon, spApi } = await warmWorld(refuses(['Atza|2'], refused(EXPIRED)));

    expect(statusOf(await perform({ path: '/notifications/v1/destinations' }))).toBe(200);
    expect(spApi.tokens).toEqual(['Atza|2', 'Atza|3']);
    for (const { body } of amazon.exchanges) expect(body).toContain('grant_type=client_credentials');
  });
});

describe('what is not healed', () => {
  test.for([
    ['a 403 without details', refused('')],
    ['a 403 about the marketplaces', refused('The marketplaces you provided are not valid for region.')],
    ['a 403 that is not JSON', { kind: 'answer', status: 403, headers: {}, body: Buffer.from('<html>') }],
    ['a 403 without a body, as to a HEAD', { kind: 'answer', status: 403, headers: {}, body: Buffer.alloc(0) }],
    ['a 403 too large to be read', { kind: 'answer', status: 403, headers: {}, body: null }],
    ['a 401', answered(401, { errors: [{ code: 'Unauthorized', message: EXPIRED }] })],
    ['a 400 with the text', answered(400, { errors: [{ code: 'InvalidInput', message: EXPIRED }] })],
    ['a 200 with the text', answered(200, { errors: [{ code: 'Unauthorized', message: EXPIRED }] })],
  ] as const)('%s comes through as it is', async ([, answer]) => {
    const { perform, spApi, amazon, dead } = await warmWorld(() => answer);

    expect(await perform()).toMatchObject({ ok: true, value: { attempts: 1, answer, retryAfterSeconds: null } });
    expect({ spApi: spApi.requests.length, lwa: amazon.exchanges.length, dead }).toEqual({
      spApi: 1,
      lwa: 0,
      dead: [],
    });
  });
});

describe('an exchange that fails while healing', () => {
  test.for([
    [
      'a withdrawn authorization',
      refusedByLwa('invalid_grant'),
      { kind: 'rejected', diagnosis: { code: 'refresh_token_rejected' } },
    ],
    [
      'a blocked application',
      refusedByLwa('access_denied', 403),
      { kind: 'rejected', diagnosis: { code: 'client_blocked' } },
    ],
    ['trouble at LWA', refusedByLwa('server_error', 503), { kind: 'inconclusive', code: 'amazon_unavailable' }],
    ['nobody at LWA', { kind: 'network_unreachable' }, { kind: 'inconclusive', code: 'network_unreachable' }],
  ] as const)('is what the caller is told: %s', async ([, lwa, failure]) => {
    const { perform, spApi, amazon } = await warmWorld(() => refused(EXPIRED));
    amazon.script = () => lwa;

    expect(await perform()).toMatchObject({ ok: false, failure });
    expect(spApi.requests).toHaveLength(1);
    expect(amazon.exchanges.length).toBeLessThanOrEqual(3);
  });
});

describe('an expired client secret', () => {
  test('that has been replaced: the secret is read again, and the operation sent once more with its token', async () => {
    const { perform, store, spApi, amazon, dead } = await warmWorld(refuses(['Atza|1'], refused(SECRET_EXPIRED)));
    store.save('acme', 'v2', 'eu');
    const readsBefore = store.reads;

    expect(await perform()).toMatchObject({ ok: true, value: { attempts: 2, answer: { status: 200 } } });
    expect(store.reads - readsBefore).toBe(1);
    expect(amazon.exchanges.map(({ body }) => new URLSearchParams(body).get('client_secret'))).toEqual([
      'secret-of-acme-v2',
    ]);
    expect(spApi.requests.map(({ url }) => new URL(url).host)).toEqual([
      'sellingpartnerapi-na.amazon.com',
      'sellingpartnerapi-eu.amazon.com',
    ]);
    expect(dead).toEqual([]);
  });

  test("that has not been replaced: Amazon's answer comes through, and a test is asked for", async () => {
    const { perform, store, spApi, amazon, dead } = await warmWorld(() => refused(SECRET_EXPIRED));
    const readsBefore = store.reads;

    expect(await perform()).toMatchObject({
      ok: true,
      value: { attempts: 1, answer: refused(SECRET_EXPIRED), retryAfterSeconds: null },
    });
    expect({ reads: store.reads - readsBefore, spApi: spApi.requests.length, lwa: amazon.exchanges.length }).toEqual({
      reads: 1,
      spApi: 1,
      lwa: 0,
    });
    expect(dead).toEqual(['acme']);
  });

  test('that was replaced by one that has expired too: once more, not for ever', async () => {
    const { perform, store, spApi, amazon, dead } = await warmWorld(() => refused(SECRET_EXPIRED));
    store.save('acme', 'v2');

    expect(statusOf(await perform())).toBe(403);
    expect({ spApi: spApi.requests.length, lwa: amazon.exchanges.length, dead }).toEqual({
      spApi: 2,
      lwa: 1,
      dead: ['acme'],
    });
  });

  test('that shows only after a stale token has been exchanged is healed as well', async () => {
    const { perform, store, spApi } = await warmWorld((token) => {
      if (token === 'Atza|1') return refused(EXPIRED);
      return token === 'Atza|2' ? refused(SECRET_EXPIRED) : answered(200);
    });
    store.save('acme', 'v2');

    expect(statusOf(await perform())).toBe(200);
    expect(spApi.tokens).toEqual(['Atza|1', 'Atza|2', 'Atza|3']);
  });

  test('that takes turns with stale tokens ends after three calls', async () => {
    let turn = 0;
    const { perform, store, spApi, amazon } = await warmWorld(() => {
      turn += 1;
      store.save('acme', `v${turn + 1}`);
      return refused(turn % 2 === 1 ? EXPIRED : SECRET_EXPIRED);
    });

    expect(statusOf(await perform())).toBe(403);
    expect({ spApi: spApi.requests.length, lwa: amazon.exchanges.length }).toEqual({ spApi: 3, lwa: 2 });
  });

  test('whose replacement cannot be read for the moment: the answer of Amazon comes through', async () => {
    const { perform, store } = await warmWorld(() => refused(SECRET_EXPIRED));
    store.failure = { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'Throttled' };

    expect(statusOf(await perform())).toBe(403);
  });

  test('of a connection that is gone meanwhile', async () => {
    const { perform, store } = await warmWorld(() => refused(SECRET_EXPIRED));
    store.remove('acme');

    expect(statusOf(await perform())).toBe('connection_not_found');
  });

  test('that LWA itself refuses: the secret is read again, and the exchange repeated with the new one', async () => {
    const { perform, store, spApi, amazon } = await warmWorld(refuses(['Atza|1'], refused(EXPIRED)));
    amazon.script = ({ body = '' }) =>
      body.includes('v1') ? refusedByLwa('invalid_client', 401) : issued('Atza|of-the-new-secret');
    store.save('acme', 'v2');

    expect(statusOf(await perform())).toBe(200);
    expect(spApi.tokens).toEqual(['Atza|1', 'Atza|of-the-new-secret']);
    expect(amazon.exchanges).toHaveLength(2);
  });
});
