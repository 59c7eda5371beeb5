import type { RestrictedResource } from '../amazon/restricted-data-token.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';

/** What a token is asked for: the seller's data, operations of the application itself, or restricted resources. */
export type Grant =
  | { readonly kind: 'seller' }
  | { readonly kind: 'grantless'; readonly scopes: readonly string[] }
  | { readonly kind: 'restricted'; readonly restrictedResources: readonly RestrictedResource[] };

export const SELLER: Grant = { kind: 'seller' };

/** Everything that makes one token different from another; a key that leaves something out mixes accounts. */
export function tokenKey({ connectionId, version, settings }: StoredConnection, grant: Grant): string {
  return JSON.stringify([connectionId, version, settings.lwaClientId, grantKey(grant)]);
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
