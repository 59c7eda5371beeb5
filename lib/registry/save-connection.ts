/** Saving: test first, then write, then tell. Once the values are written, the save has succeeded, whatever comes after. */
import { clearOldDates } from '../connection/change.ts';
import { holds, type Precondition } from '../connection/precondition.ts';
import type { ConnectionSettings } from '../connection/settings.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';
import { describedConnections, usedTwiceWarnings } from '../connection/used-twice.ts';
import { type SettingsWarning, settingsWarnings } from '../connection/warnings.ts';
import { countTest } from '../connection-test/observe-test.ts';
import { testConnection } from '../connection-test/test-connection.ts';
import type { TestResult } from '../connection-test/test-result.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { reportError } from '../telemetry/report-error.ts';
import { isoTime } from '../time.ts';
import type { Latest } from '../watch/connection-state.ts';
import { type Current, readCurrent } from './current-connection.ts';
import type { RegistryDependencies, RegistryFailure } from './registry.ts';

export interface SaveRequest {
  readonly connectionId: string;
  readonly settings: ConnectionSettings;
  /** Names of the fields that the request itself gave. */
  readonly given: ReadonlySet<string>;
  readonly precondition: Precondition;
  /**
   * `tested`: only what passes is written. `untested`: written as it is, and a test is queued. `unaffected`: nothing changes
   * on which a test depends, so the state stays as it is.
   */
  readonly mode: 'tested' | 'untested' | 'unaffected';
}

export interface Saved {
  readonly created: boolean;
  readonly connection: StoredConnection;
  readonly latest: Latest | null;
  readonly test: TestResult | null;
  readonly warnings: readonly SettingsWarning[];
}

export async function saveConnection(
  dependencies: RegistryDependencies,
  request: SaveRequest,
  invocation: Invocation,
): Promise<Result<Saved, RegistryFailure>> {
  // The moment at which the request came in: the history of a new connection starts here, with the test of its save.
  const requestedAt = isoTime(dependencies.clock.now());
  const current = await readCurrent(dependencies.store, request.connectionId, invocation);
  if (!current.ok) return current;
  if (!holds(request.precondition, current.value?.connection.version)) return failed({ kind: 'version_conflict' });
  return writeOver(dependencies, current.value, requestedAt, request, invocation);
}

/** The rest of a save, for who has read what is there: it is written over only if it is still that. */
export async function writeOver(
  dependencies: RegistryDependencies,
  current: Current | null,
  requestedAt: string,
  request: SaveRequest,
  invocation: Invocation,
): Promise<Result<Saved, RegistryFailure>> {
  const { connectionId, given, mode } = request;
  const before = current?.complete ? current.connection.settings : null;
  const { settings, warnings } = clearOldDates(before, request.settings, given);
  const searching = findUsedTwice(dependencies, connectionId, settings, invocation);

  const test = mode === 'tested' ? await testSave(dependencies, connectionId, settings, invocation) : null;
  if (test?.verdict === 'failed') return failed({ kind: 'test_failed', test });
  if (test?.verdict === 'inconclusive') return failed({ kind: 'test_inconclusive', test });
  const usedTwice = await searching;

  const createdAt = current ? (current.connection.createdAt ?? current.connection.updatedAt) : requestedAt;
  const updatedAt = isoTime(dependencies.clock.now());
  const content = { settings, createdAt, updatedAt };
  const written = current
    ? await dependencies.store.replace(connectionId, current.connection.version, content)
    : await dependencies.store.create(connectionId, content);
  if (!written.ok) {
    // It was there a moment ago: gone meanwhile is a conflict, too.
    return failed(written.failure.kind === 'connection_not_found' ? { kind: 'version_conflict' } : written.failure);
  }
  const connection = { connectionId, version: written.value, settings, createdAt, updatedAt };
  const recorded = await recordSave(dependencies, connection, mode, test, invocation);
  return ok({
    created: current === null,
    connection,
    latest: recorded.latest,
    test: test && { ...test, version: connection.version },
    warnings: [...settingsWarnings(settings), ...usedTwice, ...warnings, ...recorded.warnings],
  });
}

async function testSave(
  dependencies: RegistryDependencies,
  connectionId: string,
  settings: ConnectionSettings,
  invocation: Invocation,
): Promise<TestResult> {
  const { deadlineAt } = invocation;
  const test = { settings, connectionId, version: null, trigger: 'save', lastPassedAt: null, deadlineAt } as const;
  const result = await testConnection(dependencies, test);
  countTest(result, invocation);
  return result;
}

/** Event, item and message come after the values: when one of them fails, that is a warning and not a failure. */
async function recordSave(
  { recorder, queue, results, clock }: RegistryDependencies,
  { connectionId, version, settings, updatedAt }: StoredConnection,
  mode: SaveRequest['mode'],
  test: TestResult | null,
  invocation: Invocation,
): Promise<{ readonly latest: Latest | null; readonly warnings: readonly SettingsWarning[] }> {
  const save = { version, at: updatedAt };
  try {
    if (mode === 'unaffected') return { latest: await results.latest(connectionId), warnings: [] };
    if (test) return { latest: await recorder.record(connectionId, { ...test, version }, { save }), warnings: [] };
    const latest = await recorder.recordUntestedSave(connectionId, settings.endpoint, save);
    const message = { connectionId, runId: version, scheduledTime: isoTime(clock.now()), trigger: 'save' } as const;
    await queue.send([{ message, delaySeconds: 0 }]);
    return { latest, warnings: [] };
  } catch (error) {
    reportError(error, invocation.log);
    const detail = 'The connection is saved, but its test could not be recorded. The next scheduled test will be.';
    return {
      latest: await results.latest(connectionId).catch(() => null),
      warnings: [{ field: '', code: 'test_not_recorded', detail }],
    };
  }
}

/** How long the search for values used twice may take: it must not hold up a save in a large fleet. */
const SEARCH_MS = 5_000;

async function findUsedTwice(
  { index, store, clock }: RegistryDependencies,
  connectionId: string,
  settings: ConnectionSettings,
  invocation: Invocation,
): Promise<SettingsWarning[]> {
  const until = clock.now() + SEARCH_MS;
  try {
    const others = await describedConnections(index, () => clock.now() < until);
    return usedTwiceWarnings(connectionId, settings.lwaClientId, store.digests(settings), others);
  } catch (error) {
    reportError(error, invocation.log);
    return [];
  }
}
