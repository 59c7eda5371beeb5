import { once } from 'node:events';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../infra/api-client/outcome.ts';
import { type ServedConsole, serveConsole } from '../../infra/console/serve.ts';
import { FORWARDED_ROUTES } from '../../infra/console/server/api-routes.ts';
import { functions } from '../template/stack.ts';
import { jsonAnswer, jsonOutcome, type NotedApi, notedApi } from './noted-api.ts';
import { builtPageFolder, send } from './served.ts';

const page = builtPageFolder();
let api: NotedApi;
let served: ServedConsole;
let origin: string;
let startToken: string;
let nextUrls: string[];
let troubles: string[];

beforeEach(async () => {
  nextUrls = [];
  troubles = [];
  await serve(notedApi());
});

afterEach(() => served.close());

async function serve(by: NotedApi): Promise<void> {
  await served?.close();
  api = by;
  served = await serveConsole({
    api,
    page: page(),
    onStarted: (url) => nextUrls.push(url),
    onTrouble: (text) => troubles.push(text),
  });
  origin = new URL(served.url).origin;
  startToken = tokenIn(served.url);
}

const tokenIn = (url: string) => new URL(url).hash.replace('#start=', '');

const startWith = (token: string, headers: Record<string, string> = { origin }) =>
  send(origin, 'POST', '/console/session', { headers, body: token });

/** What the exchange of a start token leaves in a browser. */
async function credentialsFor(token: string): Promise<{ cookie: string; 'x-console-key': string }> {
  const { headers, body } = await startWith(token);
  const [cookie = ''] = headers['set-cookie']?.[0]?.split(';') ?? [];
  return { cookie, 'x-console-key': JSON.parse(body).pageKey };
}

/** The headers of a browser that has opened the link. */
async function pageHeaders(): Promise<Record<string, string>> {
  return { ...(await credentialsFor(startToken)), origin, 'sec-fetch-site': 'same-origin' };
}

const codeOf = ({ body }: { body: string }) => JSON.parse(body).code;

describe('the page', () => {
  it('is served at /console/, where the short ways lead', async () => {
    const answer = await send(origin, 'GET', '/console/');
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    for (const path of ['/', '/console']) {
      expect(await send(origin, 'GET', path)).toMatchObject({ status: 308, headers: { location: '/console/' } });
    }
  });

  it('has its files and nothing else of the disk', async () => {
    for (const file of ['console.js', 'console.css', 'icon.svg']) {
      expect((await send(origin, 'GET', `/console/${file}`)).status).toBe(200);
    }
    const others = ['../package.json', '..%2fpackage.json', '%2e%2e/serve.ts', 'meta.json', 'toString', '//console.js'];
    for (const path of others)
      expect([path, (await send(origin, 'GET', `/console/${path}`)).status]).toEqual([path, 404]);
  });

  it('can be had without a session: it holds no secret', async () => {
    const { body } = await send(origin, 'GET', '/console/');
    expect(body).not.toContain(startToken);
  });

  it('says what to do when it is not built', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'console-'));
    await expect(serveConsole({ api, page: empty })).rejects.toThrow('npm run build');
    await rmdir(empty);
  });
});

