/** A dead connection is noticed when it is used: whoever meets a rejected credential queues a test of it. */
import { LRUCache } from 'lru-cache';
import type { Invocation } from '../invocation.ts';
import { reportError } from '../telemetry/report-error.ts';
import { type Clock, isoTime } from '../time.ts';
import type { TestQueue } from './test-message.ts';

/** At most one test of a connection in this time, from one environment. */
const QUIET_MS = 5 * 60_000;
const REMEMBERED_CONNECTIONS = 1_000;

/**
 * Answers a function that queues a test with the trigger `traffic`. A queue that does not answer is logged and forgotten:
 * the caller has its answer, and the schedule will come to the connection. The queue is opened for the first test of all: most
 * environments never meet a dead connection, and start sooner without.
 */
export function trafficTests(openQueue: () => TestQueue, clock: Clock, newRunId: () => string) {
  let queue: TestQueue | null = null;
  const queuedAt = new LRUCache<string, number>({ max: REMEMBERED_CONNECTIONS });
  return async (connectionId: string, invocation: Invocation): Promise<void> => {
    const now = clock.now();
    const last = queuedAt.get(connectionId);
    // Not when the clock was set back meanwhile: nobody can wait for it.
    if (last !== undefined && now >= last && now - last < QUIET_MS) return;
    queuedAt.set(connectionId, now);
    const message = { connectionId, runId: newRunId(), scheduledTime: isoTime(now), trigger: 'traffic' } as const;
    try {
      queue ??= openQueue();
      await queue.send([{ message, delaySeconds: 0 }]);
    } catch (error) {
      queuedAt.delete(connectionId);
      reportError(error, invocation.log);
    }
  };
}
