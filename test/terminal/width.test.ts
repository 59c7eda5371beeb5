/** What a command loads to know how wide its words are: nothing, as long as they are Latin. */
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { paragraph } from '../../infra/terminal/paragraph.ts';
import { table } from '../../infra/terminal/table.ts';

const { cache } = createRequire(import.meta.url);
const loaded = () =>
  ['string-width', 'wrap-ansi'].filter((name) => Object.keys(cache).some((path) => path.includes(name)));

it('reads tables of Unicode when a text first needs them', () => {
  const page = { width: 40, colour: true };
  const row = ['acme-eu', { text: 'failed', style: 'red' as const }];
  table([{ title: 'CONNECTION' }, { title: 'STATE' }], [row, ['Zoë – Café', 'passed']], page);
  paragraph('There is no such connection.\nspc list shows which there are.', 40);
  expect(loaded()).toEqual([]);

  table([{ title: 'NAME' }], [['東京']], page);
  expect(loaded()).toEqual(['string-width']);

  paragraph('A sentence that is longer than the terminal is wide.', 40);
  expect(loaded()).toEqual(['string-width', 'wrap-ansi']);
});