describe('every answer', () => {
  it.each([
    ['GET', '/console/'],
    ['GET', '/console/console.js'],
    ['GET', '/console/nothing'],
    ['GET', '/console/api/connections'],
    ['POST', '/console/session'],
    ['GET', '/'],
  ])('%s %s keeps other pages, frames and caches out', async (method, path) => {
    const { headers } = await send(origin, method, path, { headers: { origin } });
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a session', () => {
  it('is given for the start token, once', async () => {
    expect((await startWith(startToken)).status).toBe(200);
    const again = await startWith(startToken);
    expect(again.status).toBe(401);
    expect(again.headers).not.toHaveProperty('set-cookie');
  });

  it('comes as a cookie that no script reads, no other site sends, and only the API below it gets', async () => {
    const { headers } = await startWith(startToken);
    const { port } = new URL(origin);
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(new RegExp(`^console-${port}=[\\w-]{43}; Path=/console/api; HttpOnly; SameSite=Strict$`)),
    ]);
  });

  it('for a further browser needs the next link, which is told once this one is used', async () => {
    expect(nextUrls).toEqual([]);
    await startWith(startToken);
    expect(nextUrls).toHaveLength(1);
    const next = tokenIn(nextUrls[0] ?? '');
    expect(next).not.toBe(startToken);
    expect((await startWith(next)).status).toBe(200);
  });

  it.each(['', 'guess', 'a'.repeat(43), 'a'.repeat(30_000)])('is not given for another token (%#)', async (token) => {
    expect((await startWith(token)).status).toBe(401);
    expect(nextUrls).toEqual([]);
  });

  it('is needed for the API', async () => {
    for (const cookie of ['', 'console-1=x', `console-${new URL(origin).port}=${startToken}`]) {
      const answer = await send(origin, 'GET', '/console/api/connections', { headers: { cookie } });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'no_session']);
    }
    expect(api.requests).toEqual([]);
  });

  it('is open to its cookie and the key of its page together, and to neither alone', async () => {
    const { cookie, 'x-console-key': key } = await credentialsFor(startToken);
    const other = await credentialsFor(tokenIn(nextUrls[0] ?? ''));
    const statusFor = async (headers: Record<string, string>) =>
      (await send(origin, 'GET', '/console/api/connections', { headers })).status;
    expect(await statusFor({ cookie })).toBe(401);
    expect(await statusFor({ 'x-console-key': key })).toBe(401);
    expect(await statusFor({ cookie, 'x-console-key': other['x-console-key'] })).toBe(401);
    expect(await statusFor({ cookie, 'x-console-key': cookie.split('=')[1] ?? '' })).toBe(401);
    expect(api.requests).toEqual([]);
    expect(await statusFor({ cookie, 'x-console-key': key })).toBe(200);
  });

  it('is not shut by a cookie of the same name that another port has set', async () => {
    const { cookie, ...headers } = await pageHeaders();
    const name = `console-${new URL(origin).port}`;
    for (const cookies of [`${name}=evil; ${cookie}`, `${cookie}; ${name}=evil`]) {
      const answer = await send(origin, 'GET', '/console/api/connections', {
        headers: { ...headers, cookie: cookies },
      });
      expect(answer.status).toBe(200);
    }
  });

  it('lets the page call the API', async () => {
    const answer = await send(origin, 'GET', '/console/api/connections?limit=100', { headers: await pageHeaders() });
    expect(answer.status).toBe(200);
    expect(api.requests).toEqual([{ method: 'GET', path: '/connections', query: [['limit', '100']], headers: {} }]);
  });

  it('ends with the console', async () => {
    const headers = await pageHeaders();
    await serve(notedApi());
    expect((await send(origin, 'GET', '/console/api/connections', { headers: { ...headers, origin } })).status).toBe(
      401,
    );
  });
});

describe('a name that was made to point at this machine', () => {
  it.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '[::1]'])('%s gets nothing', async (host) => {
    const headers = { ...(await pageHeaders()), host };
    for (const path of ['/console/', '/console/api/connections']) {
      const answer = await send(origin, 'GET', path, { headers });
      expect([answer.status, codeOf(answer)]).toEqual([421, 'foreign_host']);
    }
    expect((await startWith(tokenIn(nextUrls[0] ?? ''), { host, origin: `http://${host}` })).status).toBe(421);
    expect(api.requests).toEqual([]);
  });
});

