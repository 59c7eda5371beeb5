/** What ends when: client secrets, which several connections may share, and authorizations, which are each connection's own. */
import type { Connection } from '../api/shapes.ts';
import { daysUntil } from '../parts/time-words.ts';

/** In the order in which those of one day are told. */
const KINDS = ['client-secret', 'authorization'] as const;

export interface DueDate {
  readonly kind: (typeof KINDS)[number];
  /** `YYYY-MM-DD`. */
  readonly on: string;
  readonly daysLeft: number;
  readonly lwaClientId: string | null;
  readonly connections: readonly Connection[];
}

export interface Horizon {
  readonly title: string;
  readonly due: readonly DueDate[];
}

const HORIZONS: ReadonlyArray<readonly [title: string, untilDays: number]> = [
  ['Over', -1],
  ['Within a week', 7],
  ['Within a month', 30],
  ['Within a quarter', 90],
  ['Later', Number.POSITIVE_INFINITY],
];

/** Soonest first; horizons without a date are left out. */
export function horizons(connections: readonly Connection[], nowMs: number): Horizon[] {
  const due = [...clientSecrets(connections, nowMs), ...authorizations(connections, nowMs)].toSorted(
    (a, b) => a.daysLeft - b.daysLeft || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
  );
  return HORIZONS.map(([title, untilDays], index) => {
    const afterDays = HORIZONS[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY;
    return { title, due: due.filter(({ daysLeft }) => daysLeft > afterDays && daysLeft <= untilDays) };
  }).filter((horizon) => horizon.due.length > 0);
}

/** Those of which one date or both are not known. */
export function undated(connections: readonly Connection[]): Connection[] {
  return connections.filter(
    ({ clientSecretExpiresOn, authorizationReviewOn }) =>
      clientSecretExpiresOn === null || authorizationReviewOn === null,
  );
}

function clientSecrets(connections: readonly Connection[], nowMs: number): DueDate[] {
  const groups = Map.groupBy(
    connections.filter(({ clientSecretExpiresOn }) => clientSecretExpiresOn !== null),
    ({ lwaClientId, clientSecretExpiresOn }) => `${clientSecretExpiresOn} ${lwaClientId}`,
  );
  return [...groups.values()].flatMap((sharing) => {
    const [first] = sharing;
    const on = first?.clientSecretExpiresOn;
    if (!first || !on) return [];
    const { lwaClientId } = first;
    return { kind: 'client-secret' as const, on, daysLeft: daysUntil(on, nowMs), lwaClientId, connections: sharing };
  });
}

function authorizations(connections: readonly Connection[], nowMs: number): DueDate[] {
  return connections.flatMap((connection) => {
    const { authorizationReviewOn: on, lwaClientId } = connection;
    if (on === null) return [];
    return {
      kind: 'authorization' as const,
      on,
      daysLeft: daysUntil(on, nowMs),
      lwaClientId,
      connections: [connection],
    };
  });
}
