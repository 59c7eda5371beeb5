import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { parseInput } from '../../lib/connection/input.ts';

describe('a complaint', () => {
  const schema = z.strictObject(
    {
      name: z.string({ error: 'must be a text' }),
      list: z.optional(
        z
          .array(z.strictObject({ 'a/b': z.string({ error: 'must be a text' }) }, { error: 'must be an object' }), {
            error: 'must be a list',
          })
          .check(z.minLength(1, 'must not be empty')),
      ),
    },
    { error: 'must be an object' },
  );
  const complaints = (input: unknown) => {
    const read = parseInput(schema, input);
    return read.ok ? [] : read.failure;
  };

  test.for([
    ['the whole', 'text', [{ pointer: '', detail: 'must be an object' }]],
    ['what is missing', {}, [{ pointer: '/name', detail: 'is required' }]],
    ['what is null', { name: null }, [{ pointer: '/name', detail: 'must be a text' }]],
    ['what is within', { name: 'a', list: [{ 'a/b': 1 }] }, [{ pointer: '/list/0/a~1b', detail: 'must be a text' }]],
    ['what is missing within', { name: 'a', list: [{}] }, [{ pointer: '/list/0/a~1b', detail: 'is required' }]],
    [
      'what is unknown within',
      { name: 'a', list: [{ 'a/b': '', '~': 1 }] },
      [{ pointer: '/list/0/~0', detail: 'is not a known field' }],
    ],
    ['one thing about a wrong type', { name: 'a', list: '' }, [{ pointer: '/list', detail: 'must be a list' }]],
    [
      'all at once',
      { list: [], more: 1 },
      [
        { pointer: '/name', detail: 'is required' },
        { pointer: '/list', detail: 'must not be empty' },
        { pointer: '/more', detail: 'is not a known field' },
      ],
    ],
    [
      'what holds a name that is long enough for a secret',
      { name: 'a', ['s'.repeat(41)]: 1, list: [{ 'a/b': '', ['t'.repeat(41)]: 1, ['u'.repeat(40)]: 1 }] },
      [
        { pointer: '/list/0', detail: 'has a field that is not known' },
        { pointer: `/list/0/${'u'.repeat(40)}`, detail: 'is not a known field' },
        { pointer: '', detail: 'has a field that is not known' },
      ],
    ],
  ] as const)('points at %s', ([, input, expected]) => {
    expect(complaints(input)).toEqual(expected);
  });
});
