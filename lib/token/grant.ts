import type { RestrictedResource } from '../amazon/restricted-data-token.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';

/** What a token is asked for: the seller's data, operations of the application itself, or restricted resources. */
export type Grant =
  | { readonly kind: 'seller' }
  | { readonly kind: 'grantless'; readonly scopes: readonly string[] }
  | { readonly kind: 'restricted'; readonly restrictedResources: readonly RestrictedResource[] };

export const SELLER: Grant = { kind: 'seller' };

/** Seller tokens are what jobs ask for, again and again: their keys are made once for each connection that was read. */
const sellerKeys = new WeakMap<StoredConnection, string>();

/** Everything that makes one token different from another; a key that leaves something out mixes accounts. */
export function tokenKey(connection: StoredConnection, grant: Grant): string {
  const known = grant.kind === 'seller' ? sellerKeys.get(connection) : undefined;
  if (known !== undefined) return known;
  const { connectionId, version, settings } = connection;
  const key = JSON.stringify([connectionId, version, settings.lwaClientId, grantKey(grant)]);
  if (grant.kind === 'seller') sellerKeys.set(connection, key);
  return key;
}

/** Of the keys, those that were made of this version of the connection. */
export function isKeyOfVersion(connectionId: string, version: string): (key: string) => boolean {
  const beginning = `${JSON.stringify([connectionId, version]).slice(0, -1)},`;
  return (key) => key.startsWith(beginning);
}

function grantKey(grant: Grant): unknown {
  switch (grant.kind) {
    case 'seller':
      return ['seller'];
    case 'grantless':
      return ['grantless', ...grant.scopes.toSorted()];
    case 'restricted':
      return [
        'restricted',
        ...grant.restrictedResources.map(({ method, path, dataElements }) => [
          method,
          path,
          dataElements?.toSorted() ?? null,
        ]),
      ];
  }
}
