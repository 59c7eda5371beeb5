import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passedOn } from '../../lib/http/passed-on.ts';

/** Lambda: the largest result, in bytes of JSON. */
const LIMIT = 6_291_556;

const result = (body: Uint8Array, headers: Record<string, string>) => {
  const answer = passedOn(200, body, headers);
  if (!answer || !('passed' in answer)) throw new Error('too large');
  return answer.passed;
};
const bytesOf = ({ body = '', isBase64Encoded }: ReturnType<typeof result>) =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

describe('a body is handed on', () => {
  test.for([
    ['application/json'],
    ['application/json;charset=UTF-8'],
    ['Application/JSON'],
    ['application/problem+json'],
    ['application/vnd.api+json'],
    ['application/xml'],
    ['text/xml; charset=utf-8'],
    ['application/soap+xml'],
    ['text/plain'],
    ['text/html'],
    ['text/csv; charset=ISO-8859-1'],
    ['text/tab-separated-values'],
    ['application/x-www-form-urlencoded'],
  ] as const)('as text when it is one: %s', ([type]) => {
    const body = Buffer.from('{"a": "Grüße"}');
    expect(result(body, { 'content-type': type })).toEqual({
      statusCode: 200,
      headers: { 'content-type': type },
      body: '{"a": "Grüße"}',
      isBase64Encoded: false,
    });
  });

  test.for([
    ['application/pdf'],
    ['application/octet-stream'],
    ['image/png'],
    ['application/zip'],
    ['application/jsonx'],
    ['application/x-ndjson'],
    ['multipart/form-data; boundary=x'],
    ['nonsense'],
    [''],
  ] as const)('as base64 when it may be anything: "%s"', ([type]) => {
    expect(result(Buffer.from('{}'), { 'content-type': type })).toMatchObject({ body: 'e30=', isBase64Encoded: true });
  });

  test('as base64 when it has no type', () => {
    expect(result(Buffer.from('{}'), {})).toMatchObject({ body: 'e30=', isBase64Encoded: true });
  });

  test('as base64 when it is compressed, whatever its type', () => {
    const body = gzipSync('{}');
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    expect(result(body, headers)).toEqual({
      statusCode: 200,
      headers,
      body: body.toString('base64'),
      isBase64Encoded: true,
    });
  });

  test('as base64 when it is compressed, even if it happens to be text', () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'br' };
    expect(result(Buffer.from('{}'), headers)).toMatchObject({ body: 'e30=', isBase64Encoded: true });
  });

  test('as base64 when it says that it is text, but is not in UTF-8', () => {
    const body = Buffer.from('caf\xe9', 'latin1');
    expect(result(body, { 'content-type': 'text/csv; charset=ISO-8859-1' })).toMatchObject({
      body: body.toString('base64'),
      isBase64Encoded: true,
    });
  });

  test('with its byte-order mark', () => {
    const body = Buffer.from('\ufeff{}');
    expect(bytesOf(result(body, { 'content-type': 'application/json' }))).toEqual(body);
  });

  test('as nothing when there is none', () => {
    expect(result(Buffer.alloc(0), { 'content-type': 'application/pdf' })).toMatchObject({
      body: '',
      isBase64Encoded: false,
    });
  });

  test('byte for byte, whatever it is and whatever it says it is', () => {
    const types = fc.constantFrom('application/json', 'text/plain', 'application/pdf', 'text/csv; charset=utf-16', '');
    const encodings = fc.constantFrom({}, { 'content-encoding': 'br' });
    const bodies = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }).map(Buffer.from));
    fc.assert(
      fc.property(bodies, types, encodings, (body, type, encoding) => {
        const passed = JSON.parse(JSON.stringify(result(body, { 'content-type': type, ...encoding })));
        expect(bytesOf(passed).equals(body)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a result of Lambda', () => {
  const json = { 'content-type': 'application/json', 'x-amzn-requestid': 'id' };
  const sizeOf = (body: Uint8Array, headers: Record<string, string>) => {
    const answer = passedOn(200, body, headers);
    return answer && 'passed' in answer ? Buffer.byteLength(JSON.stringify(answer.passed)) : null;
  };

  test.for([
    ['plain text', 'x', 1],
    ['text of three bytes each', '日', 3],
  ] as const)('may be as large as Lambda takes, and not a byte larger: %s', ([, character, jsonBytes]) => {
    const around = sizeOf(Buffer.from(''), json) ?? 0;
    const count = Math.floor((LIMIT - around) / jsonBytes);
    const largest = character.repeat(count) + 'x'.repeat(LIMIT - around - count * jsonBytes);

    expect(sizeOf(Buffer.from(largest), json)).toBe(LIMIT);
    expect(sizeOf(Buffer.from(`${largest}x`), json)).toBeNull();
  });

  test.for([
    ['two bytes', '"', 2],
    ['six bytes', '\u0001', 6],
  ] as const)('is base64 where JSON makes %s of one, and that is shorter', ([, character, jsonBytes]) => {
    const body = Buffer.from(character.repeat(Math.ceil(LIMIT / jsonBytes)));
    const answer = passedOn(200, body, json);

    expect(answer).toMatchObject({ passed: { isBase64Encoded: true } });
    expect(sizeOf(body, json)).toBeLessThanOrEqual(LIMIT);
  });

  test('counts base64 as it is sent', () => {
    const pdf = { 'content-type': 'application/pdf' };
    const around = sizeOf(Buffer.from([1, 2, 3]), pdf) ?? 0;
    const triples = Math.floor((LIMIT - around) / 4) + 1;
    const largest = sizeOf(Buffer.alloc(triples * 3, 255), pdf);

    expect(largest).toBeLessThanOrEqual(LIMIT);
    expect(largest).toBeGreaterThan(LIMIT - 4);
    expect(sizeOf(Buffer.alloc(triples * 3 + 1, 255), pdf)).toBeNull();
  });

  test('is none for a body that was too large to be read', () => {
    expect(passedOn(200, null, json)).toBeNull();
  });
});
