/** Values that another connection has too: mostly a slip of copying. A warning, found by digests, never by values. */
import type { ConnectionIndex } from './connection-index.ts';
import type { Digests } from './description.ts';
import type { SettingsWarning } from './warnings.ts';

export interface SavedValues {
  readonly connectionId: string;
  readonly lwaClientId: string;
  readonly digests: Digests;
}

/**
 * Looks through the fleet, as far as `mayGoOn` lets, and holds no more of it than a page. Connections of one application
 * share its client secret rightly; a refresh token belongs to one account.
 */
export async function usedTwiceWarnings(
  index: ConnectionIndex,
  { connectionId, lwaClientId, digests }: SavedValues,
  mayGoOn: () => boolean,
): Promise<SettingsWarning[]> {
  let sameToken: string | null = null;
  let sameSecret: string | null = null;
  for await (const other of index.all()) {
    const { description } = other;
    if (description && other.connectionId !== connectionId) {
      const isOtherApplication = description.settings.lwaClientId !== lwaClientId;
      if (description.digests.lwaRefreshToken === digests.lwaRefreshToken) sameToken ??= other.connectionId;
      if (description.digests.lwaClientSecret === digests.lwaClientSecret && isOtherApplication)
        sameSecret ??= other.connectionId;
    }
    if ((sameToken && sameSecret) || !mayGoOn()) break;
  }
  return [
    ...(sameToken
      ? [warning('lwaRefreshToken', `The refresh token is also that of the connection ${sameToken}.`)]
      : []),
    ...(sameSecret
      ? [
          warning(
            'lwaClientSecret',
            `The client secret is also that of the connection ${sameSecret}, which has another client id.`,
          ),
        ]
      : []),
  ];
}

function warning(field: string, detail: string): SettingsWarning {
  return { field, code: 'used_by_another_connection', detail };
}
