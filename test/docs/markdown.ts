/** As much of Markdown as our own documents use: headings, tables, code blocks, links. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(import.meta.dirname, '../..');

export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The nearest heading of the second level above it. */
  readonly section: string;
}

export interface Table {
  readonly columns: readonly string[];
  /** Cell by cell, as written. */
  readonly rows: readonly (readonly string[])[];
}

export interface Markdown {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
  readonly headings: readonly string[];
  readonly blocks: readonly CodeBlock[];
  readonly tables: readonly Table[];
  /** Targets as written, those in code apart. */
  readonly links: readonly string[];
}

export function readMarkdown(path: string): Markdown {
  const text = readFileSync(join(PROJECT, path), 'utf8');
  const headings: string[] = [];
  const blocks: { language: string; text: string; section: string }[] = [];
  const tables: { columns: string[]; rows: string[][] }[] = [];
  const links: string[] = [];
  let section = '';
  let block: (typeof blocks)[number] | null = null;
  let table: (typeof tables)[number] | null = null;

  for (const line of text.split('\n')) {
    const fence = /^```(\w*)$/.exec(line);
    if (block) {
      if (fence) block = null;
      else block.text += `${line}\n`;
      continue;
    }
    if (fence) {
      block = { language: fence[1] ?? '', text: '', section };
      blocks.push(block);
      continue;
    }
    const heading = /^(#+) (.+)$/.exec(line);
    if (heading?.[2]) {
      headings.push(heading[2]);
      if (heading[1] === '##') section = heading[2];
    }
    for (const [, target = ''] of line.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)]+)\)/g)) links.push(target);
    const cells = /^\|(.*)\|$/
      .exec(line)?.[1]
      ?.split('|')
      .map((cell) => cell.trim());
    if (!cells) {
      table = null;
    } else if (!table) {
      table = { columns: cells, rows: [] };
      tables.push(table);
    } else if (!cells.every((cell) => /^-+$/.test(cell))) {
      table.rows.push(cells);
    }
  }
  return { path, text, headings, blocks, tables, links };
}

/** The table whose first column is headed so. Throws when there is none, or more than one. */
export function tableOf({ path, tables }: Markdown, firstColumn: string): Table {
  const found = tables.filter(({ columns }) => columns[0] === firstColumn);
  const [table] = found;
  if (!table || found.length > 1)
    throw new Error(`${path} has ${found.length} tables that begin with "${firstColumn}"`);
  return table;
}

/** What stands in `code` in a cell. */
export function codeIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** The fragment that a heading can be linked by, as GitHub makes it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}
