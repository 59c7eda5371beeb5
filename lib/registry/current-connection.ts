import type { ReadFailure, StorageUnavailable } from '../connection/connection-reader.ts';
import type { ConnectionStore } from '../connection/connection-store.ts';
import type { MalformedConnection, StoredConnection } from '../connection/stored-connection.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';

/** What is stored under an id now, complete or not. */
export type Current =
  | { readonly complete: true; readonly connection: StoredConnection }
  | { readonly complete: false; readonly connection: MalformedConnection };

/** Null when there is nothing. Pending deletion is a failure, and told before any precondition. */
export async function readCurrent(
  store: ConnectionStore,
  connectionId: string,
  { metrics }: Invocation,
): Promise<Result<Current | null, Extract<ReadFailure, { kind: 'connection_pending_deletion' }> | StorageUnavailable>> {
  const read = await store.read(connectionId);
  if (read.ok) return ok({ complete: true, connection: read.value });
  const { failure } = read;
  switch (failure.kind) {
    case 'connection_not_found':
      return ok(null);
    case 'connection_malformed':
      return ok({ complete: false, connection: failure });
    case 'storage_unavailable':
      metrics.add('SecretReadErrors', 1);
      return failed(failure);
    case 'connection_pending_deletion':
      return failed(failure);
  }
}
