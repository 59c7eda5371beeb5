/** Values that another connection has too: mostly a slip of copying. A warning, found by digests, never by values. */
import type { IndexEntry } from './connection-index.ts';
import type { Digests } from './description.ts';
import type { SettingsWarning } from './warnings.ts';

export interface SavedValues {
  readonly connectionId: string;
  readonly lwaClientId: string;
  readonly digests: Digests;
}

/** Connections of one application share its client secret rightly; a refresh token belongs to one account. */
export function usedTwiceWarnings(saved: SavedValues, entries: readonly IndexEntry[]): SettingsWarning[] {
  const others = entries.filter(({ connectionId }) => connectionId !== saved.connectionId);
  const sameToken = others.find(
    ({ description }) => description?.digests.lwaRefreshToken === saved.digests.lwaRefreshToken,
  );
  const sameSecret = others.find(
    ({ description }) =>
      description?.digests.lwaClientSecret === saved.digests.lwaClientSecret &&
      description.settings.lwaClientId !== saved.lwaClientId,
  );
  return [
    ...(sameToken
      ? [warning('lwaRefreshToken', `The refresh token is also that of the connection ${sameToken.connectionId}.`)]
      : []),
    ...(sameSecret
      ? [
          warning(
            'lwaClientSecret',
            `The client secret is also that of the connection ${sameSecret.connectionId}, which has another client id.`,
          ),
        ]
      : []),
  ];
}

function warning(field: string, detail: string): SettingsWarning {
  return { field, code: 'used_by_another_connection', detail };
}
