/** The use case behind `run-tests`, with its log and metrics and real sockets to Amazon; what it stores stays in memory. */
import { undiciHttp } from '../../../lib/amazon/undici-http.ts';
import { systemClock } from '../../../lib/system-clock.ts';
import { newId } from '../../../lib/system-id.ts';
import { createTelemetry, type Telemetry } from '../../../lib/telemetry/telemetry.ts';
import { isoTime } from '../../../lib/time.ts';
import { createRecorder } from '../../../lib/watch/recorder.ts';
import { runTests } from '../../../lib/watch/run-tests.ts';
import { everyConnection } from './connections.ts';
import { resultsInMemory } from './results-in-memory.ts';

/** Tests these connections as one batch of the queue. Rejects when one does not pass. */
export function batchTester(
  telemetry: Telemetry = createTelemetry('bench'),
): (connectionIds: readonly string[]) => Promise<void> {
  const results = resultsInMemory();
  let tested = 0;
  const refuse = async () => {
    throw new Error('a test of the use case did not pass');
  };
  const dependencies = {
    http: undiciHttp({ loopbackOrigin: null }),
    clock: systemClock,
    random: Math.random,
    newTestId: newId,
    mayAskForEvidence: async () => true,
    perConnectionMetrics: 'off',
    reader: everyConnection(),
    results,
    recorder: createRecorder({
      results,
      events: { put: async () => {} },
      fleets: { review: async () => false },
      clock: systemClock,
      confirm: refuse,
    }),
  } as const;

  return async (connectionIds) => {
    const invocation = telemetry('bench', Date.now() + 60_000);
    const scheduledTime = isoTime(Date.now());
    const messages = connectionIds.map((connectionId) => ({
      messageId: connectionId,
      body: JSON.stringify({ connectionId, runId: 'bench', scheduledTime, trigger: 'schedule' }),
    }));
    const unhandled = await runTests(dependencies, messages, invocation);
    invocation.publish();
    tested += connectionIds.length;
    if (unhandled.length > 0 || results.passed() < tested) await refuse();
  };
}
