import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type BuiltFunction, readMetafile } from '../../infra/build/build.ts';
import { functions } from '../template/stack.ts';

/** Minified bytes. A function that calls Amazon carries undici, the larger part of the difference. */
const budgetBytes = (name: string) => (name === 'plan-tests' ? 600_000 : 1_200_000);

/** What has no place in a bundle: large, or unmaintained, or both. The small entry of zod is `zod/mini`. */
const forbidden = /node_modules\/(?:zod\/(?:index|v3\/|v4\/(?:index|classic\/))|aws-sdk\/|axios\/|lodash(?:[.-]|\/))/;

const built = new Map<string, { function: BuiltFunction; metafile: Metafile }>();

beforeAll(async () => {
  for (const fn of inject('bundles')) built.set(fn.name, { function: fn, metafile: await readMetafile(fn) });
});

/** The bytes of each input in the bundle, largest first. */
function contributions({ outputs }: Metafile): [string, number][] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return inputs
    .map(([path, { bytesInOutput }]): [string, number] => [path, bytesInOutput])
    .sort(([, left], [, right]) => right - left);
}

describe.each(functions)('the bundle of $name', ({ name }) => {
  function bundle() {
    const found = built.get(name);
    if (!found) throw new Error(`${name} was not built`);
    return found;
  }

  test('keeps within its budget', () => {
    const { function: fn, metafile } = bundle();
    const largest = contributions(metafile).slice(0, 10);
    const report = largest.map(([path, bytes]) => `${String(bytes).padStart(8)}  ${path}`).join('\n');
    expect(fn.bytes, `${fn.bytes} bytes; the ten largest inputs:\n${report}`).toBeLessThanOrEqual(budgetBytes(name));
  });

  test('holds none of the packages that have no place in it', () => {
    const found = Object.keys(bundle().metafile.inputs).filter((path) => forbidden.test(path));
    expect(found).toEqual([]);
  });

  test('holds undici only if the function calls Amazon', () => {
    const inputs = Object.keys(bundle().metafile.inputs);
    expect(inputs.some((path) => path.includes('node_modules/undici/'))).toBe(name !== 'plan-tests');
  });
});

test.each([
  ['node_modules/zod/index.js', true],
  ['node_modules/zod/v4/index.js', true],
  ['node_modules/zod/v4/classic/external.js', true],
  ['node_modules/zod/v4/mini/schemas.js', false],
  ['node_modules/zod/v4/core/schemas.js', false],
  ['node_modules/aws-sdk/clients/s3.js', true],
  ['node_modules/@aws-sdk/client-sqs/dist-es/index.js', false],
  ['node_modules/axios/index.js', true],
  ['node_modules/lodash/lodash.js', true],
  ['node_modules/lodash.merge/index.js', true],
  ['node_modules/lodash-es/merge.js', true],
])('%s has no place in a bundle: %s', (path, expected) => {
  expect(forbidden.test(path)).toBe(expected);
});
