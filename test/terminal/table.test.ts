import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { type Cell, table } from '../../infra/terminal/table.ts';

const COLUMNS = [{ title: 'NAME' }, { title: 'CAUSE' }, { title: 'LATENCY', right: true }];
const ROWS: Cell[][] = [
  ['acme', 'nothing', '12 ms'],
  ['東京ストア', 'the client secret and the client id do not belong together', '1204 ms'],
];

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => stringWidth(line)));
}

describe('a table', () => {
  it('is aligned by what is seen, in any script', () => {
    expect(
      table(
        COLUMNS,
        [
          ['acme', 'a', '1'],
          ['東京', 'b', '2'],
          ['👩‍🚀', 'c', '3'],
        ],
        { width: null, colour: false },
      ),
    ).toBe(
      ['NAME  CAUSE  LATENCY', 'acme  a            1', '東京  b            2', '👩‍🚀    c            3'].join('\n'),
    );
  });

  it('is wrapped to the terminal', () => {
    const wrapped = table(COLUMNS, ROWS, { width: 50, colour: false });

    expect(widest(wrapped)).toBeLessThanOrEqual(50);
    expect(wrapped).toMatch(/^acme +nothing +12 ms$/m);
    expect(wrapped).toMatch(/the client secret/);
  });

  it('is a list where it does not fit', () => {
    const narrow = table(COLUMNS, ROWS, { width: 24, colour: false });

    expect(widest(narrow)).toBeLessThanOrEqual(24);
    expect(narrow).toMatch(/^acme\n {2}cause: nothing\n {2}latency: 12 ms\n東京ストア\n/);
  });

  it('says the same with colours', () => {
    const rows: Cell[][] = [['acme', { text: 'failed', style: 'red' }, '1 ms']];
    for (const width of [null, 20, 12]) {
      const coloured = table(COLUMNS, rows, { width, colour: true });
      expect(coloured).toContain('\u001b[31m');
      expect(stripVTControlCharacters(coloured)).toBe(table(COLUMNS, rows, { width, colour: false }));
    }
  });

  it('shows what would command the terminal, and does not send it', () => {
    const attack = 'x\u001b]0;title\u0007\u009b2J\r\n\u202eevil';
    const shown = table(COLUMNS, [[attack, { text: attack, style: 'red' }, '']], { width: null, colour: false });

    expect(shown.split('\n')).toHaveLength(2);
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(shown).toContain('evil');
  });
});
