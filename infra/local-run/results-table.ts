/** The results of the first round, as a table for a terminal. */
import { styleText } from 'node:util';
import type { Expectation } from '../simulated-amazon/account.ts';
import type { JudgedTest } from './first-round.ts';

export interface ResultRow {
  readonly connectionId: string;
  /** Null when the connection was not tested in time. */
  readonly test: JudgedTest | null;
  readonly expected: Expectation;
}

const COLUMNS = ['CONNECTION', 'ENDPOINT', 'VERDICT', 'CAUSE', 'SETTING TO CORRECT', 'TOKEN', 'FEEDS'];
const RIGHT_ALIGNED = new Set(['TOKEN', 'FEEDS']);
const NOTHING = '–';
const COLOURS = { passed: 'green', failed: 'red', inconclusive: 'yellow' } as const;

export function asExpected({ test, expected }: ResultRow): boolean {
  return test !== null && test.verdict === expected.verdict && (test.diagnosis?.code ?? null) === expected.code;
}

/** One line a connection, a line of sums, and with each wrong verdict what was expected. */
export function resultsTable(rows: readonly ResultRow[], colour: boolean): string {
  const texts = rows.map(cells);
  const widths = COLUMNS.map((column, index) =>
    Math.max(column.length, ...texts.map((row) => row[index]?.length ?? 0)),
  );
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(format, text, { validateStream: false }) : text;

  const line = (row: readonly string[], paint: (text: string, column: string) => string) =>
    COLUMNS.map((column, index) => {
      const text = row[index] ?? '';
      const width = widths[index] ?? 0;
      return paint(RIGHT_ALIGNED.has(column) ? text.padStart(width) : text.padEnd(width), column);
    })
      .join('  ')
      .trimEnd();

  const lines = rows.map((row, index) => {
    const verdict = row.test?.verdict;
    const paint = (text: string, column: string) =>
      column === 'VERDICT' && verdict ? style(COLOURS[verdict], text) : text;
    const remark = asExpected(row) ? '' : style('red', `  expected ${describe(row.expected)}`);
    return `${line(texts[index] ?? [], paint)}${remark}`;
  });
  return [line(COLUMNS, (text) => style('dim', text)), ...lines, '', sums(rows)].join('\n');
}

function cells({ connectionId, test }: ResultRow): string[] {
  if (test === null) return [connectionId, NOTHING, 'not tested', NOTHING, NOTHING, NOTHING, NOTHING];
  const [token, feeds] = test.requests;
  return [
    connectionId,
    test.endpoint,
    test.verdict,
    test.diagnosis?.code ?? NOTHING,
    (test.verdict === 'failed' && test.diagnosis?.settings.join(', ')) || NOTHING,
    latency(token),
    latency(feeds),
  ];
}

function latency({ latencyMs }: JudgedTest['requests'][number]): string {
  return latencyMs === null ? NOTHING : `${Math.round(latencyMs)} ms`;
}

function describe({ verdict, code }: Expectation): string {
  return code === null ? verdict : `${verdict}, ${code}`;
}

function sums(rows: readonly ResultRow[]): string {
  const count = (verdict: JudgedTest['verdict']) => rows.filter((row) => row.test?.verdict === verdict).length;
  const wrong = rows.filter((row) => !asExpected(row)).length;
  const judged = wrong === 0 ? 'each as expected' : `${wrong} not as expected`;
  return `${rows.length} connections: ${count('passed')} passed, ${count('failed')} failed, ${count('inconclusive')} inconclusive; ${judged}.`;
}
