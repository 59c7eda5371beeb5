import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import type { AccountFault } from '../../infra/simulated-amazon/fault.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import {
  accessToken,
  accountNamed,
  callSpApi,
  handClock,
  json,
  PRODUCTION_FEEDS,
  postForm,
  type Reply,
  refreshForm,
  SANDBOX_FEEDS,
} from './call-amazon.ts';

let clock = handClock();
let amazon: SimulatedAmazon;
beforeEach(async () => {
  clock = handClock();
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'unlucky', application: { name: 'app' } }),
      account({ name: 'lucky', application: { name: 'app' } }),
    ],
  });
});
afterEach(() => amazon.close());

const exchange = (name = 'unlucky') => postForm(amazon, refreshForm(accountNamed(amazon, name)));

/** getFeeds with a token that was bought before the fault befell the account. */
async function feedsUnder(spApi: AccountFault['spApi']): Promise<() => Promise<Reply>> {
  const token = await accessToken(amazon, 'unlucky');
  amazon.setFault('unlucky', { spApi });
  return () => callSpApi(amazon, 'na', PRODUCTION_FEEDS, token);
}

async function exchangeUnder(lwa: AccountFault['lwa']): Promise<Reply> {
  amazon.setFault('unlucky', { lwa });
  return exchange();
}

/** Once the simulation has taken in as many requests: by then they have met their fault. */
async function taken(requests: number): Promise<void> {
  while (amazon.requests().length < requests) await new Promise((resolve) => setImmediate(resolve));
}

