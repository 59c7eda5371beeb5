/**
 * "Amazon is down" told apart from "this account is broken": a fleet state is held for each endpoint and each client id, from
 * the newest test of each of its connections.
 */
import type { EndpointName } from '../amazon/endpoints.ts';
import type { TestResult, Trigger } from '../connection-test/test-result.ts';

export type FleetScope = { readonly endpoint: EndpointName } | { readonly lwaClientId: string };

/** The newest test of a connection that counts, as the window keeps it. */
export interface FleetMember {
  readonly connectionId: string;
  readonly endpoint: EndpointName;
  readonly lwaClientId: string;
  /** When the test began, ISO 8601. */
  readonly testedAt: string;
  readonly affected: boolean;
  /** Affected by a failure that concerns the whole application. */
  readonly clientAffected: boolean;
}

export interface FleetState {
  readonly state: 'normal' | 'failing';
  /** ISO 8601. */
  readonly since: string;
}

export interface FleetCount {
  readonly tested: number;
  /** Their connection ids, in order. */
  readonly affected: readonly string[];
}

export interface FleetChange {
  readonly from: 'normal' | 'failing';
  readonly to: 'normal' | 'failing';
  readonly since: string;
}

const COUNTED: ReadonlySet<Trigger> = new Set(['schedule', 'confirm', 'traffic']);
const OF_THE_CLIENT: ReadonlySet<string> = new Set(['client_rejected', 'client_secret_expired', 'client_blocked']);
const DAY_MS = 24 * 3_600_000;
const SHORTEST_WINDOW_MS = 30 * 60_000;

/** 30 minutes, or half an interval if that is longer: enough for a share of the fleet to have been tested. */
export function fleetWindowMs(intervalMs: number): number {
  return Math.max(SHORTEST_WINDOW_MS, intervalMs / 2);
}

/** What a test says about its fleets; null for one that does not count: somebody asked for it. */
export function fleetMember(
  connectionId: string,
  lwaClientId: string,
  result: TestResult,
  lastPassedAt: string | null,
): FleetMember | null {
  if (!COUNTED.has(result.trigger)) return null;
  const testedMs = Date.parse(result.startedAt);
  const hadPassed = lastPassedAt !== null && testedMs - Date.parse(lastPassedAt) <= DAY_MS;
  const affected = result.verdict !== 'passed' && !isFeedsQuota(result) && hadPassed;
  return {
    connectionId,
    endpoint: result.endpoint,
    lwaClientId,
    testedAt: result.startedAt,
    affected,
    clientAffected: affected && OF_THE_CLIENT.has(result.diagnosis?.code ?? ''),
  };
}

/** The quota of Feeds is the customer's own: its end is no trouble of Amazon's. */
function isFeedsQuota({ diagnosis, requests: [exchange] }: TestResult): boolean {
  return diagnosis?.code === 'throttled' && exchange.outcome === 'passed';
}

/** Members tested within the window before `now`, epoch milliseconds; of one that was moved to another endpoint the newest. */
export function countFleet(
  scope: FleetScope,
  members: readonly FleetMember[],
  now: number,
  windowMs: number,
): FleetCount {
  const recent = newestOfEach(members).filter(
    (member) =>
      now - Date.parse(member.testedAt) <= windowMs &&
      ('endpoint' in scope ? member.endpoint === scope.endpoint : member.lwaClientId === scope.lwaClientId),
  );
  const affected = recent.filter((member) => isAffected(member, scope));
  return { tested: recent.length, affected: affected.map(({ connectionId }) => connectionId).toSorted() };
}

function newestOfEach(members: readonly FleetMember[]): FleetMember[] {
  const newest = new Map<string, FleetMember>();
  for (const member of members) {
    const other = newest.get(member.connectionId);
    if (!other || member.testedAt > other.testedAt) newest.set(member.connectionId, member);
  }
  return [...newest.values()];
}

const ENDPOINT_THRESHOLD = 5;
const CLIENT_THRESHOLD = 3;
const FEWEST_TO_END = 3;

/** `inWindow` counts the newest tests of the window, `inInterval` those of a whole interval. Null when nothing changes. */
export function judgeFleet(
  scope: FleetScope,
  known: FleetState | null,
  { inWindow, inInterval }: { readonly inWindow: FleetCount; readonly inInterval: FleetCount },
  { now, intervalMs }: { readonly now: number; readonly intervalMs: number },
): FleetChange | null {
  const since = new Date(now).toISOString();
  const affected = inWindow.affected.length;
  if (known?.state === 'failing') {
    const few = inWindow.tested >= FEWEST_TO_END && affected * 4 < inWindow.tested;
    const quiet = inInterval.affected.length === 0 && now - Date.parse(known.since) >= intervalMs;
    return few || quiet ? { from: 'failing', to: 'normal', since } : null;
  }
  const threshold = 'endpoint' in scope ? ENDPOINT_THRESHOLD : CLIENT_THRESHOLD;
  return affected >= threshold && affected * 2 >= inWindow.tested ? { from: 'normal', to: 'failing', since } : null;
}

/** The fleets that a connection belongs to. */
export function scopesOf({
  endpoint,
  lwaClientId,
}: {
  readonly endpoint: EndpointName;
  readonly lwaClientId: string;
}): FleetScope[] {
  return [{ endpoint }, { lwaClientId }];
}

export function isAffected(member: FleetMember, scope: FleetScope): boolean {
  return 'endpoint' in scope ? member.affected : member.clientAffected;
}

/** A name of the scope, as long as its client id. */
export function scopeKey(scope: FleetScope): string {
  return 'endpoint' in scope ? `endpoint#${scope.endpoint}` : `client#${scope.lwaClientId}`;
}
