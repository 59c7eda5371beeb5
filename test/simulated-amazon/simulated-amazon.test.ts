import { execFile } from 'node:child_process';
import { createConnection } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { RequestLog } from '../../infra/simulated-amazon/request-log.ts';
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
} from './call-amazon.ts';

const clock = handClock();
let amazon: SimulatedAmazon;
beforeEach(async () => {
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'seller' }),
      account({ name: 'other' }),
      account({ name: 'sibling', application: { name: 'other' } }),
    ],
  });
});
afterEach(() => amazon.close());

describe('the log of requests', () => {
  test('tells who asked what, when, and what was answered', async () => {
    const token = await accessToken(amazon, 'seller');
    await callSpApi(amazon, 'na', PRODUCTION_FEEDS, token);
    await callSpApi(amazon, 'eu', '/', null, 'POST');

    const at = clock.now();
    expect(amazon.requests()).toEqual([
      { at, host: 'api.amazon.com', method: 'POST', path: '/auth/o2/token', query: '', account: 'seller', status: 200 },
      {
        at,
        host: 'sellingpartnerapi-na.amazon.com',
        method: 'GET',
        path: '/feeds/2021-06-30/feeds',
        query: 'feedTypes=JSON_LISTINGS_FEED&pageSize=1',
        account: 'seller',
        status: 200,
      },
      { at, host: 'sellingpartnerapi-eu.amazon.com', method: 'POST', path: '/', query: '', account: null, status: 403 },
    ]);
  });

  test('names the first account of an application for a grantless token', async () => {
    await postForm(amazon, grantlessForm(accountNamed(amazon, 'other'), 'sellingpartnerapi::notifications'));

    expect(amazon.requests()).toMatchObject([{ account: 'other', status: 200 }]);
  });

  test('never holds a token or a secret, not even of a request that put them into its address', async () => {
    const form = refreshForm(accountNamed(amazon, 'seller'));
    const token = await accessToken(amazon, 'seller');
    await callSpApi(amazon, 'na', PRODUCTION_FEEDS, token);
    await call(amazon, { host: LWA_HOST, path: `/auth/o2/token?${new URLSearchParams(form)}` });

    const log = JSON.stringify(amazon.requests());
    for (const secret of [token, form.refresh_token, form.client_secret]) {
      expect(log).not.toContain(secret);
      expect(log).not.toContain(encodeURIComponent(secret));
    }
  });

  test('keeps the last 10,000', () => {
    const log = new RequestLog();
    for (let at = 0; at <= 10_000; at += 1) {
      log.add({ at, host: LWA_HOST, method: 'POST', path: '/auth/o2/token', query: '', account: null })(200);
    }

    const kept = log.all();
    expect([kept.length, kept[0]?.at, kept.at(-1)?.at]).toEqual([10_000, 1, 10_000]);
  });

  test('is shown to whoever asks, and can be cleared', async () => {
    await accessToken(amazon, 'seller');

    const shown = await call(amazon, { host: '127.0.0.1', path: '/_simulated/requests' });
    expect(json(shown)).toEqual({ requests: amazon.requests() });
    amazon.clearRequests();
    expect(amazon.requests()).toEqual([]);
  });
});

describe('the origin', () => {
  test('lists its accounts on any host', async () => {
    for (const host of ['127.0.0.1:1', LWA_HOST]) {
      const { settings, expected } = accountNamed(amazon, 'seller');
      expect(json(await call(amazon, { host, path: '/_simulated/accounts' }))).toMatchObject({
        accounts: [{ name: 'seller', settings, expected, connectionId: null }, { name: 'other' }, { name: 'sibling' }],
      });
    }
  });

  test('takes a host in capitals and with a port', async () => {
    const reply = await call(amazon, { host: 'API.Amazon.com:443', path: '/auth/o2/token', method: 'POST' });

    expect(json(reply)).toMatchObject({ error: 'unsupported_grant_type' });
  });

  test.for(['localhost', 'sellingpartnerapi-us.amazon.com', 'api.amazon.co.uk', 'evil-api.amazon.com'])(
    'tells a caller of another host which ones it plays: %s',
    async (host) => {
      const reply = await call(amazon, { host, path: '/auth/o2/token', method: 'POST' });

      expect(reply.status).toBe(404);
      expect(reply.text).toContain('api.amazon.com, sellingpartnerapi-na.amazon.com');
      expect(amazon.requests()).toEqual([]);
    },
  );

  test('answers what is no HTTP with a page of HTML', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = createConnection(Number(new URL(amazon.origin).port), '127.0.0.1');
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', reject);
      socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
      socket.end('GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n');
    });

    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: text\/html\r\n/);
    expect(answer).toMatch(/\r\n\r\n<!DOCTYPE html>/);
  });

  test('refuses a body of more than a megabyte', async () => {
    const reply = await call(amazon, {
      host: LWA_HOST,
      method: 'POST',
      path: '/auth/o2/token',
      body: 'x'.repeat(1_048_577),
    });

    expect(reply.status).toBe(413);
  });

  test('tells why it cannot listen', async () => {
    const port = Number(new URL(amazon.origin).port);

    await expect(startSimulatedAmazon({ port, accounts: [] })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('survives a caller that hangs up in the middle of its request', async () => {
    await new Promise((resolve) => {
      const socket = createConnection(Number(new URL(amazon.origin).port), '127.0.0.1', () => {
        socket.write(`POST /auth/o2/token HTTP/1.1\r\nHost: ${LWA_HOST}\r\nContent-Length: 100\r\n\r\nhalf`, () =>
          socket.resetAndDestroy(),
        );
      });
      socket.on('close', resolve);
    });

    expect((await postForm(amazon, refreshForm(accountNamed(amazon, 'seller')))).status).toBe(200);
  });
});

test('closing twice is closing once', async () => {
  await Promise.all([amazon.close(), amazon.close()]);
  await amazon.close();
});

test('a program that closes its simulation ends by itself, whatever was still open', async () => {
  const program = `
    import { once } from 'node:events';
    import { request } from 'node:http';
    import { account } from './infra/simulated-amazon/account.ts';
    import { startSimulatedAmazon } from './infra/simulated-amazon/simulated-amazon.ts';
    const accounts = [
      account({ name: 'late', fault: { lwa: { kind: 'delay', milliseconds: 600_000 } } }),
      account({ name: 'silent', fault: { lwa: { kind: 'never' } } }),
    ];
    const amazon = await startSimulatedAmazon({ accounts });
    const ended = accounts.map(({ refreshToken }) => {
      const sent = request(amazon.origin + '/auth/o2/token', { method: 'POST', headers: { host: 'api.amazon.com' } });
      sent.end(new URLSearchParams({ refresh_token: refreshToken }).toString());
      return once(sent, 'close').catch((error) => error);
    });
    while (amazon.requests().length < 2) await new Promise((resolve) => setImmediate(resolve));
    await amazon.close();
    await Promise.all(ended);
    console.log('closed');
  `;
  const arguments_ = ['--input-type=module-typescript', '--no-warnings', '--eval', program];

  const { stdout } = await promisify(execFile)(process.execPath, arguments_, { timeout: 30_000 });

  expect(stdout).toBe('closed\n');
}, 40_000);