describe('another page of the same browser', () => {
  it.each(['https://evil.example', 'http://127.0.0.1:1', 'http://localhost', 'null'])(
    'from %s can neither read nor write, cookie or not',
    async (foreign) => {
      const headers = { ...(await pageHeaders()), origin: foreign };
      const answers = await Promise.all([
        send(origin, 'GET', '/console/api/connections', { headers }),
        send(origin, 'POST', '/console/api/connections/acme/tests', { headers }),
        send(origin, 'POST', '/console/session', { headers, body: tokenIn(nextUrls[0] ?? '') }),
      ]);
      expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual(Array(3).fill([403, 'foreign_origin']));
      expect(api.requests).toEqual([]);
    },
  );

  it.each(['cross-site', 'same-site', 'none'])('cannot read by a link or an image (%s)', async (site) => {
    const { cookie = '' } = await pageHeaders();
    const headers = { cookie, 'sec-fetch-site': site };
    const answer = await send(origin, 'GET', '/console/api/connections', { headers });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign_origin']);
  });

  it('cannot write without telling where it comes from', async () => {
    const { cookie = '' } = await pageHeaders();
    const answer = await send(origin, 'POST', '/console/api/connections/acme/tests', { headers: { cookie } });
    expect([answer.status, codeOf(answer)]).toEqual([403, 'foreign_origin']);
  });
});

describe('what is passed on', () => {
  it('is routes that the API has', () => {
    const routeKeys = functions.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey));
    expect(FORWARDED_ROUTES.filter((routeKey) => !routeKeys.includes(routeKey))).toEqual([]);
  });

  it.each([...FORWARDED_ROUTES])('holds %s', async (routeKey) => {
    const [method = '', path = ''] = routeKey.replace('{connectionId}', 'acme-eu').split(' ');
    const body = ['GET', 'DELETE'].includes(method) ? {} : { body: '{}' };
    expect((await send(origin, method, `/console/api${path}`, { headers: await pageHeaders(), ...body })).status).toBe(
      200,
    );
    expect(api.requests).toMatchObject([{ method, path }]);
  });

  it.each([
    ['POST', '/connections/acme/access-tokens'],
    ['POST', '/connections/acme/grantless-tokens'],
    ['POST', '/connections/acme/restricted-data-tokens'],
    ['GET', '/connections/acme/sp-api/orders/v0/orders'],
    ['POST', '/connections/tests/../acme/access-tokens'],
    ['POST', '/connections/acme%2Faccess-tokens/tests'],
    ['GET', '/connections/%61cme'],
    ['GET', '/connections/acme/../../_simulated/accounts'],
    ['GET', '/_simulated/accounts'],
    ['GET', '//evil.example/connections'],
    ['GET', '/connections\\acme'],
    ['DELETE', '/connections'],
    ['TRACE', '/connections'],
    ['GET', '/connections/'],
  ])('is not %s %s', async (method, path) => {
    const answer = await send(origin, method, `/console/api${path}`, { headers: await pageHeaders() });
    expect([answer.status, codeOf(answer)]).toEqual([404, 'route_not_found']);
    expect(api.requests).toEqual([]);
  });

  it('is the condition of a change and the type of its body, and no other header', async () => {
    const headers = {
      ...(await pageHeaders()),
      'content-type': 'application/json',
      'if-match': '"v1"',
      authorization: 'AWS4-HMAC-SHA256 x',
      'x-amz-date': 'x',
      'x-forwarded-for': 'x',
    };
    await send(origin, 'PATCH', '/console/api/connections/acme', { headers, body: '{"displayName":"x"}' });
    expect(api.requests).toEqual([
      {
        method: 'PATCH',
        path: '/connections/acme',
        query: [],
        headers: { 'content-type': 'application/json', 'if-match': '"v1"' },
        body: '{"displayName":"x"}',
      },
    ]);
  });

  it('comes back with what the page needs of the headers', async () => {
    const sent = { etag: '"v1"', 'retry-after': '5', 'apigw-requestid': 'r1', 'set-cookie': 'a=b', server: 'x' };
    await serve(notedApi(() => jsonOutcome(200, { ok: true }, sent)));
    const answer = await send(origin, 'GET', '/console/api/endpoints', { headers: await pageHeaders() });
    expect(answer.body).toBe('{"ok":true}');
    expect(answer.headers).toMatchObject({ etag: '"v1"', 'retry-after': '5', 'apigw-requestid': 'r1' });
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.headers).not.toHaveProperty('server');
  });

  it('is as large as the API takes, and no larger', async () => {
    const headers = await pageHeaders();
    const post = (bytes: number) =>
      send(origin, 'POST', '/console/api/connection-tests', { headers, body: 'x'.repeat(bytes) });
    expect((await post(32 * 1024)).status).toBe(200);
    expect((await post(32 * 1024 + 1)).status).toBe(413);
    expect(api.requests).toHaveLength(1);
  });
});

