/** Removing a connection, with a time to change one's mind, and taking it back. */
import { holds, type Precondition } from '../connection/precondition.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { reportError } from '../telemetry/report-error.ts';
import { type Current, readCurrent } from './current-connection.ts';
import type { RegistryDependencies, RegistryFailure } from './registry.ts';

type Dependencies = Pick<RegistryDependencies, 'store' | 'results' | 'clock'>;

/** Answers when it will be gone for good, ISO 8601. A malformed connection can be removed, too. */
export async function removeConnection(
  dependencies: Dependencies,
  connectionId: string,
  precondition: Precondition,
  recoveryDays: number,
  invocation: Invocation,
): Promise<Result<string, RegistryFailure>> {
  const removed = await remove(dependencies, connectionId, precondition, recoveryDays, invocation);
  // A removal that was cut off halfway is found pending deletion, with what was held true of it still there.
  if (removed.ok || removed.failure.kind === 'connection_pending_deletion') {
    try {
      await dependencies.results.forgetLatest(connectionId, dependencies.clock.now());
    } catch (error) {
      // The connection is gone, which was asked for; what is left behind is overwritten by the next test under this id.
      reportError(error, invocation.log);
    }
  }
  return removed;
}

async function remove(
  { store }: Dependencies,
  connectionId: string,
  precondition: Precondition,
  recoveryDays: number,
  invocation: Invocation,
): Promise<Result<string, RegistryFailure>> {
  const current = await readCurrent(store, connectionId, invocation);
  if (!current.ok) return current;
  if (!current.value) return failed({ kind: 'connection_not_found' });
  if (!holds(precondition, current.value.connection.version)) return failed({ kind: 'version_conflict' });
  return store.delete(connectionId, recoveryDays);
}

/** Answers the connection as it is again; one that was not deleted is answered as it is. */
export async function restoreConnection(
  { store }: Pick<Dependencies, 'store'>,
  connectionId: string,
  precondition: Precondition,
  invocation: Invocation,
): Promise<Result<Current, RegistryFailure>> {
  const existence = await store.existence(connectionId);
  if (!existence.ok) return existence;
  if (!existence.value) return failed({ kind: 'connection_not_found' });
  if (!holds(precondition, existence.value.version)) return failed({ kind: 'version_conflict' });
  if (existence.value.deletionDate !== null) {
    const restored = await store.restore(connectionId);
    if (!restored.ok) return restored;
  }
  const current = await readCurrent(store, connectionId, invocation);
  if (!current.ok) return current;
  if (!current.value) return failed({ kind: 'connection_not_found' });
  return ok(current.value);
}
