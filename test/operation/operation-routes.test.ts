import { describe, expect, test } from 'vitest';
import { toApiGateway } from '../../lib/http/api-answer.ts';
import type { ApiEvent } from '../../lib/http/api-request.ts';
import { operationRoutes } from '../../lib/http/operation-routes.ts';
import type { OperationAnswer, SentOperation } from '../../lib/operation/operation-http.ts';
import { refusedByLwa } from '../token/amazon-by-script.ts';
import { answered, EXPIRED, operationWorld, refused, type SpApiScript } from './operation-world.ts';

const ROUTE = 'ANY /connections/{connectionId}/sp-api/{path+}';
/** Lambda: the largest event and the largest result. */
const LIMIT_BYTES = 6_291_556;

function routeWorld(script?: SpApiScript) {
  const world = operationWorld(script);
  const route = operationRoutes(world.dependencies)[ROUTE];
  if (!route) throw new Error('no route');
  const call = async (path: string, event: ApiEvent = {}, method = 'GET', id = 'acme') => {
    const invocation = world.invocation();
    const answer = await route({
      caller: 'arn:aws:iam::123456789012:user/job',
      invocation,
      event: {
        rawPath: `/connections/${id}/sp-api${path}`,
        pathParameters: { connectionId: id, path: path.slice(1) },
        requestContext: { http: { method } },
        ...event,
      },
    });
    const result = toApiGateway(answer, 'request-1');
    return { ...result, problem: 'problem' in answer ? answer.problem : null, invocation };
  };
  return { ...world, call };
}

const TEXT = { 'content-type': 'application/json' };
const ORDERS = '/orders/v0/orders';

describe('an operation', () => {
  test('is sent with what the caller gave, and a token of the connection', async () => {
    const { call, spApi } = routeWorld();

    await call(
      ORDERS,
      {
        rawQueryString: 'a=b+c&a=%20',
        headers: {
          accept: 'application/json',
          authorization: 'AWS4-HMAC-SHA256',
          cookie: 'a=b',
          host: 'abc.execute-api.eu-west-1.amazonaws.com',
          'x-amz-access-token': "Atza|the caller's",
          'x-amzn-trace-id': 'Root=1',
          'content-type': 'text/plain',
        },
        body: 'body',
      },
      'POST',
    );

    expect(spApi.requests).toEqual([
      {
        method: 'POST',
        url: `https://sellingpartnerapi-na.amazon.com${ORDERS}?a=b+c&a=%20`,
        headers: {
          accept: 'application/json',
          'content-type': 'text/plain',
          'user-agent': expect.stringMatching(/^[\w.-]+\/[\w.-]+ \(Language=TypeScript; Platform=[^)]+\)$/),
          'x-amz-access-token': 'Atza|1',
        },
        body: Buffer.from('body'),
      },
    ]);
  });

  test("answers what Amazon answers, and says that it is Amazon's", async () => {
    const { call } = routeWorld(() => ({
      kind: 'answer',
      status: 404,
      headers: { ...TEXT, 'x-amzn-requestid': 'amazon-1', 'set-cookie': 'a=b', 'x-attempts': '99' },
      body: Buffer.from('{"errors":[]}'),
    }));

    expect(await call(ORDERS)).toMatchObject({
      statusCode: 404,
      headers: { ...TEXT, 'x-amzn-requestid': 'amazon-1', 'x-answered-by': 'amazon', 'x-attempts': '1' },
      body: '{"errors":[]}',
      isBase64Encoded: false,
    });
  });

  test.for([301, 302, 307, 308])('that leads elsewhere is answered as it is: %i', async (statusCode) => {
    const { call, spApi } = routeWorld(() => answered(statusCode, {}, { location: 'https://evil.example/' }));

    const result = await call(ORDERS);

    expect(result).toMatchObject({ statusCode });
    expect(result.headers).not.toHaveProperty('location');
    expect(spApi.requests).toHaveLength(1);
  });

  test('of a direct invocation may leave out all but the parameters of the path', async () => {
    const { dependencies, invocation, spApi } = routeWorld();
    const event: ApiEvent = {
      pathParameters: { connectionId: 'acme', path: 'items/ü' },
      requestContext: { http: { method: 'GET' } },
    };

    await operationRoutes(dependencies)[ROUTE]?.({ caller: 'direct-invocation', invocation: invocation(), event });

    expect(spApi.requests[0]?.url).toBe('https://sellingpartnerapi-na.amazon.com/items/%C3%BC');
  });

  test.for([
    ['behind the mapping of a custom domain', '/v1/connections/acme/sp-api/orders/v0/orders', '/orders/v0/orders'],
    ['behind a mapping of several levels', '/a/connections/connections/acme/sp-api/x', '/x'],
    [
      'with what looks like another one in it',
      '/connections/acme/sp-api/x/connections/acme/sp-api/y',
      '/x/connections/acme/sp-api/y',
    ],
  ] as const)('goes where the path leads that follows sp-api: %s', async ([, rawPath, path]) => {
    const { call, spApi } = routeWorld();

    await call('', { rawPath });

    expect(spApi.requests[0]?.url).toBe(`https://sellingpartnerapi-na.amazon.com${path}`);
  });

  test('finds x-sp-api-path whatever its capitals', async () => {
    const { call, spApi } = routeWorld();

    await call('/items/A/B', { headers: { 'X-SP-API-Path': '/items/A%2FB' } });

    expect(spApi.requests[0]?.url).toBe('https://sellingpartnerapi-na.amazon.com/items/A%2FB');
  });
});

