import { endpointOf } from '../amazon/endpoints.ts';
import type { MalformedConnection } from '../connection/stored-connection.ts';
import { isoTime } from '../time.ts';
import { diagnose } from './diagnosis.ts';
import { skippedGetFeeds, skippedTokenExchange } from './request-report.ts';
import type { TestResult, Trigger } from './test-result.ts';

/** The result for a stored secret that lacks a value or is not JSON: nothing is sent, and the verdict is `failed`. */
export function settingsIncomplete(
  malformed: MalformedConnection,
  test: { readonly testId: string; readonly trigger: Trigger; readonly startedMs: number },
): TestResult {
  const endpoint = endpointOf(malformed.settings.endpoint);
  return {
    testId: test.testId,
    connectionId: malformed.connectionId,
    version: malformed.version,
    trigger: test.trigger,
    endpoint: endpoint.endpoint,
    verdict: 'failed',
    startedAt: isoTime(test.startedMs),
    durationMs: 0,
    requests: [skippedTokenExchange(), skippedGetFeeds(endpoint)],
    diagnosis: diagnose('settings_incomplete', {
      endpoint,
      at: 'stored-settings',
      lastPassedAt: null,
      evidence: [],
      missing: malformed.missing,
    }),
    warnings: [],
  };
}
