import type { Invocation } from '../invocation.ts';
import type { TestResult } from './test-result.ts';

/** What every test leaves behind, whoever asked for it: its metrics and its audit line. */
export function observeTest(result: TestResult, caller: string, invocation: Invocation): void {
  countTest(result, invocation);
  invocation.log.audit({
    caller,
    connectionId: result.connectionId,
    action: 'test',
    grant: null,
    outcome: result.verdict,
    amazonRequestId: lastAmazonRequestId(result),
  });
}

/** The metrics alone: the test of a save is part of the save's audit line. */
export function countTest(result: TestResult, { metrics }: Invocation): void {
  metrics.addFor('TestsRun', result.verdict, 1);
  if (result.verdict !== 'passed' && result.diagnosis) metrics.addFor('TestsFailed', result.diagnosis.code, 1);
  const [{ outcome }] = result.requests;
  if (outcome !== 'skipped') metrics.addFor('TokenExchanges', outcome, 1);
  for (const request of result.requests) {
    if (request.latencyMs !== null) metrics.addFor('TestLatencyMs', request.name, request.latencyMs);
  }
}

/** Of the last complete answer: null when that told none. */
export function lastAmazonRequestId({ requests: [exchange, feeds] }: TestResult): string | null {
  return feeds.status === null ? exchange.requestId : feeds.requestId;
}
