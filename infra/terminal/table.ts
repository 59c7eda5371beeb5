/** Tables for people: aligned by what is seen, wrapped to the terminal, and as a list where it is too narrow for a table. */
import { wrapAnsi } from './all-scripts.cjs';
import { printable } from './printable.ts';
import { type Style, styled } from './style.ts';
import { widthOf } from './width.ts';

export interface Column {
  readonly title: string;
  readonly right?: boolean;
}

/** A text, of whomever; or one with a colour. */
export type Cell = string | { readonly text: string; readonly style: Style | null };

export interface Page {
  /** In columns; null for what is no terminal, where nothing is wrapped. */
  readonly width: number | null;
  readonly colour: boolean;
}

/** What stands for a value that is not there. */
export const NOTHING = '–';

const GAP = '  ';
/** Below this a wrapped column is no longer read with pleasure. */
const NARROWEST = 10;

export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], page: Page): string {
  const widths = fitted(widthsOf(columns, rows), page.width);
  if (widths === null) return list(columns, rows, page);
  const header = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }));
  return [header, ...rows].flatMap((row) => lines(columns, row, widths, page)).join('\n');
}

function textOf(cell: Cell | undefined): string {
  return printable(typeof cell === 'object' ? cell.text : (cell ?? ''));
}

function paint(text: string, cell: Cell | undefined, { colour }: Page): string {
  return typeof cell === 'object' && cell.style !== null ? styled(cell.style, text, colour) : text;
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly Cell[])[]): number[] {
  return columns.map(({ title }, index) => Math.max(widthOf(title), ...rows.map((row) => widthOf(textOf(row[index])))));
}

/** Takes from the widest, but not from the first column: names are there to be copied. Null when it cannot fit. */
function fitted(widths: readonly number[], limit: number | null): number[] | null {
  const fitting = [...widths];
  const total = () => fitting.reduce((sum, width) => sum + width, GAP.length * (fitting.length - 1));
  while (limit !== null && total() > limit) {
    const widest = Math.max(...fitting.slice(1));
    if (widest <= NARROWEST) return null;
    fitting[fitting.indexOf(widest, 1)] = widest - 1;
  }
  return fitting;
}

function lines(columns: readonly Column[], row: readonly Cell[], widths: readonly number[], page: Page): string[] {
  const wrapped = widths.map((width, index) => wrap(textOf(row[index]), width, page));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_line, line) =>
    columns
      .map(({ right }, index) => {
        const text = wrapped[index]?.[line] ?? '';
        const room = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)));
        const painted = paint(text, row[index], page);
        return right ? `${room}${painted}` : `${painted}${room}`;
      })
      .join(GAP)
      .trimEnd(),
  );
}

function wrap(text: string, width: number, page: Page): string[] {
  if (page.width === null || widthOf(text) <= width) return [text];
  return wrapAnsi(text, Math.max(1, width), { hard: true }).split('\n');
}

/** Each row as lines of its own: what the first column says, and under it the others that say something. */
function list(columns: readonly Column[], rows: readonly (readonly Cell[])[], page: Page): string {
  return rows
    .map((row) => {
      const [first = '', ...others] = row;
      const fields = others.flatMap((cell, index) => {
        const text = textOf(cell);
        return text === '' || text === NOTHING ? [] : [field(columns[index + 1]?.title ?? '', cell, page)];
      });
      return [paint(textOf(first), first, page), ...fields].join('\n');
    })
    .join('\n');
}

/** `  verdict: failed`, with what does not fit on lines of its own below. */
function field(title: string, cell: Cell, page: Page): string {
  const [first = '', ...more] = wrap(`${title.toLowerCase()}: ${textOf(cell)}`, (page.width ?? 0) - 4, page);
  const label = `${title.toLowerCase()}: `;
  const value = first.startsWith(label) ? `${label}${paint(first.slice(label.length), cell, page)}` : first;
  return [`${GAP}${value}`, ...more.map((line) => `${GAP}${GAP}${paint(line, cell, page)}`)].join('\n');
}
