/** One run of the schedule: list the fleet, queue what is due, find what has fallen silent, and count. */
import pMap from 'p-map';
import type { ConnectionIndex, IndexEntry } from '../connection/connection-index.ts';
import { leavingTimeToKeep } from '../connection-test/deadline.ts';
import type { Invocation } from '../invocation.ts';
import { reportError } from '../telemetry/report-error.ts';
import { type Clock, isoTime } from '../time.ts';
import { judgeSilence, type Latest } from './connection-state.ts';
import { expiriesOf } from './expiry.ts';
import type { FleetWatch } from './fleet-watch.ts';
import type { Recorder } from './recorder.ts';
import { dueTimeOf, slotAt, type TestIntervalMinutes } from './schedule.ts';
import type { QueuedTest, TestQueue } from './test-message.ts';
import type { TestResults } from './test-results.ts';

export interface PlanTestsDependencies {
  readonly index: ConnectionIndex;
  readonly results: TestResults;
  readonly recorder: Pick<Recorder, 'recordSilence'>;
  readonly fleets: Pick<FleetWatch, 'reviewFailing'>;
  readonly queue: TestQueue;
  readonly clock: Clock;
  readonly intervalMinutes: TestIntervalMinutes;
}

export interface Run {
  /** Epoch milliseconds. */
  readonly scheduledMs: number;
  readonly runId: string;
  /** The whole fleet, at once. */
  readonly all: boolean;
}

/** How many of those that must be renewed first are named, once a day. */
const NAMED_EXPIRIES = 20;
const DAY_MINUTES = 1_440;
/** When a whole fleet falls silent, a run must get through some thousands of them. */
const EVENTS_AT_ONCE = 20;

/**
 * Throws when the fleet cannot be listed, queued or looked up: the run is then not counted as completed, and may be repeated,
 * since a connection that is queued twice is tested once. What cannot be judged or told is logged, and left to the next run.
 */
export async function planTests(dependencies: PlanTestsDependencies, run: Run, invocation: Invocation): Promise<void> {
  const { metrics, log } = invocation;
  const { index, results, fleets, queue, clock, intervalMinutes } = dependencies;
  // The whole list first: a page that cannot be read then costs nothing that was half queued.
  const fleet = await Array.fromAsync(index.all());
  const watched = fleet.filter(({ testing }) => testing === 'on');
  await queue.send(watched.flatMap(({ connectionId }) => dueTest(connectionId, run, intervalMinutes) ?? []));

  // The next run judges them again; the silent connections and the heartbeat do not wait for that.
  await fleets.reviewFailing().catch((error) => reportError(error, log));
  const latest = await results.latestOf(watched.map(({ connectionId }) => connectionId));
  await recordSilent(dependencies, watched, latest, invocation);

  const states = watched.map(({ connectionId }) => latest.get(connectionId)?.state ?? 'unknown');
  metrics.add('ConnectionsKnown', fleet.length);
  metrics.add('ConnectionsFailing', states.filter((state) => state === 'failed').length);
  metrics.add('ConnectionsUnknown', states.filter((state) => state === 'unknown').length);
  const expiries = expiriesOf(fleet, clock.now());
  const secret = expiries.find(({ expiring }) => expiring === 'client-secret');
  const authorization = expiries.find(({ expiring }) => expiring === 'authorization');
  if (secret) metrics.add('ClientSecretDaysLeft', secret.daysLeft);
  if (authorization) metrics.add('AuthorizationDaysLeft', authorization.daysLeft);
  if (isFirstOfDay(run)) for (const expiry of expiries.slice(0, NAMED_EXPIRIES)) log.expiring(expiry);
  metrics.add('RunCompleted', 1);
}

function isFirstOfDay({ all, scheduledMs }: Run): boolean {
  return !all && slotAt(scheduledMs, DAY_MINUTES) === 0;
}

function dueTest(connectionId: string, run: Run, interval: TestIntervalMinutes): QueuedTest | null {
  const { slot, delaySeconds } = dueTimeOf(connectionId, interval);
  if (!run.all && slot !== slotAt(run.scheduledMs, interval)) return null;
  return {
    message: { connectionId, runId: run.runId, scheduledTime: isoTime(run.scheduledMs), trigger: 'schedule' },
    delaySeconds: run.all ? 0 : delaySeconds,
  };
}

/** Those of which nothing conclusive was heard for long; what is held true of them afterwards is set in `latest`. */
async function recordSilent(
  { recorder, clock, intervalMinutes }: PlanTestsDependencies,
  watched: readonly IndexEntry[],
  latest: Map<string, Latest>,
  { log, deadlineAt }: Invocation,
): Promise<void> {
  const intervalMs = intervalMinutes * 60_000;
  const silent = watched.filter(({ connectionId, savedAt }) => {
    const silence = judgeSilence(latest.get(connectionId) ?? null, { savedAt, now: clock.now(), intervalMs });
    // It counts as unknown even if its event is not taken.
    if (silence) latest.set(connectionId, silence.latest);
    return silence !== null;
  });
  const tellUntil = leavingTimeToKeep(deadlineAt, clock.now());
  await pMap(
    silent,
    async ({ connectionId, endpoint, savedAt }) => {
      // The next run tells of the rest.
      if (clock.now() >= tellUntil) return;
      try {
        const known = await recorder.recordSilence(connectionId, { endpoint, savedAt, intervalMs });
        if (known) latest.set(connectionId, known);
      } catch (error) {
        // One event that is not taken is told by the next run; it must not cost the others theirs, or the heartbeat.
        reportError(error, log);
      }
    },
    { concurrency: EVENTS_AT_ONCE },
  );
}
