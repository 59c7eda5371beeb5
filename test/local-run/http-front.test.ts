import { type IncomingHttpHeaders, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FunctionRoute, type HttpFront, startHttpFront } from '../../infra/local-run/http-front.ts';
import type { InvocationOutcome } from '../../infra/local-run/lambda-environment.ts';
import { eventually } from './eventually.ts';
import { type ManualTimers, manualTimers } from './manual-timers.ts';

/** What the route's function saw, as JSON leaves it. */
let events: Record<string, unknown>[];
let answer: (event: Record<string, unknown>) => Promise<InvocationOutcome>;
let timers: ManualTimers;
let front: HttpFront;

beforeEach(async () => {
  events = [];
  answer = async () => ({ result: { statusCode: 204 } });
  timers = manualTimers();
  front = await startHttpFront({
    routes: [
      'GET /connections',
      'POST /connections/{connectionId}/tests',
      'ANY /connections/{connectionId}/sp-api/{path+}',
    ].map(toRoute),
    documents: { '/_simulated/accounts': () => ({ accounts: [] }) },
    sites: { '/site': (request, response) => response.end(`${request.method} ${request.url}`) },
    port: 0,
    timers,
  });
});

afterEach(() => front.close());

function toRoute(routeKey: string): FunctionRoute {
  const [method = '', path = ''] = routeKey.split(' ');
  const invoke = async (event: unknown) => {
    const seen = JSON.parse(JSON.stringify(event));
    events.push(seen);
    return answer(seen);
  };
  return { method, path, routeKey, invoke };
}

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Sends the target byte for byte: `fetch` would tidy it up. */
function send(
  method: string,
  target: string,
  options: { headers?: Record<string, string | string[]>; body?: string | Buffer } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${front.origin}/`,
      { method, path: target, headers: options.headers ?? {} },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
      },
    );
    sent.on('error', reject);
    sent.end(options.body);
  });
}

const json = (given: Answer) => JSON.parse(given.body.toString());

describe('the event', () => {
  it('has the shape of payload format 2.0', async () => {
    await send('POST', '/connections/acme-eu/tests?a=1&a=2&b=x%20y', {
      headers: {
        'User-Agent': 'curl/8',
        'Content-Type': 'application/json',
        Cookie: 'one=1; two=2',
        'X-Twice': ['a', 'b'],
      },
      body: '{"ä":1}',
    });
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /connections/{connectionId}/tests',
        rawPath: '/connections/acme-eu/tests',
        rawQueryString: 'a=1&a=2&b=x%20y',
        cookies: ['one=1', 'two=2'],
        headers: {
          'content-type': 'application/json',
          'content-length': '8',
          host: new URL(front.origin).host,
          'user-agent': 'curl/8',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-proto': 'http',
          'x-twice': 'a,b',
        },
        queryStringParameters: { a: '1,2', b: 'x y' },
        pathParameters: { connectionId: 'acme-eu' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'local',
          authentication: null,
          authorizer: {
            iam: {
              accessKey: 'local',
              accountId: '000000000000',
              callerId: 'local',
              cognitoIdentity: null,
              principalOrgId: null,
              userArn: 'arn:aws:iam::000000000000:user/local',
              userId: 'local',
            },
          },
          domainName: '127.0.0.1',
          domainPrefix: '127',
          http: {
            method: 'POST',
            path: '/connections/acme-eu/tests',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'curl/8',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'POST /connections/{connectionId}/tests',
          stage: '$default',
          time: '23/Nov/2026:10:00:00 +0000',
          timeEpoch: Date.parse('2026-11-23T10:00:00.000Z'),
        },
        body: '{"ä":1}',
        isBase64Encoded: false,
      },
    ]);
  });

  it('leaves out what API Gateway leaves out when it is empty', async () => {
    await send('GET', '/connections');
    expect(events[0]).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    for (const name of ['body', 'cookies', 'queryStringParameters', 'pathParameters']) {
      expect(events[0], name).not.toHaveProperty(name);
    }
  });

  it.each([
    ['/connections/a/sp-api/x%2Fy%20z', '/connections/a/sp-api/x/y z', 'x/y z'],
    ['/connections/a/sp-api/x%252Fy', '/connections/a/sp-api/x%2Fy', 'x%2Fy'],
    ['/connections/a/sp-api/%C3%A4+b', '/connections/a/sp-api/ä+b', 'ä+b'],
    ['/connections/a/sp-api/x%3Fy=1/z', '/connections/a/sp-api/x', 'x'],
    ['/connections/a/sp-api/../b/./c', '/connections/a/sp-api/../b/./c', '../b/./c'],
    ['/connections%2Fa/sp-api/x', '/connections/a/sp-api/x', 'x'],
  ])('has the path %s decoded as API Gateway does', async (target, rawPath, path) => {
    await send('GET', target);
    expect(events[0]).toMatchObject({ rawPath, requestContext: { http: { path: rawPath } }, pathParameters: { path } });
  });

  it('has the query untouched in rawQueryString, question marks and wrong encodings too', async () => {
    await send('GET', '/connections?feedTypes=A%2CB,C&next=%zz?&%F0=+');
    expect(events[0]).toMatchObject({ rawQueryString: 'feedTypes=A%2CB,C&next=%zz?&%F0=+' });
  });

  it.each([
    ['text/plain', false],
    ['application/json; charset=utf-8', false],
    ['Application/XML', false],
    ['application/javascript', false],
    ['application/merge-patch+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/jsonp', true],
    ['application/octet-stream', true],
    [undefined, true],
  ])('carries a body of type %s as base64: %s', async (contentType, isBase64Encoded) => {
    const headers = contentType === undefined ? {} : { 'content-type': contentType };
    await send('POST', '/connections/a/tests', { headers, body: '{"a":1}' });
    expect(events[0]).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? btoa('{"a":1}') : '{"a":1}' });
  });
});

describe('the answer', () => {
  it('is what the function says: status, headers, cookies, text', async () => {
    answer = async () => ({
      result: {
        statusCode: 418,
        headers: {
          'Content-Type': 'application/problem+json',
          'Retry-After': 30,
          'Content-Length': 1,
          'transfer-encoding': 'no',
        },
        cookies: ['a=1', 'b=2'],
        body: '{"ä":1}',
      },
    });
    const given = await send('GET', '/connections');
    expect(given).toMatchObject({
      status: 418,
      headers: {
        'content-type': 'application/problem+json',
        'retry-after': '30',
        'set-cookie': ['a=1', 'b=2'],
        'content-length': '8',
        'apigw-requestid': expect.any(String),
      },
    });
    expect(json(given)).toEqual({ ä: 1 });
  });

  it('is decoded when the function says that its body is base64', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    answer = async () => ({ result: { statusCode: 200, body: bytes.toString('base64'), isBase64Encoded: true } });
    const given = await send('GET', '/connections');
    expect(given.body.equals(bytes)).toBe(true);
    expect(given.headers['content-type']).toBe('text/plain;charset=UTF-8');
  });

  it.each([
    [{ connections: [] }, '{"connections":[]}'],
    ['just text', 'just text'],
    [null, 'null'],
    [['a'], '["a"]'],
  ])('is the result itself, as JSON with status 200, when there is no status code: %j', async (result, body) => {
    answer = async () => ({ result });
    const given = await send('GET', '/connections');
    expect(given).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(given.body.toString()).toBe(body);
  });

  it.each([
    [{ error: { errorType: 'TypeError', errorMessage: 'secret detail' } }],
    [{ result: { statusCode: '200' } }],
    [{ result: { statusCode: 99 } }],
    [{ result: { statusCode: 200, body: { not: 'text' } } }],
    [{ result: { statusCode: 200, headers: { nested: {} } } }],
    [{ result: { statusCode: 200, headers: [] } }],
    [{ result: { statusCode: 200, headers: { 'x-a': 'line\nbreak' } } }],
    [{ result: { statusCode: 200, headers: { 'not a name': 'x' } } }],
    [{ result: { statusCode: 200, cookies: 'a=1' } }],
  ])('is a plain 500 for a failed function and for what cannot be read: %j', async (outcome) => {
    answer = async () => outcome;
    const given = await send('GET', '/connections');
    expect(given.status).toBe(500);
    expect(json(given)).toEqual({ message: 'Internal Server Error' });
  });

  it('is 503 after thirty seconds, and what the function says later goes nowhere', async () => {
    const late = Promise.withResolvers<InvocationOutcome>();
    answer = () => late.promise;
    const waiting = send('GET', '/connections');
    await eventually(() => expect(timers.nextInMs()).toBe(30_000));
    timers.advance(30_000);
    const given = await waiting;
    late.resolve({ result: { statusCode: 200 } });
    expect(given.status).toBe(503);
    expect(json(given)).toEqual({ message: 'Service Unavailable' });
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/connections/', 404],
    ['DELETE', '/connections', 404],
    ['GET', '/connections/a/tests', 404],
    ['GET', '/connections/%zz', 400],
    ['GET', '/connections/%C3', 400],
    ['OPTIONS', '*', 400],
  ])('to %s %s is %i, and no function is asked', async (method, target, status) => {
    const given = await send(method, target);
    expect(given.status).toBe(status);
    expect(json(given)).toEqual({ message: status === 404 ? 'Not Found' : 'Bad Request' });
    expect(events).toEqual([]);
  });

  it.each([
    ['over 10 MB', 10 * 1024 * 1024 + 1],
    ['more than Lambda can be given', 6_291_556],
  ])('to a body %s is 413, and no function is asked', async (_, bytes) => {
    const given = await send('POST', '/connections/a/tests', {
      headers: { 'content-type': 'text/plain' },
      body: Buffer.alloc(bytes, 'x'),
    });
    expect(given.status).toBe(413);
    expect(events).toEqual([]);
  });

  it('to a document of the front itself is that document', async () => {
    const given = await send('GET', '/_simulated/accounts');
    expect(given.status).toBe(200);
    expect(json(given)).toEqual({ accounts: [] });
    expect((await send('POST', '/_simulated/accounts')).status).toBe(404);
  });

  it.each(['/site', '/site/', '/site/page?x=%20', '/site?x', '/site/../connections'])(
    'to %s is that of the site, which gets the request as it came',
    async (target) => {
      expect((await send('POST', target)).body.toString()).toBe(`POST ${target}`);
    },
  );

  it.each(['/sites', '/Site', '//site', '/%73ite', '/connections/site'])(
    'to %s is not that of the site',
    async (target) => {
      expect((await send('GET', target)).status).toBe(404);
    },
  );

  it('to HEAD has no body, and 204 has none either', async () => {
    answer = async () => ({ result: { statusCode: 200, body: 'text' } });
    expect((await send('HEAD', '/connections/a/sp-api/x')).body).toHaveLength(0);
    answer = async () => ({ result: { statusCode: 204, body: 'text' } });
    expect((await send('DELETE', '/connections/a/sp-api/x')).body).toHaveLength(0);
  });
});

describe('a page of somebody else, in a browser of this machine', () => {
  const here = () => new URL(front.origin).host;

  it.each(['attacker.example', 'attacker.example:8787', '127.0.0.1.attacker.example', '192.168.1.2:8787'])(
    'does nothing under a name that was made to point here: %j',
    async (host) => {
      for (const [method, target] of [
        ['GET', '/connections'],
        ['GET', '/_simulated/accounts'],
        ['POST', '/connections/acme/tests'],
      ] as const) {
        const { status, body } = await send(method, target, { headers: { host } });
        expect({ status, told: JSON.parse(body.toString()).message }).toEqual({
          status: 421,
          told: expect.stringContaining('Host: localhost'),
        });
      }
      expect(events).toEqual([]);
    },
  );

  it.each(['https://attacker.example', 'null', 'http://localhost:1', 'http://127.0.0.1'])(
    'does nothing from its own origin: %s',
    async (origin) => {
      const { status, body } = await send('POST', '/connections/acme/tests', { headers: { host: here(), origin } });
      expect({ status, told: JSON.parse(body.toString()).message }).toEqual({
        status: 403,
        told: expect.stringContaining('another page'),
      });
      expect(events).toEqual([]);
    },
  );

  it.each(['cross-site', 'same-site'])('does nothing by a request that tells no origin: %s', async (site) => {
    expect((await send('GET', '/connections', { headers: { 'sec-fetch-site': site } })).status).toBe(403);
    expect(events).toEqual([]);
  });

  it('does not keep anybody out who calls this machine by its own names, nor a page that is served here', async () => {
    for (const host of ['127.0.0.1', 'localhost:8787', 'LOCALHOST:1', '[::1]:8787']) {
      expect((await send('GET', '/connections', { headers: { host } })).status).toBe(204);
    }
    const page = { host: here(), origin: front.origin };
    expect((await send('POST', '/connections/acme/tests', { headers: page })).status).toBe(204);
  });
});

describe('the front', () => {
  it('says that its port is taken', async () => {
    const port = Number(new URL(front.origin).port);
    await expect(startHttpFront({ routes: [], documents: {}, port, timers })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('ends at once, also while a function is at work', async () => {
    answer = () => new Promise(() => {});
    const cutOff = expect(send('GET', '/connections')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await eventually(() => expect(events).toHaveLength(1));
    await front.close();
    await cutOff;
  });
});
