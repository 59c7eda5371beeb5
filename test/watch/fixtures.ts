/** Tests and knowledge of a connection, as plain as they can be. Times are minutes after a fixed one. */
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { diagnose } from '../../lib/connection-test/diagnosis.ts';
import { skippedGetFeeds, skippedTokenExchange } from '../../lib/connection-test/request-report.ts';
import type { TestResult, Trigger, Verdict } from '../../lib/connection-test/test-result.ts';
import type { Latest } from '../../lib/watch/connection-state.ts';

const START_MS = Date.UTC(2026, 10, 23, 10);
const MINUTE_MS = 60_000;

export function minute(minutes: number): string {
  return new Date(START_MS + minutes * MINUTE_MS).toISOString();
}

export function minuteMs(minutes: number): number {
  return START_MS + minutes * MINUTE_MS;
}

let made = 0;

export function aTest(
  verdict: Verdict,
  minutes: number,
  { trigger = 'manual', ...rest }: Partial<TestResult> & { trigger?: Trigger } = {},
): TestResult {
  const endpoint = endpointOf('na');
  const code = verdict === 'failed' ? 'client_rejected' : 'timed_out';
  made += 1;
  return {
    testId: `test${String(made).padStart(6, '0')}`,
    connectionId: 'acme',
    version: 'v1',
    trigger,
    endpoint: 'na',
    verdict,
    startedAt: minute(minutes),
    durationMs: 5,
    requests: [skippedTokenExchange(), skippedGetFeeds(endpoint)],
    diagnosis:
      verdict === 'passed'
        ? null
        : diagnose(code, { endpoint, at: 'token-exchange', lastPassedAt: null, evidence: [] }),
    warnings: [],
    ...rest,
  };
}

/** A connection that was tested a minute ago, told of ten minutes ago, and holds its state since then. */
export function knownAs(state: Latest['state'], rest: Partial<Latest> = {}): Latest {
  const result = aTest(state === 'failed' ? 'failed' : 'passed', -1);
  return {
    startedAt: result.startedAt,
    result,
    version: 'v1',
    state,
    stateVersion: 'v1',
    keptAt: null,
    stateSince: minute(-10),
    lastPassedAt: state === 'passed' ? result.startedAt : null,
    lastConclusiveAt: result.startedAt,
    lastEventAt: minute(-10),
    save: null,
    heldBack: null,
    telling: [],
    ...rest,
  };
}
