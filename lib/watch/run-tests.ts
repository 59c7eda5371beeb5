/** A batch of the test queue: each connection tested at most once, all of them in parallel, none delayed by a broken one. */
import type { ConnectionReader } from '../connection/connection-reader.ts';
import type { Invocation } from '../invocation.ts';
import { reportError } from '../telemetry/report-error.ts';
import { parseTestMessage, type TestMessage } from './test-message.ts';
import type { TestResults } from './test-results.ts';
import {
  readTestable,
  type SavedTestDependencies,
  type Testable,
  testSavedConnection,
} from './test-saved-connection.ts';

export interface RunTestsDependencies extends SavedTestDependencies {
  readonly reader: ConnectionReader;
  readonly results: TestResults;
  /** `failing` adds a metric for each test of a connection whose state is failed. */
  readonly perConnectionMetrics: 'off' | 'failing';
}

export interface ReceivedMessage {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Answers the ids of the messages that must come again: those that met an unavailable service, or a bug. A connection that
 * fails its test is data, and its message is done.
 */
export async function runTests(
  dependencies: RunTestsDependencies,
  messages: readonly ReceivedMessage[],
  invocation: Invocation,
): Promise<string[]> {
  const byConnection = new Map<string, { messageId: string; message: TestMessage }[]>();
  for (const { messageId, body } of messages) {
    const message = parseTestMessage(body);
    if (!message) {
      invocation.metrics.add('MessagesDropped', 1);
      invocation.log.dropped({ messageId, reason: 'unreadable' });
      continue;
    }
    const group = byConnection.get(message.connectionId) ?? [];
    group.push({ messageId, message });
    byConnection.set(message.connectionId, group);
  }

  const failures = await Promise.all(
    [...byConnection.values()].map(async (group) => {
      const failedIds: string[] = [];
      let tested = false;
      // Of several messages one is tested: rather one that sets the state at once than one whose failure must be confirmed.
      for (const { messageId, message } of group.toSorted(scheduleLast)) {
        if (tested) continue;
        try {
          const outcome = await runTest(dependencies, message, invocation);
          tested = outcome === 'tested';
          if (outcome === 'unreadable') failedIds.push(messageId);
        } catch (error) {
          reportError(error, invocation.log);
          failedIds.push(messageId);
        }
      }
      return failedIds;
    }),
  );
  return failures.flat();
}

function scheduleLast(one: { readonly message: TestMessage }, other: { readonly message: TestMessage }): number {
  return Number(one.message.trigger === 'schedule') - Number(other.message.trigger === 'schedule');
}

/** `done`: tested already, or nothing to test any more. `unreadable`: the store did not answer, and that is logged. */
async function runTest(
  dependencies: RunTestsDependencies,
  { connectionId, scheduledTime, trigger }: TestMessage,
  invocation: Invocation,
): Promise<'tested' | 'done' | 'unreadable'> {
  const known = await dependencies.results.latest(connectionId);
  if (known?.startedAt && Date.parse(known.startedAt) >= Date.parse(scheduledTime)) return 'done';
  const testable = await readTestable(dependencies, connectionId, invocation);
  if (!testable.ok) return testable.failure.kind === 'storage_unavailable' ? 'unreadable' : 'done';
  if (trigger === 'schedule' && isPaused(testable.value)) return 'done';
  const request = { connectionId, testable: testable.value, trigger, caller: trigger, known };
  const { latest } = await testSavedConnection(dependencies, request, invocation);
  if (dependencies.perConnectionMetrics === 'failing' && latest.state === 'failed') {
    invocation.metrics.addFor('ConnectionFailing', connectionId, 1);
  }
  return 'tested';
}

function isPaused(testable: Testable): boolean {
  return testable.complete && testable.connection.settings.testing === 'paused';
}
