/** Which connections a new client secret is for. */
import pMap from 'p-map';
import { AwsServiceError } from '../aws/service-error.ts';
import type { ConnectionStore } from '../connection/connection-store.ts';
import type { Invocation } from '../invocation.ts';
import type { Secret } from '../secret.ts';
import { type Current, readCurrent } from './current-connection.ts';
import type { RegistryDependencies } from './registry.ts';

export interface NewClientSecret {
  readonly lwaClientId: string;
  readonly lwaClientSecret: Secret;
}

const READS_AT_ONCE = 5;

/** Ids of those that may need it: by the index or, where it cannot tell, by what is stored. Throws when the store cannot be read. */
export async function candidatesOf(
  { index, store }: Pick<RegistryDependencies, 'index' | 'store'>,
  wanted: NewClientSecret,
  invocation: Invocation,
): Promise<string[]> {
  const digest = store.digest(wanted.lwaClientSecret);
  const candidates: string[] = [];
  const undescribed: string[] = [];
  for await (const { connectionId, description } of index.all()) {
    if (!description) undescribed.push(connectionId);
    else if (description.settings.lwaClientId === wanted.lwaClientId && description.digests.lwaClientSecret !== digest)
      candidates.push(connectionId);
  }
  const stored = await pMap(undescribed, (connectionId) => currentOrThrow(store, connectionId, invocation), {
    concurrency: READS_AT_ONCE,
  });
  const found = stored.flatMap((current) => (needsSecret(current, wanted) ? current.connection.connectionId : []));
  return [...candidates, ...found];
}

/** Not one that is gone, malformed, of another client id, or that has the secret already. */
export function needsSecret(
  current: Current | null,
  { lwaClientId, lwaClientSecret }: NewClientSecret,
): current is Extract<Current, { complete: true }> {
  if (!current?.complete) return false;
  const { settings } = current.connection;
  return settings.lwaClientId === lwaClientId && !settings.lwaClientSecret.equals(lwaClientSecret);
}

/** Null for a connection that is gone. */
export async function currentOrThrow(
  store: ConnectionStore,
  connectionId: string,
  invocation: Invocation,
): Promise<Current | null> {
  const current = await readCurrent(store, connectionId, invocation);
  if (current.ok) return current.value;
  if (current.failure.kind === 'connection_pending_deletion') return null;
  throw new AwsServiceError(current.failure.action, current.failure.reason);
}
