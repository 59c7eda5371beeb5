import { type EndpointName, endpointOf } from '../amazon/endpoints.ts';
import { authorizationReviewAt, clientSecretExpiresAt } from '../connection/countdown.ts';
import type { Description } from '../connection/description.ts';
import type { MalformedConnection, StoredConnection } from '../connection/stored-connection.ts';
import type { Latest } from '../watch/connection-state.ts';

/** A connection as the API answers it: no secret and no refresh token, not even in part. The client id is shown whole. */
export type ConnectionView = ReturnType<typeof viewConnection>;

/** What is missing in a malformed one is null. */
export type Viewable =
  | StoredConnection
  | MalformedConnection
  | (Omit<Description, 'digests'> & { readonly connectionId: string });

export function viewConnection(connection: Viewable, latest: Latest | null) {
  const { connectionId, version, settings, updatedAt } = connection;
  const endpoint = endpointIn(connection);
  // A secret made by hand says not when it was made; since when it is as it is, is the next best.
  const createdAt = connection.createdAt ?? updatedAt;
  return {
    connectionId,
    endpoint,
    baseUrl: endpoint && endpointOf(endpoint).baseUrl,
    lwaClientId: settings.lwaClientId,
    displayName: settings.displayName,
    accountType: settings.accountType,
    labels: settings.labels,
    expectFeeds: settings.expectFeeds,
    testing: settings.testing,
    createdAt,
    updatedAt,
    version,
    state: latest?.state ?? 'unknown',
    stateSince: latest?.stateSince ?? createdAt,
    latestTest: latest?.result ?? null,
    clientSecretCreatedOn: settings.clientSecretCreatedOn,
    clientSecretExpiresOn: dateOf(clientSecretExpiresAt(settings.clientSecretCreatedOn)),
    authorizedOn: settings.authorizedOn,
    authorizationReviewOn: dateOf(authorizationReviewAt(settings.authorizedOn)),
  };
}

/** Null when the stored endpoint is not one of ours; the default is not guessed in its place. */
export function endpointIn(connection: Viewable): EndpointName | null {
  return 'missing' in connection && connection.missing.includes('endpoint') ? null : connection.settings.endpoint;
}

function dateOf(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString().slice(0, 10);
}
