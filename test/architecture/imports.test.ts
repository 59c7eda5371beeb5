import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { arrows } from './arrows.ts';
import { importsOf, paths, ROOT } from './source-files.ts';

const PROGRAMS = paths('{lib,functions,infra}/**/*.{ts,tsx}');

test('every import of ours names a file that is there', () => {
  expect(arrows(PROGRAMS, (_path, target) => !existsSync(new URL(target, ROOT)))).toEqual([]);
});

test('what is deployed, built or started knows no test', () => {
  expect(arrows(PROGRAMS, (_path, target) => target.startsWith('test/'))).toEqual([]);
});

test('no imports go in a circle', () => {
  const sources = new Set([...PROGRAMS, ...paths('test/**/*.ts')]);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (way.includes(path) || done.has(path)) return;
    for (const { ours, target } of importsOf(path)) if (ours && sources.has(target)) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of sources) visit(path, []);

  expect(circles).toEqual([]);
});

/** These tests read text; a bundler reads the language. What it finds, types apart, must be found here too. */
test('no import escapes these tests', async () => {
  const { metafile } = await build({
    absWorkingDir: fileURLToPath(ROOT),
    entryPoints: PROGRAMS,
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    jsx: 'preserve',
    metafile: true,
    write: false,
    outdir: 'unused',
    logLevel: 'silent',
  });
  const read = Object.entries(metafile.inputs).filter(([path]) => /\.tsx?$/.test(path));
  const missed = read.flatMap(([path, { imports }]) => {
    const found = new Set(importsOf(path).map(({ target }) => target));
    return imports.map((imported) => imported.path).filter((target) => !found.has(target));
  });

  expect(read.map(([path]) => path).sort()).toEqual(PROGRAMS);
  expect(missed).toEqual([]);
});
