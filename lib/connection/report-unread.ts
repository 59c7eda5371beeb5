import type { Invocation } from '../invocation.ts';
import type { ReadFailure } from './connection-reader.ts';

/** Counts and logs a read that the store did not answer; other failures are about the connection, and their caller is told. */
export function reportUnread(failure: ReadFailure, connectionId: string, { metrics, log }: Invocation): void {
  if (failure.kind !== 'storage_unavailable') return;
  metrics.add('SecretReadErrors', 1);
  log.unavailable({ reason: failure.reason, action: failure.action, connectionId });
}