describe('a body', () => {
  const bodyOf = async (event: ApiEvent, method = 'POST') => {
    const { call, spApi } = routeWorld();
    const result = await call(ORDERS, { headers: TEXT, ...event }, method);
    const request = spApi.requests[0];
    return request
      ? { body: request.body?.toString() ?? null, type: request.headers['content-type'] }
      : result.problem?.code;
  };

  test.for([
    ['as text', { body: 'é' }, 'é'],
    ['as base64', { body: Buffer.from('é').toString('base64'), isBase64Encoded: true }, 'é'],
  ] as const)('arrives: %s', async ([, event, body]) => {
    expect(await bodyOf(event)).toEqual({ body, type: 'application/json' });
  });

  test.for(['POST', 'PUT', 'PATCH', 'DELETE'])('may be there: %s', async (method) => {
    expect(await bodyOf({ body: 'x' }, method)).toEqual({ body: 'x', type: 'application/json' });
  });

  test.for(['GET', 'HEAD'])('is not sent with a %s, nor is its type', async (method) => {
    expect(await bodyOf({ body: 'x' }, method)).toEqual({ body: null, type: undefined });
  });

  test('of no bytes is none, and has no type', async () => {
    expect(await bodyOf({ body: '' })).toEqual({ body: null, type: undefined });
  });

  test.for(['%%%', 'a b', 'é', 'YQ==YQ==', 'YQ=', 'YQ', 'A', 'YQ===='])(
    'in wrong base64 is refused: %s',
    async (body) => {
      expect(await bodyOf({ body, isBase64Encoded: true })).toBe('invalid_request');
    },
  );

  test('may be as large as Lambda takes, and no larger', async () => {
    const largest = Buffer.alloc(LIMIT_BYTES, 'x').toString('base64');
    const larger = Buffer.alloc(LIMIT_BYTES + 1, 'x').toString('base64');

    expect(await bodyOf({ body: largest, isBase64Encoded: true })).toMatchObject({ body: 'x'.repeat(LIMIT_BYTES) });
    expect(await bodyOf({ body: larger, isBase64Encoded: true })).toBe('payload_too_large');
    expect(await bodyOf({ body: 'x'.repeat(LIMIT_BYTES + 1) })).toBe('payload_too_large');
  });
});

