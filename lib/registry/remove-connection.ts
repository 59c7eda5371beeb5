/** Removing a connection, with a time to change one's mind, and taking it back. */
import { holds, type Precondition } from '../connection/precondition.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { reportError } from '../telemetry/report-error.ts';
import type { Latest } from '../watch/connection-state.ts';
import { type Current, readCurrent } from './current-connection.ts';
import type { RegistryDependencies, RegistryFailure } from './registry.ts';

type Dependencies = Pick<RegistryDependencies, 'store' | 'results'>;

/** Answers when it will be gone for good, ISO 8601. A malformed connection can be removed, too. */
export async function removeConnection(
  { store, results }: Dependencies,
  connectionId: string,
  precondition: Precondition,
  recoveryDays: number,
  invocation: Invocation,
): Promise<Result<string, RegistryFailure>> {
  const current = await readCurrent(store, connectionId, invocation);
  if (!current.ok) return current;
  if (!current.value) return failed({ kind: 'connection_not_found' });
  if (!holds(precondition, current.value.connection.version)) return failed({ kind: 'version_conflict' });
  const deleted = await store.delete(connectionId, recoveryDays);
  if (!deleted.ok) return deleted;
  try {
    await results.forgetLatest(connectionId);
  } catch (error) {
    // The connection is gone, which was asked for; what is left behind is overwritten by the next test under this id.
    reportError(error, invocation.log);
  }
  return deleted;
}

/** Answers the connection as it is again; one that was not deleted is answered as it is. */
export async function restoreConnection(
  { store, results }: Dependencies,
  connectionId: string,
  precondition: Precondition,
  invocation: Invocation,
): Promise<Result<{ readonly current: Current; readonly latest: Latest | null }, RegistryFailure>> {
  const existence = await store.existence(connectionId);
  if (!existence.ok) return existence;
  if (!existence.value) return failed({ kind: 'connection_not_found' });
  if (!holds(precondition, existence.value.version)) return failed({ kind: 'version_conflict' });
  if (existence.value.pendingDeletion) {
    const restored = await store.restore(connectionId);
    if (!restored.ok) return restored;
  }
  const current = await readCurrent(store, connectionId, invocation);
  if (!current.ok) return current;
  if (!current.value) return failed({ kind: 'connection_not_found' });
  return ok({ current: current.value, latest: await results.latest(connectionId) });
}