describe('when the API does not do what is asked', () => {
  const problemBody = { status: 422, code: 'connection_test_failed', detail: 'No.', requestId: 'r1' };

  it.each([
    [{ kind: 'problem', problem: problemBody, retryAfterSeconds: null, answer: jsonAnswer(422, problemBody) }, 422],
    [
      {
        kind: 'refused',
        reason: 'forbidden',
        detail: 'Forbidden',
        request: { method: 'GET', path: '/endpoints' },
        answer: jsonAnswer(403, { message: 'Forbidden' }),
      },
      403,
    ],
    [{ kind: 'unexpected', detail: '', answer: jsonAnswer(502, { message: 'x' }) }, 502],
  ] as const)('the page gets its answer (%#)', async (outcome, status) => {
    await serve(notedApi(() => outcome));
    const answer = await send(origin, 'GET', '/console/api/endpoints', { headers: await pageHeaders() });
    expect(answer.status).toBe(status);
    expect(answer.body).toBe(new TextDecoder().decode(outcome.answer.body));
  });

  it.each([
    [{ kind: 'refused', reason: 'no_credentials', detail: 'secret-host and key AKIA' }, 403, 'no_credentials'],
    [{ kind: 'refused', reason: 'credentials_expired', detail: 'secret-host' }, 403, 'credentials_expired'],
    [{ kind: 'unreachable', reason: 'unknown_host', detail: 'secret-host' }, 502, 'api_unreachable'],
    [{ kind: 'unreachable', reason: 'timed_out', detail: 'secret-host' }, 502, 'api_unreachable'],
  ] as const)('the page is told why in our words when nothing came back (%#)', async (outcome, status, code) => {
    await serve(notedApi(() => outcome));
    const answer = await send(origin, 'GET', '/console/api/endpoints', { headers: await pageHeaders() });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(answer.body).not.toContain('secret-host');
    expect(JSON.parse(answer.body).detail).toMatch(/^[A-Z].*[.?]$/);
  });
});

describe('when the console itself fails', () => {
  it.each<[string, () => Outcome]>([
    [
      'RangeError',
      () => {
        throw new RangeError('Atzr|secret');
      },
    ],
    ['RangeError', () => jsonOutcome(99, { refreshToken: 'Atzr|secret' })],
  ])('the page gets a problem, and the terminal one line without a secret (%#)', async (name, answer) => {
    await serve(notedApi(answer));
    const headers = await pageHeaders();
    const given = await send(origin, 'POST', '/console/api/connection-tests?x=Atzr|secret', {
      headers,
      body: 'Atzr|secret',
    });
    expect([given.status, codeOf(given)]).toEqual([500, 'internal_error']);
    expect(given.headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-frame-options': 'DENY' });
    expect(given.body).not.toContain('secret');
    expect(troubles).toEqual([`The console could not answer POST /console/api/connection-tests: ${name}`]);
  });

  it('goes on with the next request', async () => {
    const broken = notedApi(() => {
      throw new Error();
    });
    await serve(broken);
    await send(origin, 'GET', '/console/api/endpoints', { headers: await pageHeaders() });
    expect((await send(origin, 'GET', '/console/')).status).toBe(200);
  });

  it('is not when a browser goes away in the middle of its request', async () => {
    const { host, hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    const head = ['POST /console/session HTTP/1.1', `host: ${host}`, 'content-length: 100', 'expect: 100-continue'];
    socket.write(`${head.join('\r\n')}\r\n\r\nhalf`);
    await once(socket, 'data');
    socket.destroy();
    expect((await send(origin, 'GET', '/console/')).status).toBe(200);
    expect(troubles).toEqual([]);
  });
});

it('listens on this machine alone', () => {
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
