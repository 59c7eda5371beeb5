/** A client secret belongs to an application: every connection of its client id shares it. */
import type { Connection } from '../api/shapes.ts';

export interface ClientGroup {
  readonly lwaClientId: string;
  readonly connections: readonly Connection[];
  /** The earliest date that is known, `YYYY-MM-DD`; null without one. */
  readonly expiresOn: string | null;
  readonly failing: number;
}

/** Those with the most connections first. */
export function clientGroups(connections: readonly Connection[]): ClientGroup[] {
  const groups = Map.groupBy(
    connections.filter(({ lwaClientId }) => lwaClientId),
    ({ lwaClientId }) => lwaClientId ?? '',
  );
  return [...groups]
    .map(([lwaClientId, members]) => ({
      lwaClientId,
      connections: members,
      expiresOn: members.flatMap(({ clientSecretExpiresOn }) => clientSecretExpiresOn ?? []).toSorted()[0] ?? null,
      failing: members.filter(({ state }) => state === 'failed').length,
    }))
    .toSorted((a, b) => b.connections.length - a.connections.length || (a.lwaClientId < b.lwaClientId ? -1 : 1));
}
