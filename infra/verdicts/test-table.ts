/** Tests of connections, one line each: the table of `npm start` and of `spc test`. */
import { type Cell, type Column, NOTHING } from '../terminal/table.ts';
import { judgementStyle } from './judgement-style.ts';

/** What the table shows of a TestResult. */
export interface JudgedTest {
  readonly endpoint: string;
  readonly verdict: 'passed' | 'failed' | 'inconclusive';
  readonly requests: readonly [TimedRequest, TimedRequest];
  readonly diagnosis: { readonly code: string; readonly settings: readonly string[] } | null;
}

interface TimedRequest {
  readonly latencyMs: number | null;
}

export const TEST_COLUMNS: readonly Column[] = [
  { title: 'CONNECTION' },
  { title: 'ENDPOINT' },
  { title: 'VERDICT' },
  { title: 'CAUSE' },
  { title: 'SETTING TO CORRECT' },
  { title: 'TOKEN', right: true },
  { title: 'FEEDS', right: true },
];

/** `test` null: it was not tested. */
export function testRow(connectionId: string, test: JudgedTest | null): Cell[] {
  if (test === null) return [connectionId, NOTHING, 'not tested', NOTHING, NOTHING, NOTHING, NOTHING];
  const { endpoint, verdict, diagnosis, requests } = test;
  return [
    connectionId,
    endpoint,
    { text: verdict, style: judgementStyle(verdict) },
    diagnosis?.code ?? NOTHING,
    (verdict === 'failed' && diagnosis?.settings.join(', ')) || NOTHING,
    ...requests.map(latency),
  ];
}

/** `20 connections: 7 passed, 9 failed, 3 inconclusive, 1 not tested`. */
export function sumsOf(tests: readonly (JudgedTest | null)[]): string {
  const count = (verdict: JudgedTest['verdict']) => tests.filter((test) => test?.verdict === verdict).length;
  const judged = `${count('passed')} passed, ${count('failed')} failed, ${count('inconclusive')} inconclusive`;
  const untested = tests.filter((test) => test === null).length;
  const left = untested > 0 ? `, ${untested} not tested` : '';
  return `${tests.length} ${tests.length === 1 ? 'connection' : 'connections'}: ${judged}${left}`;
}

function latency({ latencyMs }: TimedRequest): string {
  return latencyMs === null ? NOTHING : `${Math.round(latencyMs)} ms`;
}
