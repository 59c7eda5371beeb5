import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { paths, readText } from '../architecture/source-files.ts';
import { documents } from './documents.ts';
import { PROJECT } from './markdown.ts';

const records = readdirSync(join(PROJECT, 'docs/adr')).toSorted();

it('decisions are numbered without a gap, each number once', () => {
  expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, index) => index + 1));
});

it.each(records)('%s has its number in its title', (name) => {
  const [title = ''] = documents.find(({ path }) => path === `docs/adr/${name}`)?.headings ?? [];
  expect(title).toMatch(new RegExp(`^${Number(name.slice(0, 4))}\\. `));
});

it('records that are named in the code exist', () => {
  const named = paths('{lib,functions,infra,test}/**/*.{ts,mjs}').flatMap((path) =>
    [...readText(path).matchAll(/docs\/adr\/(\d{4}-[\w-]+\.md)/g)].map(([, name]) => name),
  );
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !records.includes(String(name)))).toEqual([]);
});
