import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { importsOf, paths, ROOT } from './source-files.ts';

const SOURCES = paths('lib/**/*.ts', 'functions/**/*.ts');

/** From the inside out: a room may import from itself and from those before it. Files of the root stand with their rooms. */
const INSIDE_OUT: readonly (readonly string[])[] = [
  ['lib/json.ts', 'lib/payload-limit.ts', 'lib/result.ts', 'lib/secret.ts', 'lib/time.ts'],
  ['lib/amazon', 'lib/aws', 'lib/system-clock.ts', 'lib/system-id.ts'],
  ['lib/telemetry', 'lib/invocation.ts'],
  ['lib/connection'],
  ['lib/connection-test'],
  ['lib/watch', 'lib/token'],
  ['lib/registry', 'lib/operation', 'lib/configuration'],
  ['lib/lambda'],
  ['lib/http'],
  ['functions'],
];

/** Rooms of one ring that may know each other. */
const NEIGHBOURS: readonly (readonly string[])[] = [['lib/telemetry', 'lib/invocation.ts']];

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'functions' ? 'functions' : `${top}/${second}`;
}

const ringOf = (room: string) => INSIDE_OUT.findIndex((rooms) => rooms.includes(room));

/** `from → to`, for each import of ours that satisfies. */
function edges(refused: (from: string, to: string) => boolean): string[] {
  return SOURCES.flatMap((path) =>
    importsOf(path)
      .filter(({ ours, target }) => ours && refused(path, target))
      .map(({ target }) => `${path} → ${target}`),
  );
}

describe('the rooms', () => {
  test('have each a place, and there is no place without a room', () => {
    expect([...new Set(SOURCES.map(roomOf))].sort()).toEqual(INSIDE_OUT.flat().sort());
  });

  test('import inwards only', () => {
    const outward = edges((path, target) => {
      const [from, to] = [roomOf(path), roomOf(target)];
      const known = NEIGHBOURS.some((rooms) => rooms.includes(from) && rooms.includes(to));
      return from !== to && !known && ringOf(to) >= ringOf(from);
    });

    expect(outward).toEqual([]);
  });

  test('import nothing from outside lib', () => {
    expect(edges((_path, target) => !target.startsWith('lib/'))).toEqual([]);
  });

  test('of what Amazon says know of nothing else', () => {
    const basics = ['lib/json.ts', 'lib/result.ts', 'lib/secret.ts', 'lib/time.ts'];

    expect(
      edges((path, to) => path.startsWith('lib/amazon/') && roomOf(to) !== 'lib/amazon' && !basics.includes(to)),
    ).toEqual([]);
  });

  test('name files that are there', () => {
    expect(edges((_path, target) => !SOURCES.includes(target))).toEqual([]);
  });
});

test('no function knows another', () => {
  expect(edges((path, target) => path.startsWith('functions/') && target.startsWith('functions/'))).toEqual([]);
});

test('no imports go in a circle', () => {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || done.has(path)) return;
    for (const { ours, target } of importsOf(path)) if (ours) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of SOURCES) visit(path, []);

  expect(circles).toEqual([]);
});

/** The walk above reads text; a bundler reads the language. What it finds, types apart, must be found here too. */
test('no import escapes these tests', async () => {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(ROOT),
    entryPoints: SOURCES,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    metafile: true,
    write: false,
    outdir: 'unused',
    logLevel: 'silent',
  });
  const missed = Object.entries(metafile.inputs).flatMap(([path, { imports }]) => {
    const found = new Set(importsOf(path).map(({ target }) => target));
    return imports.map((imported) => imported.path).filter((target) => !found.has(target));
  });

  expect(Object.keys(metafile.inputs).sort()).toEqual(SOURCES);
  expect(missed).toEqual([]);
});
