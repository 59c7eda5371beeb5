import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApiEvent, headerOf, readConnectionId, readJsonBody, readQuery } from '../../lib/http/api-request.ts';
import type { Problem } from '../../lib/http/problem.ts';
import type { Result } from '../../lib/result.ts';

/** The value, or what is wrong in short. */
function outcome(result: Result<unknown, Problem>): unknown {
  if (result.ok) return result.value;
  const { code, errors } = result.failure;
  return [code, ...(errors ?? []).map((error) => ('pointer' in error ? error.pointer : error.parameter))];
}

const json = { 'content-type': 'application/json' };
const base64 = (bytes: string | Buffer) => ({ body: Buffer.from(bytes).toString('base64'), isBase64Encoded: true });

describe('the body of a request', () => {
  it.each([
    ['as text', { body: '{"a":1}', headers: json }, { a: 1 }],
    ['without a content type', { body: '{"a":1}' }, { a: 1 }],
    ['with a character set', { body: '{}', headers: { 'content-type': 'Application/JSON; charset=utf-8' } }, {}],
    ['with its header in capitals', { body: '{}', headers: { 'Content-Type': 'application/json' } }, {}],
    ['in base64', { ...base64('{"a":"é"}'), headers: json }, { a: 'é' }],
    ['with a byte-order mark', base64('\ufeff{"a":1}'), { a: 1 }],
    ['of none at all', {}, {}],
    ['of none at all, whatever its type', { headers: { 'content-type': 'text/plain' } }, {}],
    ['of an empty text', { body: '' }, {}],
    ['of exactly 32 KiB', { body: JSON.stringify('x'.repeat(32 * 1024 - 2)) }, 'x'.repeat(32 * 1024 - 2)],
  ])('is read %s', (_how, event: ApiEvent, expected) => {
    expect(outcome(readJsonBody(event))).toEqual(expected);
  });

  it.each([
    ['no JSON', { body: '{"a":' }, ['invalid_request', '']],
    ['no UTF-8', base64(Buffer.from([0x22, 0xff, 0x22])), ['invalid_request', '']],
    ['no base64', { body: '{"a":1}', isBase64Encoded: true }, ['invalid_request', '']],
    ['XML', { body: '<a/>', headers: { 'content-type': 'application/xml' } }, ['unsupported_media_type']],
    ['JSON with another type', { body: '{}', headers: { 'content-type': 'text/plain' } }, ['unsupported_media_type']],
    ['a byte too much', { body: JSON.stringify('x'.repeat(32 * 1024 - 1)) }, ['payload_too_large']],
    ['bytes too many, few characters', { body: JSON.stringify('é'.repeat(16 * 1024)) }, ['payload_too_large']],
    ['too much in base64', base64(JSON.stringify('x'.repeat(32 * 1024))), ['payload_too_large']],
  ])('is refused when it is %s', (_what, event: ApiEvent, expected) => {
    expect(outcome(readJsonBody(event))).toEqual(expected);
  });

  it.each([5, {}, [], true])('is refused when a direct invocation gives %j for it', (body) => {
    expect(outcome(readJsonBody({ body: body as unknown as string }))).toEqual(['invalid_request', '']);
  });

  it('may be of another type where the route says so', () => {
    const event = { body: '{}', headers: { 'content-type': 'application/merge-patch+json' } };
    expect(outcome(readJsonBody(event))).toEqual(['unsupported_media_type']);
    expect(outcome(readJsonBody(event, ['application/json', 'application/merge-patch+json']))).toEqual({});
  });

  it('never makes it throw, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (body, headers, isBase64Encoded) => {
        const event = { body, headers, isBase64Encoded } as unknown as ApiEvent;
        expect(readJsonBody(event)).toHaveProperty('ok');
      }),
    );
  });
});

describe('the id in the path', () => {
  it.each(['a', '0', 'acme-eu', `a${'-'.repeat(62)}`])('may be %s', (connectionId) => {
    expect(readConnectionId({ pathParameters: { connectionId } })).toEqual({ ok: true, value: connectionId });
  });

  it.each([
    '',
    '-a',
    'A',
    'acme_eu',
    'acme/eu',
    '../acme',
    'acme ',
    'ä',
    'a\n',
    'a'.repeat(64),
    5,
    null,
    undefined,
    ['a'],
  ])('may not be %j', (connectionId) => {
    const event = { pathParameters: { connectionId } } as unknown as ApiEvent;
    expect(outcome(readConnectionId(event))).toEqual(['invalid_request', '/connectionId']);
  });

  it('is missed where there is none', () => {
    expect(outcome(readConnectionId({}))).toEqual(['invalid_request', '/connectionId']);
  });
});

describe('the query', () => {
  it('is read by the names that the route knows', () => {
    expect(outcome(readQuery({ queryStringParameters: { limit: '5' } }, ['limit', 'nextToken']))).toEqual({
      limit: '5',
    });
    expect(outcome(readQuery({}, ['limit']))).toEqual({});
  });

  it('is refused with every name that it does not know', () => {
    const queryStringParameters = { limit: '5', Limit: '5', __proto__x: '1', toString: '1' };
    expect(outcome(readQuery({ queryStringParameters }, ['limit']))).toEqual([
      'invalid_request',
      'Limit',
      '__proto__x',
      'toString',
    ]);
  });
});

describe('a header', () => {
  it('is found in any case, and is not there when it is no text', () => {
    expect(headerOf({ headers: { 'IF-Match': '"v1"' } }, 'if-match')).toBe('"v1"');
    expect(headerOf({}, 'if-match')).toBeUndefined();
    expect(headerOf({ headers: { 'if-match': 5 } } as unknown as ApiEvent, 'if-match')).toBe('');
  });
});

describe('what is wrong with a request is said in words', () => {
  const said = (read: Result<unknown, Problem>) => (read.ok ? null : [read.failure.code, read.failure.detail]);

  it('of its connection, query and body', () => {
    expect(said(readConnectionId({ pathParameters: { connectionId: 'A' } }))).toEqual([
      'invalid_request',
      'The request is not valid: /connectionId must be 1–63 lower-case letters, digits and hyphens, and not begin with a hyphen.',
    ]);
    expect(said(readQuery({ queryStringParameters: { x: '1' } }, ['limit']))).toEqual([
      'invalid_request',
      'The request is not valid: x is not a known parameter.',
    ]);
    expect(said(readJsonBody({ body: 'YQ=', isBase64Encoded: true }))).toEqual([
      'invalid_request',
      'The request is not valid: the body is neither text nor valid base64.',
    ]);
    const patch = ['application/merge-patch+json', 'application/json'];
    expect(said(readJsonBody({ body: '{}', headers: { 'content-type': 'text/plain' } }, patch))).toEqual([
      'unsupported_media_type',
      'The body must be application/merge-patch+json or application/json.',
    ]);
  });

  it('but not of white space around its media type', () => {
    expect(readJsonBody({ body: '{}', headers: { 'content-type': ' application/json ; charset=utf-8' } }).ok).toBe(
      true,
    );
  });
});
