import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../infra/local-aws/faults.ts';
import { answers, cutsOff, json, type Script, staysSilent } from '../operation/odd-amazon.ts';
import { type ProxyWorld, problemOf, startProxyWorld } from '../operation/proxy-world.ts';
import { CALLER } from './api-event.ts';
import { auditsOf, logOf } from './log-lines.ts';

const ROUTE_KEY = 'ANY /connections/{connectionId}/sp-api/{path+}';
/** Lambda: the largest event and the largest result. */
const LIMIT_BYTES = 6_291_556;

let proxy: ProxyWorld;
beforeAll(async () => {
  proxy = await startProxyWorld();
  const { settings } = proxy.world.account('acme-na');
  for (const id of ['acme', 'deleted']) await proxy.world.save(id, settings);
  await proxy.world.remove('deleted');
  await proxy.world.save('malformed', { ...settings, lwaRefreshToken: '' });
  await proxy.world.save('no-json', 'not JSON');
});
afterAll(() => proxy.close());
beforeEach(() => {
  proxy.amazon.reset();
  proxy.world.aws.faults.clear();
  proxy.bundle.forget();
});

/** As API Gateway would never send it, but a direct invocation might. */
async function invoke(event: object) {
  const { result, error } = await proxy.bundle.invoke({
    routeKey: ROUTE_KEY,
    rawPath: '/connections/acme/sp-api/orders/v0/orders',
    rawQueryString: '',
    headers: {},
    pathParameters: { connectionId: 'acme', path: 'orders/v0/orders' },
    requestContext: { requestId: 'api-request', authorizer: { iam: { userArn: CALLER } }, http: { method: 'POST' } },
    ...event,
  });
  expect(error).toBeNull();
  const { statusCode, headers, body } = Object(result);
  return { status: Number(statusCode), headers: Object(headers), body: Buffer.from(String(body)) };
}

