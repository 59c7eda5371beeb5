/** One page of the fleet, from the index and the latest results: no secret is read but for what the index cannot tell. */
import pMap from 'p-map';
import type { EndpointName } from '../amazon/endpoints.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import type { IndexEntry } from '../connection/connection-index.ts';
import type { Invocation } from '../invocation.ts';
import { ok, type Result } from '../result.ts';
import type { ConnectionState } from '../watch/connection-state.ts';
import { type ConnectionView, endpointIn, type Viewable, viewConnection } from './connection-view.ts';
import { readCurrent } from './current-connection.ts';
import type { RegistryDependencies } from './registry.ts';

export interface ListQuery {
  readonly limit: number;
  readonly from: string | null;
  readonly endpoint: EndpointName | null;
  readonly state: ConnectionState | null;
  readonly lwaClientId: string | null;
}

export interface ListPage {
  readonly connections: readonly ConnectionView[];
  readonly next: string | null;
}

const SECRETS_AT_ONCE = 10;

/** A page may be short, or empty, while there is a next one: the filters are applied to it. */
export async function listConnections(
  dependencies: Pick<RegistryDependencies, 'store' | 'index' | 'results'>,
  { limit, from, endpoint, state, lwaClientId }: ListQuery,
  invocation: Invocation,
): Promise<Result<ListPage, 'unknown_place'>> {
  const page = await dependencies.index.page({ limit, from });
  if (!page.ok) return page;
  const known = await pMap(page.value.entries, (entry) => viewable(dependencies, entry, invocation), {
    concurrency: SECRETS_AT_ONCE,
  });
  const wanted = known
    .filter((connection) => connection !== null)
    .filter((connection) => endpoint === null || endpointIn(connection) === endpoint)
    .filter(({ settings }) => lwaClientId === null || settings.lwaClientId === lwaClientId);
  const latest = await dependencies.results.latestOf(wanted.map(({ connectionId }) => connectionId));
  const connections = wanted
    .map((connection) => viewConnection(connection, latest.get(connection.connectionId) ?? null))
    .filter((view) => state === null || view.state === state);
  return ok({ connections, next: page.value.next });
}

/** Null for a connection that has gone meanwhile. */
async function viewable(
  { store }: Pick<RegistryDependencies, 'store'>,
  { connectionId, description }: IndexEntry,
  invocation: Invocation,
): Promise<Viewable | null> {
  if (description) return { ...description, connectionId };
  const current = await readCurrent(store, connectionId, invocation);
  if (current.ok) return current.value?.connection ?? null;
  if (current.failure.kind === 'storage_unavailable')
    throw new AwsServiceError(current.failure.action, current.failure.reason);
  return null;
}