describe('nothing is sent, and no secret is read,', () => {
  test.for([
    ['for a dot segment', '/feeds/../x', {}, 'GET', 'path_refused'],
    ['for a path of another connection', '', { rawPath: '/connections/acmf/sp-api/x' }, 'GET', 'path_refused'],
    ['for no path', '', {}, 'GET', 'path_refused'],
    ['for a path that only begins alike', 'x/feeds', {}, 'GET', 'path_refused'],
    ['for x-sp-api-path of something else', '/a', { headers: { 'x-sp-api-path': '/b' } }, 'GET', 'path_refused'],
    ['for an empty x-sp-api-path', '/a', { headers: { 'x-sp-api-path': '' } }, 'GET', 'path_refused'],
    ['for a fragment in the query', '/a', { rawQueryString: 'a#b' }, 'GET', 'path_refused'],
    ['for a space in the query', '/a', { rawQueryString: 'a b' }, 'GET', 'path_refused'],
    [
      'for the client secret of the application',
      '/applications/2023-11-30/clientSecret',
      {},
      'POST',
      'operation_refused',
    ],
    ['for it in capitals', '/APPLICATIONS/2023-11-30/clientSecret', {}, 'POST', 'operation_refused'],
    [
      'for it by x-sp-api-path',
      '/applications/2023-11-30/clientSecret',
      { headers: { 'x-sp-api-path': '/%61pplications%2F2023-11-30/clientSecret' } },
      'POST',
      'operation_refused',
    ],
    ['for it encoded once more', '/%61pplications/2023-11-30/clientSecret', {}, 'POST', 'operation_refused'],
    [
      'for it with a parameter of its segment',
      '/applications;x/2023-11-30/clientSecret',
      { headers: { 'x-sp-api-path': '/applications;x/2023-11-30/clientSecret' } },
      'POST',
      'operation_refused',
    ],
    ['for a method that is none', '/a', {}, 'TRACE', 'invalid_request'],
    ['for a method in small letters', '/a', {}, 'get', 'invalid_request'],
    ['for a header with a line break', '/a', { headers: { accept: 'x\r\nhost: y' } }, 'GET', 'invalid_request'],
    ['for a header name that is none', '/a', { headers: { 'x-amzn-a b': 'x' } }, 'GET', 'invalid_request'],
    ['for wrong base64', '/a', { body: '%', isBase64Encoded: true }, 'POST', 'invalid_request'],
  ] as const)('%s', async ([, path, event, method, code]) => {
    const { call, spApi, amazon, store } = routeWorld();

    const { problem, invocation } = await call(path, event, method);

    expect(problem).toMatchObject({ code });
    expect(invocation.audits).toMatchObject([
      { action: 'operation', grant: null, outcome: code, amazonRequestId: null },
    ]);
    expect({ spApi: spApi.requests, lwa: amazon.requests, reads: store.reads }).toEqual({
      spApi: [],
      lwa: [],
      reads: 0,
    });
  });

  test('for a connection id that is none', async () => {
    const { call, store } = routeWorld();

    expect((await call('/a', {}, 'GET', 'Acme')).problem).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/connectionId' }],
    });
    expect(store.reads).toBe(0);
  });

  test('and the refused header is named', async () => {
    const { call } = routeWorld();

    const { problem } = await call('/a', { headers: { 'x-amzn-key': 'a\nb' } });

    expect(problem?.errors).toEqual([{ parameter: 'x-amzn-key', detail: expect.any(String) }]);
  });
});

describe('when Amazon gives no token', () => {
  test.for([
    ['a refusal', refusedByLwa('invalid_grant'), 502, 'amazon_rejected', undefined],
    ['throttling', refusedByLwa('', 429), 429, 'throttled', '10'],
    ['trouble', refusedByLwa('server_error', 500), 503, 'amazon_unavailable', '10'],
    ['nobody there', { kind: 'network_unreachable' }, 503, 'amazon_unavailable', '10'],
    ['a time-out', { kind: 'timed_out' }, 504, 'timed_out', undefined],
    ['something else', refusedByLwa('', 418), 502, 'amazon_unexpected', undefined],
  ] as const)('%s', async ([, lwa, statusCode, code, retryAfter]) => {
    const { call, amazon, spApi } = routeWorld();
    amazon.script = () => lwa;

    const { problem, headers, invocation, ...result } = await call(ORDERS);

    expect(result.statusCode).toBe(statusCode);
    expect(problem?.code).toBe(code);
    expect(headers?.['retry-after']).toBe(retryAfter);
    expect(headers).not.toHaveProperty('x-answered-by');
    expect(headers).not.toHaveProperty('x-attempts');
    expect(spApi.requests).toEqual([]);
    expect(amazon.exchanges.length).toBeLessThanOrEqual(3);
    expect(invocation.audits).toEqual([
      {
        caller: 'arn:aws:iam::123456789012:user/job',
        connectionId: 'acme',
        action: 'operation',
        grant: 'seller',
        outcome: code,
        amazonRequestId: 'kind' in lwa && lwa.kind === 'answer' ? 'amazon-request' : null,
      },
    ]);
  });

  test('tells the diagnosis', async () => {
    const { call, amazon } = routeWorld();
    amazon.script = () => refusedByLwa('invalid_grant');

    expect((await call(ORDERS)).problem?.diagnosis).toMatchObject({
      code: 'refresh_token_rejected',
      settings: ['lwaRefreshToken'],
    });
  });
});

describe('when the store gives no connection', () => {
  test.for([
    [{ kind: 'connection_not_found' }, 404, 'connection_not_found', undefined],
    [{ kind: 'connection_pending_deletion' }, 409, 'connection_pending_deletion', undefined],
    [
      { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'x' },
      503,
      'storage_unavailable',
      '5',
    ],
  ] as const)('%j', async ([failure, statusCode, code, retryAfter]) => {
    const { call, store, amazon } = routeWorld();
    store.failure = failure;

    const { problem, headers, ...result } = await call(ORDERS);

    expect([result.statusCode, problem?.code, headers?.['retry-after']]).toEqual([statusCode, code, retryAfter]);
    expect(amazon.requests).toEqual([]);
  });
});

