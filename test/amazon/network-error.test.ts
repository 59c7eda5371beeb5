import { errors } from 'undici';
import { describe, expect, test } from 'vitest';
import { isNetworkError } from '../../lib/amazon/network-error.ts';
import { noAnswer } from '../../lib/amazon/undici-errors.ts';
import * as parts from '../../lib/amazon/undici-parts.ts';

const withCode = (code: string, error: Error = new Error('words')) => Object.assign(error, { code });

describe('no answer came', () => {
  test.for([
    ['a reset', withCode('ECONNRESET')],
    ['a name that is not known', withCode('ENOTFOUND')],
    ['no address that answers', withCode('ECONNREFUSED', new AggregateError([]))],
    ['a certificate that has expired', withCode('CERT_HAS_EXPIRED')],
    ['a closed socket', new errors.SocketError('other side closed')],
    ['more headers than are read', new errors.HeadersOverflowError()],
  ] as const)('by %s', ([, error]) => {
    expect(isNetworkError(error)).toBe(true);
    expect(noAnswer(error)).toEqual({ kind: 'network_unreachable' });
  });

  test('by an answer that is no HTTP', () => {
    expect(noAnswer(new parts.errors.HTTPParserError('words'))).toEqual({ kind: 'network_unreachable' });
  });

  test.for([
    ['of the whole', new DOMException('words', 'TimeoutError')],
    ['of the connection', new errors.ConnectTimeoutError()],
    ['of the head', new errors.HeadersTimeoutError()],
    ['of the body', new errors.BodyTimeoutError()],
  ] as const)('in time: %s', ([, error]) => {
    expect(noAnswer(error)).toEqual({ kind: 'timed_out' });
  });
});

describe('a bug of ours is thrown, and is no outage of Amazon', () => {
  test.for([
    ['a property of nothing', new TypeError("Cannot read properties of undefined (reading 'x')")],
    ['a wrong argument', withCode('ERR_INVALID_CHAR', new TypeError('words'))],
    ['a value out of range', withCode('ERR_OUT_OF_RANGE', new RangeError('words'))],
    ['an error without a code', new Error('words')],
    ['what is no error', 'words'],
  ] as const)('%s', ([, error]) => {
    expect(isNetworkError(error)).toBe(false);
    expect(() => noAnswer(error)).toThrow();
  });

  test('a request that undici finds malformed', () => {
    expect(() => noAnswer(new parts.errors.InvalidArgumentError('words'))).toThrow('words');
  });
});
