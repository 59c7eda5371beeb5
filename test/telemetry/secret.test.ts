import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../lib/secret.ts';

const VALUE = 'Atzr|IwEBIJ-secret';
const secret = new Secret(VALUE);

function printed(print: (console: Console) => void): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  print(new Console(stream));
  return text;
}

describe('a secret is never printed', () => {
  test.for([
    ['as a text', () => String(secret)],
    ['in a template', () => `${secret}`],
    ['joined', () => [secret, secret].join()],
    // biome-ignore lint/style/useTemplate: the concatenation is what is tested
    ['added to a text', () => '' + secret],
    ['as JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspected', () => inspect({ secret }, { depth: null, showHidden: true, getters: true })],
    ['inspected without the custom hook', () => inspect({ secret }, { customInspect: false, showHidden: true })],
    ['formatted', () => format('%s %o %O %j', secret, secret, secret, secret)],
    ['logged', () => printed((console) => console.log(secret, { secret }, [secret], new Map([['a', secret]])))],
    ['in a table', () => printed((console) => console.table([{ secret }]))],
    ['as a directory', () => printed((console) => console.dir(secret, { showHidden: true }))],
    ['in an error', () => inspect(new Error(`refused ${secret}`, { cause: { secret } }))],
    ['as the cause of an error', () => printed((console) => console.error(new Error('refused', { cause: secret })))],
    ['by its own names', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret), { ...secret }])],
    ['as a clone', () => inspect(structuredClone(secret))],
    ['as an assertion', () => inspect(new Error(JSON.stringify({ actual: secret })))],
  ] as const)('%s', ([, print]) => {
    expect(print()).not.toContain('IwEB');
  });
});

test('what is printed says that something was left out', () => {
  expect(`${secret}`).toBe('[redacted]');
  expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
  expect(inspect({ secret })).toBe('{ secret: [redacted] }');
});

test('but revealed, as it was given', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(new Secret(value).reveal()).toBe(value);
    }),
  );
});

test('two are equal when their values are', () => {
  expect(secret.equals(new Secret(VALUE))).toBe(true);
  expect(secret.equals(new Secret(`${VALUE}.`))).toBe(false);
});