describe('when the SP-API gives no answer', () => {
  test.for([
    ['network_unreachable', 503, 'amazon_unavailable', '10'],
    ['timed_out', 504, 'timed_out', undefined],
  ] as const)('%s', async ([kind, statusCode, code, retryAfter]) => {
    const { call } = routeWorld(() => ({ kind }));

    const { problem, headers, ...result } = await call(ORDERS, {}, 'POST');

    expect([result.statusCode, problem?.code, headers?.['retry-after']]).toEqual([statusCode, code, retryAfter]);
    expect(headers).not.toHaveProperty('x-answered-by');
  });
});

describe('an answer that is too large', () => {
  test.for([
    ['to be read', { kind: 'answer', status: 200, headers: {}, body: null }],
    ['in base64', { kind: 'answer', status: 200, headers: {}, body: Buffer.alloc(4_800_000) }],
    ['as text and in base64', { kind: 'answer', status: 200, headers: TEXT, body: Buffer.alloc(4_800_000, '"') }],
  ] as const)('%s is 502 response_too_large', async ([, answer]: readonly [string, OperationAnswer]) => {
    const { call } = routeWorld(() => answer);

    const { statusCode, problem } = await call(ORDERS);

    expect([statusCode, problem?.code]).toEqual([502, 'response_too_large']);
  });
});

describe('what was tried', () => {
  const inTurn =
    (...answers: readonly SentOperation[]): SpApiScript =>
    (_request, index) =>
      answers[index] ?? answered(200);

  test('is counted in x-attempts and told in the log', async () => {
    const { call } = routeWorld(inTurn(answered(503), refused(EXPIRED), answered(200)));

    const { headers, invocation } = await call(ORDERS);

    expect(headers?.['x-attempts']).toBe('3');
    expect(invocation.lines).toEqual([['repeated', { connectionId: 'acme', attempts: 3, status: 200 }]]);
  });

  test('twice is told as well', async () => {
    const { call } = routeWorld(inTurn(answered(503), answered(200)));

    expect((await call(ORDERS)).invocation.lines).toMatchObject([['repeated', { attempts: 2 }]]);
  });

  test('is told in the log when nothing came of it', async () => {
    const { call } = routeWorld(() => ({ kind: 'network_unreachable' }));

    const { invocation } = await call(ORDERS);

    expect(invocation.lines).toEqual([['repeated', { connectionId: 'acme', attempts: 4, status: null }]]);
  });

  test('once is nothing to tell', async () => {
    const { call } = routeWorld();

    expect((await call(ORDERS)).invocation.lines).toEqual([]);
  });

  test('in vain says when to come back, unless Amazon does', async () => {
    const world = routeWorld(() => answered(429));
    expect((await world.call(ORDERS)).headers?.['retry-after']).toBe('20');

    world.spApi.script = () => answered(503, {}, { 'retry-after': '77' });
    expect((await world.call(ORDERS)).headers?.['retry-after']).toBe('77');
  });
});

describe('the audit', () => {
  test.for([
    ['seller', ORDERS],
    ['grantless', '/notifications/v1/destinations'],
  ] as const)('names caller, connection, grant and the last answer of Amazon: %s', async ([grant, path]) => {
    const { call } = routeWorld((_request, index) =>
      answered(index === 0 ? 503 : 404, {}, { 'x-amzn-requestid': `amazon-${index}` }),
    );

    expect((await call(path)).invocation.audits).toEqual([
      {
        caller: 'arn:aws:iam::123456789012:user/job',
        connectionId: 'acme',
        action: 'operation',
        grant,
        outcome: 'ok',
        amazonRequestId: 'amazon-1',
      },
    ]);
  });

  test('takes the id of the front when there is no other', async () => {
    const { call } = routeWorld(() => answered(403, {}, { 'x-amz-rid': 'RID' }));

    expect((await call(ORDERS)).invocation.audits[0]?.amazonRequestId).toBe('RID');
  });

  test('tells an answer that was too large', async () => {
    const { call } = routeWorld(() => ({ kind: 'answer', status: 200, headers: { 'x-amz-rid': 'RID' }, body: null }));

    expect((await call(ORDERS)).invocation.audits).toMatchObject([
      { outcome: 'response_too_large', amazonRequestId: 'RID' },
    ]);
  });
});
