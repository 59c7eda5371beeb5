import { describe, expect, test } from 'vitest';
import { holds, type Precondition, parsePrecondition } from '../../lib/connection/precondition.ts';

const oneOf = (...versions: string[]): Precondition => ({ kind: 'one_of', versions });

describe('If-Match', () => {
  test.for([
    ['*', { kind: 'must_exist' }],
    [' * ', { kind: 'must_exist' }],
    ['"v1"', oneOf('v1')],
    ['v1', oneOf('v1')],
    [' v1 ', oneOf('v1')],
    ['"v1", "v2"', oneOf('v1', 'v2')],
    ['"v1","v2" , "v3"', oneOf('v1', 'v2', 'v3')],
    ['W/"v1"', oneOf()],
    ['W/"v1", "v2"', oneOf('v2')],
    ['""', oneOf('')],
    ['"a b"', oneOf('a b')],
  ] as const)('%j is understood', ([header, expected]) => {
    expect(parsePrecondition(header, undefined)).toEqual({ ok: true, value: expected });
  });

  test.for([
    '',
    '"v1',
    'v1"',
    '"v1" "v2"',
    '"v1",',
    ',"v1"',
    'v1, v2',
    'w/"v1"',
    'x"v1"',
    '"v1"x',
    'a'.repeat(65),
    '* *',
  ])('%j is none, and is named', (header) => {
    expect(parsePrecondition(header, undefined)).toEqual({
      ok: false,
      failure: [{ parameter: 'if-match', detail: 'must be * or a version in quotation marks, as in the ETag' }],
    });
  });

  test('takes the longest version there is', () => {
    const longest = 'a'.repeat(64);
    expect(parsePrecondition(longest, undefined)).toEqual({ ok: true, value: oneOf(longest) });
  });
});

describe('If-None-Match', () => {
  test.for(['*', ' * '])('%j means a connection that is not there yet', (header) => {
    expect(parsePrecondition(undefined, header)).toEqual({ ok: true, value: { kind: 'must_not_exist' } });
  });

  test.for(['"v1"', 'v1', ''])('%j is none', (header) => {
    const failure = [{ parameter: 'if-none-match', detail: 'must be *' }];
    expect(parsePrecondition(undefined, header)).toEqual({ ok: false, failure });
  });

  test('does not go together with If-Match', () => {
    const failure = [{ parameter: 'if-none-match', detail: 'must not be sent together with if-match' }];
    expect(parsePrecondition('*', '*')).toEqual({ ok: false, failure });
  });
});

test('without either there is no precondition', () => {
  expect(parsePrecondition(undefined, undefined)).toEqual({ ok: true, value: { kind: 'none' } });
});

describe('over', () => {
  test.for([
    ['no connection', undefined, { none: true, must_exist: false, must_not_exist: true, one_of: false }],
    ['a connection without a value', null, { none: true, must_exist: true, must_not_exist: false, one_of: false }],
    ['the version v1', 'v1', { none: true, must_exist: true, must_not_exist: false, one_of: true }],
    ['another version', 'v3', { none: true, must_exist: true, must_not_exist: false, one_of: false }],
  ] as const)('%s', ([_what, current, expected]) => {
    const held = {
      none: holds({ kind: 'none' }, current),
      must_exist: holds({ kind: 'must_exist' }, current),
      must_not_exist: holds({ kind: 'must_not_exist' }, current),
      one_of: holds(oneOf('v1', 'v2'), current),
    };
    expect(held).toEqual(expected);
  });
});
