/** The port through which stored connections are read. It speaks of connection ids and versions, never of secrets' names. */
import type { AwsAction } from '../aws/service-error.ts';
import type { Result } from '../result.ts';
import type { MalformedConnection, StoredConnection } from './stored-connection.ts';

export type ReadFailure =
  | { readonly kind: 'connection_not_found' }
  | { readonly kind: 'connection_pending_deletion' }
  | ({ readonly kind: 'connection_malformed' } & MalformedConnection)
  | StorageUnavailable;

/** The store did not do what was asked: denied, throttled, out of reach. `reason` is its error's name. */
export interface StorageUnavailable {
  readonly kind: 'storage_unavailable';
  readonly action: AwsAction;
  readonly reason: string;
}

export type ReadConnection = Result<StoredConnection, ReadFailure>;

export interface ConnectionReader {
  read(connectionId: string): Promise<ReadConnection>;
}

/** Reads through a memory of some minutes; `readPastMemory` asks the store and refreshes the memory. */
export interface RememberingConnectionReader extends ConnectionReader {
  /** What is in memory, at once; null when the store would have to be asked. */
  remembered(connectionId: string): StoredConnection | null;
  readPastMemory(connectionId: string): Promise<ReadConnection>;
}
