/** Which connections are shown, and in which order. */
import { nextExpiry } from '../../../../lib/connection/countdown.ts';
import type { Connection, EndpointName } from '../api/shapes.ts';

export interface FleetFilter {
  /** Found in id, name, client id, label or cause, whatever its case. */
  readonly text: string;
  readonly state: Connection['state'] | null;
  readonly endpoint: EndpointName | null;
}

export type Column = 'connection' | 'endpoint' | 'state' | 'since' | 'cause' | 'expiry' | 'latency';

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

export const EVERYTHING: FleetFilter = { text: '', state: null, endpoint: null };
/** What needs somebody comes first. */
export const WORST_FIRST: Order = { by: 'state', descending: false };

export function arrange(connections: readonly Connection[], filter: FleetFilter, order: Order): Connection[] {
  const text = filter.text.trim().toLowerCase();
  const sign = order.descending ? -1 : 1;
  return connections
    .filter(({ state }) => filter.state === null || state === filter.state)
    .filter(({ endpoint }) => filter.endpoint === null || endpoint === filter.endpoint)
    .filter((connection) => text === '' || searched(connection).includes(text))
    .toSorted((a, b) => sign * compare(key(a, order.by), key(b, order.by)) || compare(a.connectionId, b.connectionId));
}

/** Of both requests of the last test; null when none was answered. */
export function lastLatencyMs({ latestTest }: Connection): number | null {
  const answered = (latestTest?.requests ?? []).flatMap(({ latencyMs }) => latencyMs ?? []);
  return answered.length === 0 ? null : answered.reduce((sum, latencyMs) => sum + latencyMs, 0);
}

export function countByState(connections: readonly Connection[]): Record<Connection['state'], number> {
  const counts = { passed: 0, failed: 0, unknown: 0 };
  for (const { state } of connections) counts[state] += 1;
  return counts;
}

const STATE_RANK = { failed: 0, unknown: 1, passed: 2 };
const LAST = '\uffff';

function key(connection: Connection, by: Column): string | number {
  switch (by) {
    case 'connection':
      return (connection.displayName ?? connection.connectionId).toLowerCase();
    case 'endpoint':
      return connection.endpoint ?? LAST;
    case 'state':
      return STATE_RANK[connection.state];
    case 'since':
      return connection.stateSince ?? LAST;
    case 'cause':
      return connection.latestTest?.diagnosis?.code ?? LAST;
    case 'expiry':
      return nextExpiry(connection) ?? LAST;
    case 'latency':
      return lastLatencyMs(connection) ?? -1;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function searched({ connectionId, displayName, lwaClientId, labels, latestTest }: Connection): string {
  const parts = [
    connectionId,
    displayName,
    lwaClientId,
    latestTest?.diagnosis?.code,
    ...Object.entries(labels ?? {}).flat(),
  ];
  return parts.join('\n').toLowerCase();
}
