/** Saving: test first, then write, then tell. Once the values are written, the save has succeeded, whatever comes after. */
import { changesTheState, clearOldDates } from '../connection/change.ts';
import { holds, type Precondition } from '../connection/precondition.ts';
import type { ConnectionSettings } from '../connection/settings.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';
import { usedTwiceWarnings } from '../connection/used-twice.ts';
import { type SettingsWarning, settingsWarnings } from '../connection/warnings.ts';
import { leavingTimeToKeep } from '../connection-test/deadline.ts';
import { countTest } from '../connection-test/observe-test.ts';
import { testConnection } from '../connection-test/test-connection.ts';
import type { TestResult } from '../connection-test/test-result.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { reportError } from '../telemetry/report-error.ts';
import { isoTime } from '../time.ts';
import type { Latest } from '../watch/connection-state.ts';
import { type Current, readCurrent } from './current-connection.ts';
import { recordSave } from './record-save.ts';
import type { RegistryDependencies, RegistryFailure } from './registry.ts';

export interface SaveRequest {
  readonly connectionId: string;
  readonly settings: ConnectionSettings;
  /** Names of the fields that the request itself gave. */
  readonly given: ReadonlySet<string>;
  readonly precondition: Precondition;
  /**
   * `tested`: only what passes is written. `untested`: written as it is, and a test is queued. `unaffected`: nothing changes
   * on which a test depends, so none is made.
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

/** `creating`: whether it would have been a new connection, had it been done; absent when that is not known. */
export type SaveFailure = RegistryFailure & { readonly creating?: boolean };

export async function saveConnection(
  dependencies: RegistryDependencies,
  request: SaveRequest,
  invocation: Invocation,
): Promise<Result<Saved, SaveFailure>> {
  // The moment at which the request came in: the history of a new connection starts here, with the test of its save.
  const requestedAt = isoTime(dependencies.clock.now());
  const current = await readCurrent(dependencies.store, request.connectionId, invocation);
  if (!current.ok) return current;
  if (!holds(request.precondition, current.value?.connection.version)) {
    return failed({ kind: 'version_conflict', creating: request.precondition.kind === 'must_not_exist' });
  }
  return writeOver(dependencies, current.value, requestedAt, request, invocation);
}

/** The rest of a save, for who has read what is there: it is written over only if it is still that. */
export async function writeOver(
  dependencies: RegistryDependencies,
  current: Current | null,
  requestedAt: string,
  request: SaveRequest,
  invocation: Invocation,
): Promise<Result<Saved, SaveFailure>> {
  const creating = current === null;
  const refused = (failure: RegistryFailure) => failed({ ...failure, creating });
  const { connectionId, given, mode } = request;
  const before = current?.complete ? current.connection.settings : null;
  const { settings, warnings } = clearOldDates(before, request.settings, given);
  const [test, usedTwice] = await Promise.all([
    mode === 'tested' ? testSave(dependencies, connectionId, settings, invocation) : null,
    findUsedTwice(dependencies, connectionId, settings, invocation),
  ]);
  if (test?.verdict === 'failed') return refused({ kind: 'test_failed', test });
  if (test?.verdict === 'inconclusive') return refused({ kind: 'test_inconclusive', test });
  // A write that ends after the caller was told of a time-out would be a save that nobody knows of.
  if (dependencies.clock.now() >= invocation.deadlineAt) return refused({ kind: 'out_of_time' });

  const createdAt = current?.connection.createdAt ?? current?.connection.updatedAt ?? requestedAt;
  const updatedAt = isoTime(dependencies.clock.now());
  const content = { settings, createdAt, updatedAt };
  const written = current
    ? await dependencies.store.replace(connectionId, current.connection.version, content)
    : await dependencies.store.create(connectionId, content);
  if (!written.ok) {
    // It was there a moment ago: gone meanwhile is a conflict, too.
    return refused(written.failure.kind === 'connection_not_found' ? { kind: 'version_conflict' } : written.failure);
  }
  const fromVersion = current?.connection.version ?? null;
  const connection = { connectionId, version: written.value, settings, createdAt, updatedAt };
  const stateStays = mode === 'unaffected' || (before !== null && !changesTheState(before, settings));
  const recorded = await recordSave(dependencies, { connection, fromVersion, mode, test, stateStays }, invocation);
  return ok({
    created: creating,
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
  const deadlineAt = leavingTimeToKeep(invocation.deadlineAt, dependencies.clock.now());
  const test = { settings, connectionId, version: null, trigger: 'save', lastPassedAt: null, deadlineAt } as const;
  const result = await testConnection(dependencies, test);
  countTest(result, invocation);
  return result;
}

/** Among those that were changed last: one call, however large the fleet. A slip of copying is made with what is at hand. */
async function findUsedTwice(
  { index, store }: RegistryDependencies,
  connectionId: string,
  { lwaClientId, lwaClientSecret, lwaRefreshToken }: ConnectionSettings,
  invocation: Invocation,
): Promise<SettingsWarning[]> {
  const digests = { lwaClientSecret: store.digest(lwaClientSecret), lwaRefreshToken: store.digest(lwaRefreshToken) };
  try {
    return usedTwiceWarnings({ connectionId, lwaClientId, digests }, await index.recent());
  } catch (error) {
    reportError(error, invocation.log);
    return [];
  }
}
