/**
 * One recorder for every function that tests a saved connection: it keeps the result, judges the state, and tells the change.
 * The event goes first, then the item: a crash between the two repeats an event (under the same id) and never loses one.
 */
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
  type StateChange,
} from './connection-state.ts';
import {
  CONNECTION_STATE_CHANGED,
  type ConnectionStateChanged,
  connectionStateChanged,
  type EventBus,
} from './events.ts';
import type { FleetMember } from './fleet-state.ts';
import type { FleetWatch } from './fleet-watch.ts';
import type { QueuedTest } from './test-message.ts';
import type { TestResults } from './test-results.ts';

export interface RecorderDependencies {
  readonly results: TestResults;
  readonly events: EventBus;
  /** Null where no test runs that counts for its fleets. */
  readonly fleets: Pick<FleetWatch, 'review'> | null;
  /** Queues the test that confirms a scheduled failure. */
  readonly confirm: (test: QueuedTest) => Promise<void>;
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
  /** Its message had come before: an attempt may have died between its event and its item. */
  readonly retried?: boolean;
}

/** The store's lists may lag by minutes: for so long a connection that was removed may still be found in one. */
const LIST_LAG_MS = 3_600_000;

/** Somebody else wrote in between, again and again: more than this is no race but a bug. */
const TRIES = 10;
const KEPT_CHANGING = 'The latest result of a connection kept changing while it was written.';

export function createRecorder({ results, events, fleets, confirm, clock }: RecorderDependencies): Recorder {
  const tell = (detail: ConnectionStateChanged) => events.put(CONNECTION_STATE_CHANGED, detail);

  /** Reads (unless `before` was read just now), lets judge, tells, writes; and all of it again when somebody else wrote in between. */
  async function update(
    connectionId: string,
    judge: (known: Latest | null) => Promise<Judgement | null>,
    before?: Latest | null,
  ): Promise<Latest | null> {
    let told: Told | null = null;
    for (let count = 0; count < TRIES; count += 1) {
      const known: Latest | null = count === 0 && before !== undefined ? before : await results.latest(connectionId);
      const judgement = await judge(known);
      if (!judgement) {
        const correction = known && correctionOf(told, known);
        if (told && correction) {
          const endpoint = known.result?.endpoint ?? told.event.endpoint;
          await tell(connectionStateChanged(connectionId, endpoint, correction, known, known.result));
        }
        return known;
      }
      const change = judgement.change ?? correctionOf(told, judgement.latest);
      if (change) {
        const { endpoint, result, removedAt } = judgement;
        const event = connectionStateChanged(connectionId, endpoint, change, known, result, removedAt);
        told = toldAgain(told, { event, over: known?.lastEventAt ?? null });
        await tell(told.event);
      }
      const latest = change ? { ...judgement.latest, lastEventAt: isoTime(clock.now()) } : judgement.latest;
      if (await results.replaceLatest(connectionId, known, latest)) return latest;
    }
    throw new Error(KEPT_CHANGING);
  }

  /** Asked only where nothing is known: else it was not removed, or something was recorded since. */
  const removalOf = async (connectionId: string, known: Latest | null) =>
    known ? null : results.removedAt(connectionId);

  /**
   * A test that passes, where an attempt before it found a failure and came as far as the history, but not to the item: it may
   * have told that failure, which nothing would ever end.
   */
  async function takenBack(
    connectionId: string,
    known: Latest | null,
    { testId, verdict }: TestResult,
    { state, stateSince }: Latest,
  ): Promise<StateChange | null> {
    if (verdict !== 'passed' || !known?.startedAt) return null;
    const { tests } = await results.history({ connectionId, since: known.startedAt, limit: 5, from: null });
    const diedAt = tests.find(
      (test) => test.testId !== testId && test.testId !== known.result?.testId && test.verdict === 'failed',
    );
    return diedAt ? { from: 'failed', to: state, since: stateSince } : null;
  }

  return {
    async record(connectionId, result, { save, readAt, member = null, retried = false } = {}) {
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
          await confirm(confirmingTest(connectionId, result, clock.now()));
          confirming = true;
        }
        const change =
          judgement.change ?? (retried ? await takenBack(connectionId, known, result, judgement.latest) : null);
        return { latest: judgement.latest, change, endpoint: result.endpoint, result, removedAt };
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
          : { ...judgeUntestedSave(known, save), endpoint, result: null, removedAt };
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
        return { ...silence, endpoint: result?.endpoint ?? endpoint, result, removedAt };
      });
    },
  };
}

interface Judgement {
  readonly latest: Latest;
  readonly change: StateChange | null;
  /** What the event tells besides the change. */
  readonly endpoint: EndpointName;
  readonly result: TestResult | null;
  /** Where nothing is known: when the connection was last removed. */
  readonly removedAt: number | null;
}

/** Removed while it was tested or saved: what is held true of it has gone, and must not come back. */
function isRemovedSince(removedAt: number | null, since: string): boolean {
  return removedAt !== null && isoTime(removedAt) >= since;
}

interface Told {
  readonly event: ConnectionStateChanged;
  /** When the event before it was put. */
  readonly over: string | null;
}

/** Told first, and then somebody else wrote: where what was told is not so, whoever heard it must hear that. */
function correctionOf(told: Told | null, { state, stateSince }: Latest): StateChange | null {
  return told && told.event.to !== state ? { from: told.event.to, to: state, since: stateSince } : null;
}

/** The same change, since somebody wrote in between: it keeps its id, unless whoever wrote told something else. */
function toldAgain(told: Told | null, { event, over }: Told): Told {
  const { from, to, since } = event;
  const isSame = told?.over === over && told.event.from === from && told.event.to === to && told.event.since === since;
  return { event: isSame ? { ...event, id: told.event.id } : event, over };
}

function confirmingTest(connectionId: string, { testId }: TestResult, now: number): QueuedTest {
  const dueAt = isoTime(now + CONFIRM_DELAY_SECONDS * 1_000);
  return {
    message: { connectionId, runId: testId, scheduledTime: dueAt, trigger: 'confirm' },
    delaySeconds: CONFIRM_DELAY_SECONDS,
  };
}
