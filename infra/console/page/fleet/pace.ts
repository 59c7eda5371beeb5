/** How often what is shown is asked for anew. */
import type { Connection } from '../api/shapes.ts';

/** How long after a save its queued test is looked for. */
const AWAITED_MS = 2 * 60_000;

/** Whether a test of the values as they are now is on its way: one is queued when they were saved untested. */
export function isAwaited({ state, testing, updatedAt, version, latestTest }: Connection, nowMs: number): boolean {
  const recent = updatedAt !== null && nowMs - Date.parse(updatedAt) < AWAITED_MS;
  return recent && state === 'unknown' && testing !== 'paused' && latestTest?.version !== version;
}

const AWAITING_MS = 2_000;
const USUAL_MS = 5_000;
const LARGE_FLEET_MS = 30_000;
/** A listing of more than a page costs several calls. */
const LARGE_FLEET = 100;

/** How long to wait before the next listing: short while a test is on its way, long for a large fleet. */
export function pauseMs(connections: readonly Connection[], nowMs: number): number {
  if (connections.length > LARGE_FLEET) return LARGE_FLEET_MS;
  return connections.some((connection) => isAwaited(connection, nowMs)) ? AWAITING_MS : USUAL_MS;
}
