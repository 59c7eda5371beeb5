import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type BuiltFunction, readMetafile } from '../../infra/build/build.ts';
import { templatePath } from '../../infra/template/template.ts';
import { functions } from '../template/stack.ts';

/** Minified bytes, as measured and 3 % more: growth is decided, not met by chance. */
const BUDGET_BYTES: Readonly<Record<string, number>> = {
  connections: 401_000,
  'connection-tests': 349_000,
  'access-tokens': 312_000,
  operations: 502_000,
  'plan-tests': 349_000,
  'run-tests': 562_000,
};

/** Those that send the most (docs/adr/0018-cold-start.md). */
const WITH_UNDICI: ReadonlySet<string> = new Set(['operations', 'run-tests']);

/** The SDK asks for it only when an answer is a stream of events. */
const LEFT_OUT_OF_SDK = ['@smithy/core/event-streams'];
/** Undici asks for them only when it is given a body of another kind, or a processor without SIMD. */
const LEFT_OUT_OF_UNDICI = [
  '../llhttp/llhttp-wasm.js',
  '../web/fetch/body.js',
  '../web/fetch/formdata',
  '../web/webidl',
];

/** What has no place in a bundle: large, or unmaintained, or both. The small entry of zod is `zod/mini`. */
const forbidden = /node_modules\/(?:zod\/(?:index|v3\/|v4\/(?:index|classic\/))|aws-sdk\/|axios\/|lodash(?:[.-]|\/))/;

const project = dirname(templatePath);
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
    expect(fn.bytes, `${fn.bytes} bytes; the ten largest inputs:\n${report}`).toBeLessThanOrEqual(
      BUDGET_BYTES[name] ?? 0,
    );
  });

  test('holds none of the packages that have no place in it', () => {
    const found = Object.keys(bundle().metafile.inputs).filter((path) => forbidden.test(path));
    expect(found).toEqual([]);
  });

  test('holds undici only if the function sends much, and then not as a whole', () => {
    const inputs = Object.keys(bundle().metafile.inputs);
    expect(inputs.some((path) => path.startsWith('node_modules/undici/'))).toBe(WITH_UNDICI.has(name));
    expect(inputs).not.toContain('node_modules/undici/index.js');
    expect(inputs.filter((path) => path.startsWith('node_modules/undici/lib/milo/'))).toEqual([]);
  });

  test('leaves out nothing but what Node has, and what is never asked for', () => {
    const { inputs } = bundle().metafile;
    const leftOut = Object.entries(inputs).flatMap(([importer, { imports }]) =>
      imports.filter(({ external, path }) => external && !isBuiltin(path)).map(({ path }) => ({ importer, path })),
    );
    expect(new Set(leftOut.map(({ path }) => path))).toEqual(
      new Set([...LEFT_OUT_OF_SDK, ...(WITH_UNDICI.has(name) ? LEFT_OUT_OF_UNDICI : [])]),
    );
    for (const { importer, path } of leftOut) {
      expect(importer).toMatch(/^node_modules\/(?:undici\/lib|@smithy\/core)\//);
      const from = createRequire(join(project, importer));
      expect(() => from.resolve(path), path).not.toThrow();
    }
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
