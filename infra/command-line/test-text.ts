/** One test, as a person reads it: both requests, and what to review. */
import type { TestResult } from '../api-client/connections-api.ts';
import { whatTheDiagnosisSays } from '../refusals/why-not.ts';
import { paragraph } from '../terminal/paragraph.ts';
import { printable } from '../terminal/printable.ts';
import { type Cell, NOTHING, type Page, table } from '../terminal/table.ts';
import { judgementStyle } from '../verdicts/judgement-style.ts';

const COLUMNS = [
  { title: 'REQUEST' },
  { title: 'RESULT' },
  { title: 'STATUS', right: true },
  { title: 'LATENCY', right: true },
  { title: 'REQUEST ID' },
];

export function testText(test: TestResult, page: Page): string {
  const rows = test.requests.map(({ name, outcome, status, latencyMs, requestId }): Cell[] => [
    name,
    { text: outcome, style: judgementStyle(outcome) },
    status === null ? NOTHING : String(status),
    latencyMs === null ? NOTHING : `${Math.round(latencyMs)} ms`,
    requestId ?? NOTHING,
  ]);
  const said = [...amazonSaid(test), ...toReview(test), ...warnings(test.warnings)];
  return [table(COLUMNS, rows, page), ...said.map((text) => paragraph(text, page.width))].join('\n');
}

export function warnings(told: TestResult['warnings']): string[] {
  return told.map(({ field, detail }) => `Note on ${printable(field)}: ${printable(detail)}`);
}

function amazonSaid({ requests }: TestResult): string[] {
  return requests.flatMap(({ error }) => {
    if (error === null) return [];
    const said = [error.code, error.message, error.details].filter((text) => text !== '');
    return [`Amazon said: ${printable(said.join(': '))}`];
  });
}

function toReview({ diagnosis }: TestResult): string[] {
  if (diagnosis === null) return [];
  return ['', ...whatTheDiagnosisSays(diagnosis), `More: ${printable(diagnosis.reference)}`];
}