describe('a status fault', () => {
  test.for([
    [429, {}],
    [500, { error: 'server_error' }],
    [503, { error: 'temporarily_unavailable' }],
  ] as const)('of LWA answers %i in JSON', async ([status, body]) => {
    const reply = await exchangeUnder({ kind: 'status', status });

    expect([reply.status, json(reply)]).toEqual([status, body]);
    expect(reply.headers).toHaveProperty('x-amzn-requestid');
  });

  test.for([
    [429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.'],
    [500, 'InternalFailure', 'We encountered an internal error. Please try again.'],
    [503, 'ServiceUnavailable', 'Service is temporarily unavailable. Please try again.'],
  ] as const)('of the SP-API answers %i in JSON, without a rate', async ([status, code, message]) => {
    const feeds = await feedsUnder({ kind: 'status', status });

    const reply = await feeds();

    expect([reply.status, json(reply)]).toMatchObject([status, { errors: [{ code, message }] }]);
    expect(reply.headers).toHaveProperty('x-amzn-requestid');
    expect(reply.headers).not.toHaveProperty('x-amzn-ratelimit-limit');
  });
});

describe('a fault of the answer', () => {
  test('html: a page without a request id', async () => {
    const feeds = await feedsUnder({ kind: 'html', status: 403 });

    for (const reply of [await feeds(), await exchangeUnder({ kind: 'html', status: 403 })]) {
      expect([reply.status, reply.headers['content-type']]).toEqual([403, 'text/html']);
      expect(reply.text).toMatch(/^<!DOCTYPE html>/);
      expect(reply.headers).not.toHaveProperty('x-amzn-requestid');
    }
  });

  test('garbage: 200 with bytes that are no JSON', async () => {
    const feeds = await feedsUnder({ kind: 'garbage' });

    for (const reply of [await feeds(), await exchangeUnder({ kind: 'garbage' })]) {
      expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json']);
      expect(() => json(reply)).toThrow();
      expect(reply.text).toContain('\uFFFD');
    }
  });

  test('oversized: 200 with what would be a pass, over 64 KiB of it', async () => {
    const feeds = await feedsUnder({ kind: 'oversized' });

    const replies = [await feeds(), await exchangeUnder({ kind: 'oversized' })];

    for (const reply of replies) expect(reply.text.length).toBeGreaterThan(64 * 1_024);
    expect(replies.map((reply) => Object.keys(JSON.parse(reply.text)))).toEqual([
      ['feeds', 'padding'],
      ['access_token', 'token_type', 'expires_in'],
    ]);
  });
});

describe('a fault of the wire', () => {
  test.for(['reset', 'cut-off'] as const)(
    '%s ends the connection, and leaves the request without a status',
    async (kind) => {
      const feeds = await feedsUnder({ kind });
      amazon.clearRequests();

      await expect(feeds()).rejects.toMatchObject({ code: 'ECONNRESET' });
      await expect(exchangeUnder({ kind })).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(amazon.requests()).toMatchObject([{ status: null }, { status: null }]);
    },
  );

  test('never takes the request and stays silent, while others are answered', async () => {
    const feeds = await feedsUnder({ kind: 'never' });
    amazon.clearRequests();
    const silent = feeds();
    silent.catch(() => {});
    await taken(1);

    expect((await exchange('lucky')).status).toBe(200);
    expect(amazon.requests()).toMatchObject([
      { account: 'unlucky', status: null },
      { account: 'lucky', status: 200 },
    ]);
    await amazon.close();
    await expect(silent).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('delay answers as usual in the end', async () => {
    const feeds = await feedsUnder({ kind: 'delay', milliseconds: 1 });

    expect((await feeds()).text).toBe('{"feeds":[]}');
    expect((await exchangeUnder({ kind: 'delay', milliseconds: 1 })).status).toBe(200);
  });

  test('delay answers by what is true when it is over', async () => {
    const feeds = await feedsUnder({ kind: 'delay', milliseconds: 1 });
    amazon.clearRequests();
    const late = feeds();
    await taken(1);

    amazon.revoke('unlucky');

    expect((await late).status).toBe(403);
  });

  test('delay is called off when the simulation ends', async () => {
    const feeds = await feedsUnder({ kind: 'delay', milliseconds: 600_000 });
    amazon.clearRequests();
    const late = feeds();
    late.catch(() => {});
    await taken(1);

    await amazon.close();

    await expect(late).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('a fault of the token', () => {
  test('expires-in: access tokens live as long as LWA says, and no longer', async () => {
    const reply = await exchangeUnder({ kind: 'expires-in', seconds: 2 });
    expect(json(reply)).toMatchObject({ expires_in: 2 });
    const token = JSON.parse(reply.text).access_token;

    clock.advance(1_999);
    expect((await callSpApi(amazon, 'na', PRODUCTION_FEEDS, token)).status).toBe(200);
    clock.advance(1);
    expect((await callSpApi(amazon, 'na', PRODUCTION_FEEDS, token)).text).toContain(
      'The access token you provided has expired.',
    );
  });

  test('stale-token: even a fresh access token has expired', async () => {
    const feeds = await feedsUnder({ kind: 'stale-token' });

    const reply = await feeds();

    expect([reply.status, json(reply)]).toMatchObject([
      403,
      { errors: [{ code: 'Unauthorized', details: 'The access token you provided has expired.' }] },
    ]);
  });

  test.for([
    [{ kind: 'refused' }, ''],
    [
      { kind: 'refused', details: 'The access token you provided is revoked, malformed or invalid.' },
      'The access token you provided is revoked, malformed or invalid.',
    ],
  ] as const)('refused: 403 with the details that were asked for: %j', async ([fault, details]) => {
    const feeds = await feedsUnder(fault);

    const reply = await feeds();

    expect([reply.status, json(reply)]).toMatchObject([403, { errors: [{ code: 'Unauthorized', details }] }]);
  });

  test('no-canned-answer: befalls the sandbox and nothing else', async () => {
    const feeds = await feedsUnder({ kind: 'no-canned-answer' });
    const sandboxReply = await callSpApi(amazon, 'na-sandbox', SANDBOX_FEEDS, await accessToken(amazon, 'unlucky'));

    expect(sandboxReply.status).toBe(400);
    expect(sandboxReply.text).toContain('Could not match input arguments');
    expect((await feeds()).status).toBe(200);
  });
});

describe('a fault', () => {
  test('befalls its own account only, by the refresh token of the request', async () => {
    amazon.setFault('unlucky', { lwa: { kind: 'status', status: 503 } });

    expect((await exchange('lucky')).status).toBe(200);
    expect((await exchange('unlucky')).status).toBe(503);
  });

  test('of limited times is over after so many requests', async () => {
    const feeds = await feedsUnder({ kind: 'status', status: 503, times: 2 });

    expect([(await feeds()).status, (await feeds()).status, (await feeds()).status]).toEqual([503, 503, 200]);
  });

  test('counts anew when it is set anew', async () => {
    const fault = { kind: 'status', status: 503, times: 1 } as const;
    const feeds = await feedsUnder(fault);
    await feeds();

    amazon.setFault('unlucky', { spApi: fault });

    expect((await feeds()).status).toBe(503);
  });

  test('is healed by null', async () => {
    const feeds = await feedsUnder({ kind: 'reset' });

    amazon.setFault('unlucky', null);

    expect((await feeds()).status).toBe(200);
  });

  test('cannot befall an account that is not there', () => {
    expect(() => amazon.setFault('nobody', null)).toThrow('no simulated account is named nobody');
  });
});
