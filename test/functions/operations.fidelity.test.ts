import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answers, json } from '../operation/odd-amazon.ts';
import { type ProxyWorld, startProxyWorld } from '../operation/proxy-world.ts';

let proxy: ProxyWorld;
beforeAll(async () => {
  proxy = await startProxyWorld();
  await proxy.world.saveAccounts('acme-eu');
  await proxy.world.save('acme', proxy.world.account('acme-eu').settings);
});
afterAll(() => proxy.close());
beforeEach(() => proxy.amazon.reset());

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const arrived = () => proxy.amazon.spApi.at(-1);
const headersArrived = () => Object.fromEntries(arrived()?.headers ?? []);

describe('what arrives at Amazon', () => {
  test.for(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('has the method: %s', async (method) => {
    expect((await proxy.call({ method })).status).toBe(200);
    expect(arrived()).toMatchObject({ method, host: 'sellingpartnerapi-eu.amazon.com' });
  });

  test.for([
    ['a plus', '?a=b+c'],
    ['an encoded space', '?a=b%20c'],
    ['bare commas', '?marketplaceIds=A1,A2&processingStatuses=CANCELLED,DONE'],
    ['encoded commas', '?marketplaceIds=A1%2CA2'],
    ['semicolons', '?a=b;c=d'],
    ['names that come twice', '?a=1&b=2&a=3'],
    ['empty values and names', '?a=&b&=c&&'],
    ['an empty query', '?'],
    ['question marks', '?a=?&b=??'],
    ['slashes and colons', '?createdSince=2026-11-23T10:00:00.000Z&x=a/b'],
    ['small and large encodings', '?a=%c3%bc&b=%C3%BC'],
    ['characters that others would encode', "?a='()*!~$@|^{}[]"],
    ['quotes and brackets', '?a="<>`\\'],
    ['half an encoding', '?a=%&b=%zz&c=%4'],
    ['an encoded number sign', '?a=%23'],
    ['encoded control characters', '?a=%0D%0A&b=%00'],
  ] as const)('has the query byte for byte: %s', async ([, query]) => {
    await proxy.call({ target: `/orders/v0/orders${query}` });

    expect(arrived()?.target).toBe(query === '?' ? '/orders/v0/orders' : `/orders/v0/orders${query}`);
  });

  test.for([
    ['a space', '/items/A%20B'],
    ['an encoded percent sign', '/items/100%25'],
    ['what was encoded twice', '/items/%2541'],
    ['Unicode', '/items/Gr%C3%BC%C3%9Fe'],
    ['quotes', '/items/%22a%22'],
    ['a number sign', '/items/%23'],
    ['a slash at the end', '/items/'],
  ] as const)('has the path as it was sent: %s', async ([, target]) => {
    await proxy.call({ target });

    expect(arrived()?.target).toBe(target);
  });

  test.for([
    ['a plus', '/items/a+b', '/items/a%2Bb'],
    ['a colon, a semicolon, a comma', '/items/a:b;c,d', '/items/a%3Ab%3Bc%2Cd'],
    ['more encoding than need be', '/items/%41', '/items/A'],
    ['small encodings', '/items/%c3%bc', '/items/%C3%BC'],
  ] as const)('has a path that means the same: %s', async ([, target, equivalent]) => {
    await proxy.call({ target });

    expect(arrived()?.target).toBe(equivalent);
  });

  test.for(['/items/S/A%2FB', '/items/a+b', '/items/a:b;c,d@e', '/items/%41', '/items/%c3%bc'])(
    'has the path byte for byte when x-sp-api-path says it: %s',
    async (target) => {
      await proxy.call({ target, headers: { 'x-sp-api-path': target } });

      expect(arrived()?.target).toBe(target);
      expect(headersArrived()).not.toHaveProperty('x-sp-api-path');
    },
  );

  test.for([
    ['JSON', 'application/json', Buffer.from('{"a": "Grüße"}')],
    ['JSON of a type that is base64 on the way', 'application/vnd.api+json', Buffer.from('{}')],
    ['a form', 'application/x-www-form-urlencoded', Buffer.from('a=b+c&d=%20')],
    ['XML', 'text/xml; charset=UTF-8', Buffer.from('<?xml version="1.0"?><a/>\r\n')],
    ['every byte there is', 'application/octet-stream', ALL_BYTES],
    ['a PDF', 'application/pdf', Buffer.concat([Buffer.from('%PDF-1.7\n'), ALL_BYTES])],
  ] as const)('has the body byte for byte: %s', async ([, type, body]) => {
    await proxy.call({ method: 'POST', headers: { 'content-type': type }, body });

    expect(arrived()?.body.equals(body)).toBe(true);
    expect(headersArrived()).toMatchObject({ 'content-type': type, 'content-length': String(body.length) });
  });

  test('has a compressed body with its encoding', async () => {
    const body = gzipSync('{}');
    const headers = { 'content-type': 'application/gzip', 'content-encoding': 'gzip' };

    await proxy.call({ method: 'PUT', headers, body });

    expect(arrived()?.body.equals(body)).toBe(true);
    expect(headersArrived()).toMatchObject(headers);
  });

  test.for(['GET', 'HEAD'])('has no body, no length and no type with a %s', async (method) => {
    await proxy.call({ method, headers: { 'content-type': 'application/json', 'content-length': '2' }, body: '{}' });

    expect(arrived()?.body).toHaveLength(0);
    for (const name of ['content-length', 'content-type', 'transfer-encoding']) {
      expect(headersArrived()).not.toHaveProperty(name);
    }
  });

  test('has the headers of the list, a token and a user agent of ours, and nothing else', async () => {
    await proxy.call({
      headers: {
        accept: 'application/json',
        'accept-language': 'de-DE',
        locale: 'de_DE',
        amountdigitalsignature: 'one',
        destaccountdigitalsignature: 'two',
        'x-amzn-shipping-business-id': 'AmazonShipping_UK',
        'x-amzn-idempotency-key': 'key',
        // None of the following.
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261123/eu-west-1/execute-api/aws4_request',
        cookie: 'session=1; other=2',
        'x-amz-access-token': "Atza|the caller's",
        'x-amz-date': '20261123T100000Z',
        'x-amz-security-token': 'session',
        'x-amz-content-sha256': 'hash',
        'x-amzn-trace-id': 'Root=1-2-3',
        'user-agent': 'curl/8.0',
        'accept-encoding': 'gzip',
        te: 'trailers',
        'proxy-authorization': 'Basic eDp5',
        'x-forwarded-for': '1.2.3.4',
        forwarded: 'for=1.2.3.4',
        'if-none-match': '"1"',
      },
    });

    expect(
      arrived()
        ?.headers.filter(([name]) => name !== 'connection')
        .toSorted(),
    ).toEqual([
      ['accept', 'application/json'],
      ['accept-language', 'de-DE'],
      ['amountdigitalsignature', 'one'],
      ['destaccountdigitalsignature', 'two'],
      ['host', 'sellingpartnerapi-eu.amazon.com'],
      ['locale', 'de_DE'],
      ['user-agent', expect.stringMatching(/^[\w.-]+\/[\w.-]+ \(Language=[^;)]+; Platform=[^;)]+\)$/)],
      ['x-amz-access-token', 'Atza|1'],
      ['x-amzn-idempotency-key', 'key'],
      ['x-amzn-shipping-business-id', 'AmazonShipping_UK'],
    ]);
  });
});

