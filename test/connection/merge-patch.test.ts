import { expect, test } from 'vitest';
import { isObject, mergePatch } from '../../lib/connection/merge-patch.ts';

/** The examples of RFC 7396, appendix A. */
test.for([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j, changed by %j, is %j', ([target, patch, expected]) => {
  expect(mergePatch(target, patch)).toEqual(expected);
});

test('neither the target nor the patch is changed', () => {
  const target = { a: { b: 'c' } };
  const patch = { a: { b: null, d: 'e' } };
  mergePatch(target, patch);
  expect([target, patch]).toEqual([{ a: { b: 'c' } }, { a: { b: null, d: 'e' } }]);
});

test.for([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ['{}', false],
  [undefined, false],
])('%j is a JSON object: %s', ([value, expected]) => {
  expect(isObject(value)).toBe(expected);
});
