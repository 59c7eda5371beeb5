/** The events that others subscribe to, in the shapes that `docs/operate.md` shows. */
import { v5 as uuid } from 'uuid';
import type { EndpointName } from '../amazon/endpoints.ts';
import type { Diagnosis, TestResult } from '../connection-test/test-result.ts';
import type { ConnectionState, Latest, StateChange } from './connection-state.ts';
import { type FleetChange, type FleetCount, type FleetScope, type FleetState, scopeKey } from './fleet-state.ts';

export const EVENT_SOURCE = 'selling-partner-connections';
export const CONNECTION_STATE_CHANGED = 'Connection State Changed';

export interface ConnectionStateChanged {
  readonly schema: 1;
  /** The same for the same change, however often it is told: a consumer drops repeats by it. */
  readonly id: string;
  readonly connectionId: string;
  readonly endpoint: EndpointName;
  readonly from: ConnectionState | null;
  readonly to: ConnectionState;
  readonly since: string;
  readonly testId: string | null;
  readonly diagnosis: Pick<Diagnosis, 'code' | 'settings' | 'summary' | 'remedy'> | null;
}

export const FLEET_STATE_CHANGED = 'Fleet State Changed';

export interface FleetStateChanged {
  readonly schema: 1;
  readonly id: string;
  readonly scope: FleetScope;
  readonly from: FleetChange['from'];
  readonly to: FleetChange['to'];
  readonly since: string;
  readonly affected: number;
  readonly tested: number;
  /** Of the affected ones, at most twenty. */
  readonly connectionIds: readonly string[];
}

/** The port to the event bus. Throws when the event was not taken. */
export interface EventBus {
  put(detailType: string, detail: ConnectionStateChanged | FleetStateChanged): Promise<void>;
}

/** Any fixed UUID: it keeps our ids apart from those that others derive from the same texts. */
const ID_NAMESPACE = '5b0f7d0e-0e0c-4f7e-9d55-6c5f2a4b7a10';

/**
 * The id comes from what was known before the change, not from the test that brought it: after a crash between the event
 * and the item another test brings the same change, and tells it under the same id. Once anything was written meanwhile it
 * is another change: what was told before may have been taken back, and a consumer who drops repeats would miss it. Where
 * nothing was known, the version and `removedAt` (epoch milliseconds) stand for it: a connection that was deleted begins
 * anew, made again or restored, which gives it its old version back.
 */
export function connectionStateChanged(
  connectionId: string,
  endpoint: EndpointName,
  change: StateChange,
  known: Latest | null,
  cause: TestResult | null,
  removedAt: number | null = null,
): ConnectionStateChanged {
  const before = known
    ? [
        known.stateSince,
        known.lastEventAt,
        known.startedAt,
        known.save?.version ?? null,
        ...known.telling.map(({ id }) => id),
      ]
    : [cause ? cause.version : change.since, ...(removedAt === null ? [] : [removedAt])];
  // Of a state that is not known, the last test is not the cause.
  const diagnosis = change.to === 'unknown' ? null : cause?.diagnosis;
  return {
    schema: 1,
    id: uuid(JSON.stringify([connectionId, change.from, change.to, ...before]), ID_NAMESPACE),
    connectionId,
    endpoint,
    from: change.from,
    to: change.to,
    since: change.since,
    testId: cause?.testId ?? null,
    diagnosis: diagnosis
      ? { code: diagnosis.code, settings: diagnosis.settings, summary: diagnosis.summary, remedy: diagnosis.remedy }
      : null,
  };
}

const LISTED_CONNECTIONS = 20;

/** As above: several environments that find the same change tell it under the same id. */
export function fleetStateChanged(
  scope: FleetScope,
  change: FleetChange,
  { tested, affected }: FleetCount,
  known: FleetState | null,
): FleetStateChanged {
  return {
    schema: 1,
    id: uuid(JSON.stringify([scopeKey(scope), change.from, change.to, known?.since ?? null]), ID_NAMESPACE),
    scope,
    from: change.from,
    to: change.to,
    since: change.since,
    affected: affected.length,
    tested,
    connectionIds: affected.slice(0, LISTED_CONNECTIONS),
  };
}
