/** Values that another connection has too: mostly a slip of copying. A warning, found by digests, never by values. */
import type { ConnectionIndex } from './connection-index.ts';
import type { Description, Digests } from './description.ts';
import type { SettingsWarning } from './warnings.ts';

/** A connection among others, as far as a comparison needs it. */
interface Other {
  readonly connectionId: string;
  readonly description: Description;
}

/** The fleet, as far as `mayGoOn` lets. */
export async function describedConnections(index: ConnectionIndex, mayGoOn: () => boolean): Promise<Other[]> {
  const others: Other[] = [];
  for await (const { connectionId, description } of index.all()) {
    if (description) others.push({ connectionId, description });
    if (!mayGoOn()) break;
  }
  return others;
}

/** Connections of one application share its client secret rightly; a refresh token belongs to one account. */
export function usedTwiceWarnings(
  connectionId: string,
  lwaClientId: string,
  digests: Digests,
  others: readonly Other[],
): SettingsWarning[] {
  const elsewhere = others.filter((other) => other.connectionId !== connectionId);
  const sameToken = elsewhere.find(
    ({ description }) => description.digests.lwaRefreshToken === digests.lwaRefreshToken,
  );
  const sameSecret = elsewhere.find(
    ({ description }) =>
      description.digests.lwaClientSecret === digests.lwaClientSecret &&
      description.settings.lwaClientId !== lwaClientId,
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
