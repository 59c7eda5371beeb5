/** One recorder for every function that tests a saved connection: it keeps the result, judges the state, and tells the change. */
import type { EndpointName } from '../amazon/endpoints.ts';
import type { TestResult } from '../connection-test/test-result.ts';
import { type Clock, isoTime } from '../time.ts';
import {
  CONFIRM_DELAY_SECONDS,
  judgeKeptSave,
  judgeSilence,
  judgeState,
  judgeUntestedSave,
  type Latest,
  nothingKnown,
  type Save,
} from './connection-state.ts';
import type { EventBus } from './events.ts';
import type { FleetMember } from './fleet-state.ts';
import type { FleetWatch } from './fleet-watch.ts';
import { createStateWriter, KEPT_CHANGING, TRIES } from './state-writer.ts';
import type { QueuedTest } from './test-message.ts';
import type { TestResults } from './test-results.ts';

export interface RecorderDependencies {
  readonly results: TestResults;
  readonly events: EventBus;
  /** Null where no test runs that counts for its fleets. */
  readonly fleets: Pick<FleetWatch, 'review'> | null;
  /** Queues the test that confirms a scheduled failure; null where no scheduled test runs. */
  readonly confirm: ((test: QueuedTest) => Promise<void>) | null;
  readonly clock: Clock;
}

export interface Recorder {
  /** Answers what is held true afterwards. Throws when a service that it needs is unavailable. */
  record(connectionId: string, result: TestResult, about?: About): Promise<Latest>;
  /** Values were saved without a test: what is known of the old ones says nothing of them. */
  recordUntestedSave(connectionId: string, endpoint: EndpointName, save: Save): Promise<Latest>;
  /** Nothing conclusive was heard of the connection for long: if that is still so. Null when nothing is known of it. */
  recordSilence(connectionId: string, silence: Silence): Promise<Latest | null>;
  /** A save left alone what a test depends on. Null, with nothing written, when the state was not held for `fromVersion`. */
  recordKeptSave(connectionId: string, fromVersion: string | null, save: Save): Promise<Latest | null>;
}

export interface Silence {
  /** That of the settings, for a connection that was never tested. */
  readonly endpoint: EndpointName;
  /** When the connection was saved, epoch milliseconds. */
  readonly savedAt: number;
  readonly intervalMs: number;
}

/** What is known of a test besides its result. */
export interface About {
  /** With the test of a save. */
  readonly save?: Save;
  /** When the tested values were read, ISO 8601. */
  readonly readAt?: string;
  /** With a test that counts for its fleets. */
  readonly member?: FleetMember | null;
}

/** The store's lists may lag by minutes: for so long a connection that was removed may still be found in one. */
const LIST_LAG_MS = 3_600_000;

/** A test is kept in the history before it is judged: what is thrown on the way to its state costs no result. */
export function createRecorder({ results, events, fleets, confirm, clock }: RecorderDependencies): Recorder {
  const update = createStateWriter({ results, events, clock });

  /** Asked only where nothing is known: else it was not removed, or something was recorded since. */
  const removalOf = async (connectionId: string, known: Latest | null) =>
    known ? null : results.removedAt(connectionId);

  return {
    async record(connectionId, result, { save, readAt, member = null } = {}) {
      const before = await results.latest(connectionId);
      // What a newer test has overtaken says nothing of its fleets any more: the last test of a connection counts.
      const counted = before?.startedAt && before.startedAt > result.startedAt ? null : member;
      await results.addToHistory(connectionId, result, counted);
      const fleetFailing = counted !== null && fleets !== null && (await fleets.review(counted));
      let confirming = false;
      let removed = false;
      const judge = async (known: Latest | null) => {
        const removedAt = await removalOf(connectionId, known);
        if (isRemovedSince(removedAt, readAt ?? result.startedAt)) {
          removed = true;
          return null;
        }
        const judgement = judgeState(known, result, { save, readAt, fleetFailing });
        if (judgement.kind === 'late') return null;
        if (judgement.confirm && !confirming) {
          if (!confirm) throw new Error('A scheduled test runs where nothing can be confirmed.');
          await confirm(confirmingTest(connectionId, result, clock.now()));
          confirming = true;
        }
        const { latest, change } = judgement;
        return { latest, change, endpoint: result.endpoint, result, removedAt, holdsBack: fleetFailing };
      };
      const latest = await update(connectionId, judge, before);
      if (latest) return latest;
      if (removed) return nothingKnown(result.startedAt);
      throw new Error('Nothing can be late where nothing is known.');
    },

    async recordKeptSave(connectionId, fromVersion, save) {
      for (let count = 0; count < TRIES; count += 1) {
        const known = await results.latest(connectionId);
        const kept = judgeKeptSave(known, fromVersion, save);
        if (!kept || (await results.replaceLatest(connectionId, known, kept))) return kept;
      }
      throw new Error(KEPT_CHANGING);
    },

    async recordUntestedSave(connectionId, endpoint, save) {
      const judge = async (known: Latest | null) => {
        const removedAt = await removalOf(connectionId, known);
        return isRemovedSince(removedAt, save.at)
          ? null
          : { ...judgeUntestedSave(known, save), endpoint, result: null, removedAt, holdsBack: false };
      };
      return (await update(connectionId, judge)) ?? nothingKnown(save.at);
    },

    async recordSilence(connectionId, { endpoint, savedAt, intervalMs }) {
      return update(connectionId, async (known) => {
        const now = clock.now();
        const silence = judgeSilence(known, { savedAt, now, intervalMs });
        if (!silence) return null;
        const removedAt = await removalOf(connectionId, known);
        if (isRemovedSince(removedAt, isoTime(Math.max(savedAt, now - LIST_LAG_MS)))) return null;
        const result = known?.result ?? null;
        return { ...silence, endpoint: result?.endpoint ?? endpoint, result, removedAt, holdsBack: false };
      });
    },
  };
}

/** Removed while it was tested or saved: what is held true of it has gone, and must not come back. */
function isRemovedSince(removedAt: number | null, since: string): boolean {
  return removedAt !== null && isoTime(removedAt) >= since;
}

function confirmingTest(connectionId: string, { testId }: TestResult, now: number): QueuedTest {
  const dueAt = isoTime(now + CONFIRM_DELAY_SECONDS * 1_000);
  return {
    message: { connectionId, runId: testId, scheduledTime: dueAt, trigger: 'confirm' },
    delaySeconds: CONFIRM_DELAY_SECONDS,
  };
}