describe('what comes back', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };

  test.for([200, 201, 202, 206, 400, 401, 403, 404, 409, 413, 415, 422, 451])('has the status: %i', async (status) => {
    proxy.amazon.setSpApi(json(status, { status }));

    const reply = await proxy.call();

    expect(reply.status).toBe(status);
    expect(reply.headers).toMatchObject({ ...JSON_TYPE, 'x-answered-by': 'amazon', 'x-attempts': '1' });
    expect(JSON.parse(reply.body.toString())).toEqual({ status });
  });

  test.for([204, 304])('may have no body: %i', async (status) => {
    proxy.amazon.setSpApi((_request, response) => {
      response.writeHead(status, { 'x-amzn-requestid': 'id' });
      response.end();
    });

    const reply = await proxy.call();

    expect(reply).toMatchObject({ status, headers: { 'x-amzn-requestid': 'id', 'x-answered-by': 'amazon' } });
    expect(reply.body).toHaveLength(0);
  });

  test.for([301, 302, 303, 307, 308])('is the redirection itself, which nobody follows: %i', async (status) => {
    proxy.amazon.setSpApi(answers(status, 'elsewhere', { location: `${proxy.amazon.origin}/elsewhere` }));

    const reply = await proxy.call();

    expect(reply.status).toBe(status);
    expect(reply.headers).not.toHaveProperty('location');
    expect(reply.body.toString()).toBe('elsewhere');
    expect(proxy.amazon.spApi).toHaveLength(1);
  });

  test('to a HEAD has headers and no body', async () => {
    proxy.amazon.setSpApi(answers(200, '', { ...JSON_TYPE, 'content-length': '1000', 'x-amzn-requestid': 'id' }));

    const reply = await proxy.call({ method: 'HEAD' });

    expect(reply).toMatchObject({ status: 200, headers: { ...JSON_TYPE, 'x-amzn-requestid': 'id' } });
    expect(reply.body).toHaveLength(0);
  });

  test.for([
    ['JSON', JSON_TYPE, Buffer.from('{"a": "Grüße"}\n')],
    ['JSON with a byte-order mark', JSON_TYPE, Buffer.from('\ufeff{}')],
    ['text in Latin-1', { 'content-type': 'text/csv; charset=ISO-8859-1' }, Buffer.from('caf\xe9', 'latin1')],
    ['text in UTF-16', { 'content-type': 'text/plain; charset=UTF-16LE' }, Buffer.from('a€', 'utf16le')],
    ['every byte there is', { 'content-type': 'application/octet-stream' }, ALL_BYTES],
    ['every byte, as if it were text', { 'content-type': 'text/plain' }, ALL_BYTES],
    ['bytes of no type', {}, ALL_BYTES],
    [
      'a label',
      { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a b.pdf"' },
      ALL_BYTES,
    ],
    ['gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }, gzipSync('{"a":1}')],
    ['brotli', { ...JSON_TYPE, 'content-encoding': 'br' }, brotliCompressSync('{"a":1}')],
    ['an encoding that nobody knows', { ...JSON_TYPE, 'content-encoding': 'snappy' }, ALL_BYTES],
    ['nothing, of a type', { 'content-type': 'application/pdf' }, Buffer.alloc(0)],
    ['five megabytes', JSON_TYPE, Buffer.from(JSON.stringify('x'.repeat(5_000_000)))],
    ['four megabytes of any bytes', { 'content-type': 'application/pdf' }, Buffer.alloc(4_000_000, ALL_BYTES)],
  ] as const)('has the body byte for byte: %s', async ([, headers, body]) => {
    proxy.amazon.setSpApi(answers(200, body, headers));

    const reply = await proxy.call();

    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject(headers);
    expect(reply.body.equals(body)).toBe(true);
  });

  test('has the headers of the list and those of ours, and nothing else of Amazon', async () => {
    const returned = {
      ...JSON_TYPE,
      'content-disposition': 'inline',
      'content-language': 'de-DE',
      'retry-after': '3',
      'x-amzn-requestid': 'request',
      'x-amzn-ratelimit-limit': '0.0222',
      'x-amzn-errortype': 'AccessDeniedException',
      'x-amz-apigw-id': 'OPF',
      'x-amz-rid': 'RID',
    };
    proxy.amazon.setSpApi(
      json(
        200,
        {},
        {
          ...returned,
          'set-cookie': 'session-id=1',
          server: 'Server',
          via: '1.1 x.cloudfront.net',
          'x-amz-cf-id': 'x',
          'x-amzn-trace-id': 'Root=1',
          'x-attempts': '99',
          'x-answered-by': 'somebody else',
          etag: '"1"',
        },
      ),
    );

    const { headers } = await proxy.call();

    // What the front itself adds: API Gateway's id, and what frames a message.
    const {
      'apigw-requestid': _id,
      date: _date,
      connection: _connection,
      'content-length': _length,
      ...rest
    } = headers;
    expect(rest).toEqual({ ...returned, 'x-answered-by': 'amazon', 'x-attempts': '1' });
  });
});

test('a body of five megabytes goes in, and comes back', async () => {
  const body = JSON.stringify('é'.repeat(2_500_000));
  proxy.amazon.setSpApi((request, response, index) =>
    answers(200, request.body, { 'content-type': 'application/json' })(request, response, index),
  );

  const reply = await proxy.call({ method: 'POST', headers: { 'content-type': 'application/json' }, body });

  expect(reply.status).toBe(200);
  expect(reply.body.equals(Buffer.from(body))).toBe(true);
});
