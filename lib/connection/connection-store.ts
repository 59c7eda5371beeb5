/** The port through which connections are changed. It speaks of ids, settings and versions; one change is one step. */
import type { Result } from '../result.ts';
import type { Secret } from '../secret.ts';
import type { ConnectionReader, StorageUnavailable } from './connection-reader.ts';
import type { ConnectionSettings } from './settings.ts';

export type WriteFailure =
  /** Somebody else has changed it since it was read. */
  | { readonly kind: 'version_conflict' }
  | { readonly kind: 'connection_not_found' }
  | { readonly kind: 'connection_pending_deletion' }
  | StorageUnavailable;

export interface Written {
  readonly settings: ConnectionSettings;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface Existence {
  /** Null for a secret that never had a value. */
  readonly version: string | null;
  /** When it will be gone for good, ISO 8601; null unless it is pending deletion. */
  readonly deletionDate: string | null;
}

export interface ConnectionStore extends ConnectionReader {
  /** Whether a connection is there, and which version; null when there is none. */
  existence(connectionId: string): Promise<Result<Existence | null, StorageUnavailable>>;
  /** Answers the version. A name that is taken meanwhile is a conflict. */
  create(connectionId: string, content: Written): Promise<Result<string, WriteFailure>>;
  /** Answers the new version; `version_conflict` unless `fromVersion` is still the current one. */
  replace(connectionId: string, fromVersion: string | null, content: Written): Promise<Result<string, WriteFailure>>;
  /** Answers when it will be gone for good, ISO 8601. */
  delete(connectionId: string, recoveryDays: number): Promise<Result<string, WriteFailure>>;
  restore(connectionId: string): Promise<Result<null, WriteFailure>>;
  /** As the index compares values without keeping them. */
  digest(value: Secret): string;
}
