/** The results of the first round, as a table for a terminal. */
import type { Expectation } from '../simulated-amazon/account.ts';
import { type Cell, table } from '../terminal/table.ts';
import { type JudgedTest, sumsOf, TEST_COLUMNS, testRow } from '../verdicts/test-table.ts';

export interface ResultRow {
  readonly connectionId: string;
  /** Null when the connection was not tested in time. */
  readonly test: JudgedTest | null;
  readonly expected: Expectation;
}

export function asExpected({ test, expected }: ResultRow): boolean {
  return test !== null && test.verdict === expected.verdict && (test.diagnosis?.code ?? null) === expected.code;
}

/** One line a connection, a line of sums, and with each wrong verdict what was expected. */
export function resultsTable(rows: readonly ResultRow[], colour: boolean): string {
  const texts = rows.map((row) => [...testRow(row.connectionId, row.test), remark(row)]);
  return [table([...TEST_COLUMNS, { title: '' }], texts, { width: null, colour }), '', sums(rows)].join('\n');
}

function remark(row: ResultRow): Cell {
  return asExpected(row) ? '' : { text: `expected ${describe(row.expected)}`, style: 'red' };
}

function describe({ verdict, code }: Expectation): string {
  return code === null ? verdict : `${verdict}, ${code}`;
}

function sums(rows: readonly ResultRow[]): string {
  const wrong = rows.filter((row) => !asExpected(row)).length;
  const judged = wrong === 0 ? 'each as expected' : `${wrong} not as expected`;
  return `${sumsOf(rows.map(({ test }) => test))}; ${judged}.`;
}
