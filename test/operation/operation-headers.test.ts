import { describe, expect, test } from 'vitest';
import { forwardedHeaders, returnedHeaders } from '../../lib/operation/operation-headers.ts';

const ALWAYS = {
  accept: 'application/json',
  'accept-language': 'de-DE',
  locale: 'de_DE',
  amountdigitalsignature: 'sig-1',
  destaccountdigitalsignature: 'sig-2',
  'x-amzn-idempotency-key': 'key-1',
  'x-amzn-shipping-business-id': 'AmazonShipping_US',
};
const WITH_BODY = { 'content-type': 'application/json', 'content-encoding': 'gzip' };

/** None of these is ever Amazon's business. */
const NEVER = {
  authorization: 'AWS4-HMAC-SHA256 Credential=…',
  cookie: 'session=1',
  host: 'evil.example',
  'x-amz-access-token': 'Atza|of-the-caller',
  'x-amz-date': '20261123T100000Z',
  'x-amz-security-token': 'token',
  'x-amz-content-sha256': 'hash',
  'x-amzn-trace-id': 'Root=1-2-3',
  'x-sp-api-path': '/orders/v0/orders',
  'user-agent': 'curl/8',
  connection: 'close, x-amzn-idempotency-key',
  'keep-alive': 'timeout=5',
  'proxy-authorization': 'Basic',
  'proxy-authenticate': 'Basic',
  'proxy-connection': 'close',
  te: 'trailers',
  trailer: 'x-amzn-late',
  'transfer-encoding': 'chunked',
  upgrade: 'h2c',
  'content-length': '1000',
  expect: '100-continue',
  forwarded: 'for=1.2.3.4',
  via: '1.1 somewhere',
  'x-forwarded-for': '1.2.3.4',
  'x-forwarded-host': 'evil.example',
  'accept-encoding': 'gzip',
  origin: 'https://somewhere.example',
  'if-none-match': '"1"',
  'x-amzn': 'without the hyphen',
};

const forwarded = (headers: Readonly<Record<string, string | undefined>>, hasBody = true) => {
  const result = forwardedHeaders(headers, hasBody);
  return result.ok ? result.value : `refused: ${result.failure}`;
};

describe('of the headers of a caller', () => {
  test('those of the list reach Amazon, and no other', () => {
    expect(forwarded({ ...NEVER, ...ALWAYS, ...WITH_BODY })).toEqual({ ...ALWAYS, ...WITH_BODY });
  });

  test('those about a body come with a body only', () => {
    expect(forwarded({ ...ALWAYS, ...WITH_BODY }, false)).toEqual(ALWAYS);
  });

  test('the case of a name does not matter', () => {
    expect(forwarded({ Accept: 'a', 'X-AMZN-Key': 'b', 'X-Amz-Access-Token': 'c', 'X-Amzn-Trace-Id': 'd' })).toEqual({
      accept: 'a',
      'x-amzn-key': 'b',
    });
  });

  test.for([
    ['a line break', 'x\r\nx-amz-access-token: y'],
    ['a bare line feed', 'x\ny: z'],
    ['a bare carriage return', 'x\ry'],
    ['a NUL', 'x\0'],
    ['a control character', 'x\x1by'],
    ['DEL', 'x\x7f'],
    ['a character that no header can hold', 'Ā'],
    ['a lone surrogate', '\ud800'],
  ] as const)('one whose value has %s is refused by its name', ([, value]) => {
    for (const name of ['accept', 'x-amzn-key', 'content-type']) {
      expect(forwarded({ [name]: value })).toBe(`refused: ${name}`);
    }
  });

  test.for(['x-amzn-a b', 'x-amzn-a:b', 'x-amzn-a\r\nhost', 'x-amzn-ä', 'x-amzn-a(b)', 'x-amzn-\0'])(
    'one whose name is none is refused: %j',
    (name) => {
      expect(forwarded({ [name]: 'x' })).toBe(`refused: ${name}`);
    },
  );

  test('one that is not even a text, as a direct invocation may send it, is refused', () => {
    const event: Record<string, string> = JSON.parse('{"accept": 1}');
    expect(forwarded(event)).toBe('refused: accept');
  });

  test('what is not forwarded may be as broken as it likes', () => {
    expect(forwarded({ cookie: 'a\r\nb', 'x y': 'z', accept: undefined })).toEqual({});
  });

  test('tabs, Latin-1 and an empty value are fine', () => {
    expect(forwarded({ accept: 'a\tb', locale: 'fran\u00e7ais', 'x-amzn-key': '' })).toEqual({
      accept: 'a\tb',
      locale: 'français',
      'x-amzn-key': '',
    });
  });
});

test("of Amazon's headers those of the list reach the caller, and no other", () => {
  const returned = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-disposition': 'attachment; filename="a.pdf"',
    'content-language': 'de-DE',
    'retry-after': '3',
    'x-amzn-requestid': 'id',
    'x-amzn-ratelimit-limit': '0.0222',
    'x-amzn-errortype': 'AccessDeniedException',
    'x-amz-apigw-id': 'OPF',
    'x-amz-rid': 'RID',
  };
  const dropped = {
    'set-cookie': 'session-id=1',
    location: 'https://evil.example/',
    'content-length': '5',
    'transfer-encoding': 'chunked',
    connection: 'close',
    date: 'Mon, 23 Nov 2026 10:00:00 GMT',
    server: 'Server',
    via: '1.1 cloudfront',
    'x-amz-cf-id': 'x',
    'x-amzn-trace-id': 'Root=1',
    'x-answered-by': 'somebody',
    'x-attempts': '99',
    'access-control-allow-origin': '*',
    'strict-transport-security': 'max-age=1',
    'www-authenticate': 'Basic',
    etag: '"1"',
  };
  expect(returnedHeaders({ ...dropped, ...returned })).toEqual(returned);
});
