import { describe, expect, test } from 'vitest';
import { paths, readText } from './source-files.ts';

const FILES = paths('{lib,functions,infra,test}/**/*.{ts,tsx}');

test('every file and folder has a name in kebab case', () => {
  const names = FILES.flatMap((path) => path.split('/'));

  expect([...new Set(names)].filter((name) => !/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(name))).toEqual([]);
});

test('no file or folder is named after nothing', () => {
  const nothing = /^(?:utils?|helpers?|common|misc)(?:\.|$)/;

  expect(FILES.filter((path) => path.split('/').some((name) => nothing.test(name)))).toEqual([]);
});

describe('every file stands for itself', () => {
  /** Put together here, so that this file does not hold what it looks for. */
  const foreign = new RegExp(
    [
      ['', 'work', ''].join('/'),
      ['', 'tmp', ''].join('/'),
      ['', 'home', ''].join('/'),
      ['', 'Users', ''].join('/'),
      ['..', 'shared'].join('/'),
      ['registry', 'npmjs'].join('\\.'),
      ['npmjs', 'org'].join('\\.'),
      ['yarnpkg', 'com'].join('\\.'),
      ['pypi', 'org'].join('\\.'),
    ].join('|'),
  );
  const texts = paths(
    '{lib,functions,infra,test,docs}/**/*.{ts,tsx,py,md,json,yaml,html}',
    '*.{md,json,yaml,toml,ts}',
    '.npmrc',
  );

  test('and names neither a machine nor a registry of packages', () => {
    expect(texts.filter((path) => foreign.test(readText(path)))).toEqual([]);
  });

  test('and nothing is left to be done, or switched off', () => {
    const leftovers = new RegExp(
      [
        ['TO', 'DO'],
        ['FIX', 'ME'],
        ['@ts-', 'ignore'],
        ['@ts-', 'expect-error'],
      ]
        .map((parts) => parts.join(''))
        .join('|'),
    );

    expect(FILES.filter((path) => leftovers.test(readText(path)))).toEqual([]);
  });
});