describe('an error', () => {
  test('is a problem of ours, told from an answer of Amazon', async () => {
    const reply = await proxy.call({ connectionId: 'missing' });

    expect(reply.headers).toMatchObject({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
    expect(reply.headers).not.toHaveProperty('x-answered-by');
    expect(reply.headers).not.toHaveProperty('x-attempts');
    expect(problemOf(reply)).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.any(String),
      code: 'connection_not_found',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test.for([
    ['missing', 404, 'connection_not_found'],
    ['deleted', 409, 'connection_pending_deletion'],
    ['malformed', 409, 'connection_malformed'],
    ['no-json', 409, 'connection_malformed'],
    ['Not-An-Id', 400, 'invalid_request'],
  ] as const)('about the connection: %s', async ([connectionId, status, code]) => {
    const reply = await proxy.call({ connectionId });

    expect([reply.status, problemOf(reply).code]).toEqual([status, code]);
    expect([proxy.amazon.lwa, proxy.amazon.spApi]).toEqual([[], []]);
  });

  test.for(['access-denied', 'internal-error', 'throttled'] as const satisfies readonly Fault[])(
    'about the store: %s',
    async (fault) => {
      proxy.world.aws.faults.inject('secretsmanager.GetSecretValue', fault);

      const reply = await proxy.call({ connectionId: `unread-${fault}` });

      expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
      expect(problemOf(reply).code).toBe('storage_unavailable');
      expect(proxy.amazon.spApi).toEqual([]);
      expect(logOf(proxy.bundle.stderr)).toContainEqual(
        expect.objectContaining({ message: 'aws service unavailable', action: 'secretsmanager:GetSecretValue' }),
      );
    },
  );

  test.for([
    ['a dot segment', '/feeds/..%2Fx', {}, 'path_refused', 400],
    ['an encoded dot segment', '/feeds/%2e%2e/x', {}, 'path_refused', 400],
    ['a dot segment encoded twice', '/feeds/%252e%252e/x', {}, 'path_refused', 400],
    ['a double slash', '/feeds//x', {}, 'path_refused', 400],
    ['an encoded double slash', '/feeds/%2F/x', {}, 'path_refused', 400],
    ['a backslash', '/feeds%5C..%5Cx', {}, 'path_refused', 400],
    ['a line break', '/feeds%0D%0Ahost:x', {}, 'path_refused', 400],
    ['an address as the path', '/https://evil.example/', {}, 'path_refused', 400],
    ['x-sp-api-path of something else', '/feeds', { 'x-sp-api-path': '/orders' }, 'path_refused', 400],
    ['x-sp-api-path with an address', '/feeds', { 'x-sp-api-path': 'https://evil.example/feeds' }, 'path_refused', 400],
    ['the client secret', '/applications/2023-11-30/clientSecret', {}, 'operation_refused', 403],
    ['the client secret, encoded', '/%61pplications%2F2023-11-30/clientSecret', {}, 'operation_refused', 403],
  ] as const)('about the path, before anything is sent: %s', async ([, target, headers, code, status]) => {
    const reply = await proxy.call({ method: 'POST', target, headers });

    expect([reply.status, problemOf(reply).code]).toEqual([status, code]);
    expect([proxy.amazon.lwa, proxy.amazon.spApi]).toEqual([[], []]);
  });

  test.for([
    ['a line break', { accept: 'x\r\nx-amz-access-token: y' }],
    ['a NUL', { 'x-amzn-key': 'a\0b' }],
    ['a name that is none', { 'x-amzn-a\r\nhost': 'x' }],
    ['a value that is no text', { 'x-amzn-key': 7 }],
  ] as const)('about a header: %s', async ([, headers]) => {
    const reply = await invoke({ headers });

    expect([reply.status, problemOf(reply).code]).toEqual([400, 'invalid_request']);
    expect(problemOf(reply).errors).toEqual([{ parameter: Object.keys(headers)[0], detail: expect.any(String) }]);
    expect(proxy.amazon.spApi).toEqual([]);
  });

  test.for(['%', 'YQ', 'YQ==YQ==', 'a b==', 'ü'])('about a body in wrong base64: %s', async (body) => {
    const reply = await invoke({ body, isBase64Encoded: true });

    expect([reply.status, problemOf(reply).code]).toEqual([400, 'invalid_request']);
    expect(proxy.amazon.spApi).toEqual([]);
  });

  test('about a body that is too large', async () => {
    const reply = await invoke({ body: Buffer.alloc(LIMIT_BYTES + 1).toString('base64'), isBase64Encoded: true });

    expect([reply.status, problemOf(reply).code]).toEqual([413, 'payload_too_large']);
    expect(proxy.amazon.spApi).toEqual([]);
  });

  test('about a route that is none', async () => {
    const reply = await invoke({ routeKey: 'GET /elsewhere' });

    expect([reply.status, problemOf(reply).code]).toEqual([404, 'route_not_found']);
  });
});

describe('an answer of Amazon', () => {
  const endless: Script = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const chunk = Buffer.alloc(1_048_576, 'x');
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  const drips: Script = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write('drop');
  };

  test.for([
    ['never comes', staysSilent, 504, 'timed_out', undefined],
    ['begins and never ends', drips, 504, 'timed_out', undefined],
    ['is cut off', cutsOff, 503, 'amazon_unavailable', '10'],
    ['goes on for ever', endless, 502, 'response_too_large', undefined],
    ['is larger than Lambda takes', answers(200, Buffer.alloc(8_000_000, 'x')), 502, 'response_too_large', undefined],
  ] as const)(
    'that %s is a problem; its socket is closed, and the next call is healthy',
    async ([, script, status, code, retryAfter]) => {
      for (const method of ['GET', 'POST']) {
        proxy.amazon.reset();
        proxy.amazon.setSpApi(script);

        // A second less is the deadline: no time for a repeat.
        const reply = await proxy.call({ method, remainingMs: 1_400 });

        expect([reply.status, problemOf(reply).code, reply.headers['retry-after']]).toEqual([status, code, retryAfter]);
        // Twice at most: a GET that breaks off on a socket that was used before is sent once more on a fresh one.
        expect(proxy.amazon.spApi.length).toBeLessThanOrEqual(
          code === 'amazon_unavailable' && method === 'GET' ? 2 : 1,
        );
        await Promise.all(proxy.amazon.spApi.map(({ closed }) => closed));
        proxy.amazon.setSpApi(json(200, {}));
        expect(await proxy.call({ method })).toMatchObject({ status: 200, headers: { 'x-attempts': '1' } });
      }
    },
  );

  test.for([
    ['in base64', answers(200, Buffer.alloc(4_800_000), { 'content-type': 'application/pdf' })],
    ['in JSON', answers(200, Buffer.alloc(4_800_000, '"'), { 'content-type': 'text/plain' })],
    ['to a byte', answers(200, Buffer.alloc(LIMIT_BYTES, 'x'), { 'content-type': 'text/plain' })],
  ] as const)('that is too large only %s is a problem as well', async ([, script]) => {
    proxy.amazon.setSpApi(script);

    const reply = await proxy.call();

    expect([reply.status, problemOf(reply).code]).toEqual([502, 'response_too_large']);
    expect(auditsOf(proxy.bundle.stdout)).toMatchObject([{ outcome: 'response_too_large' }]);
  });

  test('that is as large as Lambda takes comes through', async () => {
    const headers = { 'content-type': 'text/plain' };
    const around = JSON.stringify({
      statusCode: 200,
      headers: { ...headers, 'x-answered-by': 'amazon', 'x-attempts': '1' },
      body: '',
      isBase64Encoded: false,
    }).length;
    proxy.amazon.setSpApi(answers(200, Buffer.alloc(LIMIT_BYTES - around, 'x'), headers));
    expect((await proxy.call()).body).toHaveLength(LIMIT_BYTES - around);

    proxy.amazon.setSpApi(answers(200, Buffer.alloc(LIMIT_BYTES - around + 1, 'x'), headers));
    expect((await proxy.call()).status).toBe(502);
  });
});

describe('the audit', () => {
  test.for([
    ['seller', '/orders/v0/orders'],
    ['grantless', '/notifications/v1/destinations'],
  ] as const)('has a line for each operation: %s', async ([grant, target]) => {
    proxy.amazon.setSpApi(json(404, {}, { 'x-amzn-requestid': 'amazon-1' }));

    await proxy.call({ target });

    expect(auditsOf(proxy.bundle.stdout)).toEqual([
      {
        caller: expect.stringMatching(/^arn:/),
        connectionId: 'acme',
        action: 'operation',
        grant,
        outcome: 'ok',
        amazonRequestId: 'amazon-1',
      },
    ]);
  });
});
