/** The test of a connection that is saved: read afresh, test, record. Serves the schedule and those who ask by hand. */
import type { ConnectionReader, ReadFailure } from '../connection/connection-reader.ts';
import { reportUnread } from '../connection/report-unread.ts';
import type { MalformedConnection, StoredConnection } from '../connection/stored-connection.ts';
import { leavingTimeToKeep } from '../connection-test/deadline.ts';
import { observeTest } from '../connection-test/observe-test.ts';
import { settingsIncomplete } from '../connection-test/settings-incomplete.ts';
import { type TestingDependencies, testConnection } from '../connection-test/test-connection.ts';
import type { TestResult, Trigger } from '../connection-test/test-result.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { type Clock, isoTime } from '../time.ts';
import type { Latest } from './connection-state.ts';
import { fleetMember } from './fleet-state.ts';
import type { Recorder } from './recorder.ts';

/** What can be tested: a connection, or a stored secret that is none, of which the test says so. */
export type Testable = {
  /** The moment before it was read, ISO 8601: a save that was done by then is in it. */
  readonly readAt: string;
} & (
  | { readonly complete: true; readonly connection: StoredConnection }
  | { readonly complete: false; readonly malformed: MalformedConnection }
);

/** The reader must not be a remembering one: a test of an old secret judges the wrong values. */
export async function readTestable(
  { reader, clock }: { readonly reader: ConnectionReader; readonly clock: Clock },
  connectionId: string,
  invocation: Invocation,
): Promise<Result<Testable, Exclude<ReadFailure, { kind: 'connection_malformed' }>>> {
  const readAt = isoTime(clock.now());
  const read = await reader.read(connectionId);
  if (read.ok) return ok({ readAt, complete: true, connection: read.value });
  const { failure } = read;
  if (failure.kind === 'connection_malformed') return ok({ readAt, complete: false, malformed: failure });
  reportUnread(failure, connectionId, invocation);
  return failed(failure);
}

export interface SavedTestDependencies extends TestingDependencies {
  readonly recorder: Recorder;
}

export interface SavedTestRequest {
  readonly connectionId: string;
  readonly testable: Testable;
  readonly trigger: Trigger;
  /** The caller's ARN, or the trigger. */
  readonly caller: string;
  readonly known: Latest | null;
}

export interface SavedTest {
  readonly result: TestResult;
  /** What is held true of the connection now. */
  readonly latest: Latest;
}

/** Throws when the result could not be recorded. */
export async function testSavedConnection(
  dependencies: SavedTestDependencies,
  request: SavedTestRequest,
  invocation: Invocation,
): Promise<SavedTest> {
  const result = await resultOf(dependencies, request, invocation);
  observeTest(result, request.caller, invocation);
  const { connectionId, testable, known } = request;
  const member = testable.complete
    ? fleetMember(connectionId, testable.connection.settings.lwaClientId, result, known?.lastPassedAt ?? null)
    : null;
  const latest = await dependencies.recorder.record(connectionId, result, { readAt: testable.readAt, member });
  tellIfFailing(connectionId, result, latest, invocation);
  return { result, latest };
}

function tellIfFailing(
  connectionId: string,
  { verdict, endpoint, diagnosis }: TestResult,
  latest: Latest,
  { log }: Invocation,
): void {
  if (latest.state !== 'failed' || verdict !== 'failed' || !diagnosis) return;
  const { code, settings, remedy } = diagnosis;
  log.failing({ connectionId, endpoint, code, review: settings.join(', '), remedy, since: latest.stateSince });
}

async function resultOf(
  dependencies: SavedTestDependencies,
  { connectionId, testable, trigger, known }: SavedTestRequest,
  { deadlineAt }: Invocation,
): Promise<TestResult> {
  if (!testable.complete) {
    const startedMs = dependencies.clock.now();
    return settingsIncomplete(testable.malformed, { testId: dependencies.newTestId(startedMs), trigger, startedMs });
  }
  const { settings, version } = testable.connection;
  return testConnection(dependencies, {
    settings,
    connectionId,
    version,
    trigger,
    lastPassedAt: known?.lastPassedAt ?? null,
    deadlineAt: leavingTimeToKeep(deadlineAt, dependencies.clock.now()),
  });
}
