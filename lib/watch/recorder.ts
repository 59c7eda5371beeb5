/**
 * One recorder for every function that tests a saved connection: it keeps the result, judges the state, and tells the change.
 * The event goes first, then the item: a crash between the two repeats an event (under the same id) and never loses one.
 */
import type { TestResult } from '../connection-test/test-result.ts';
import { type Clock, isoTime } from '../time.ts';
import { CONFIRM_DELAY_SECONDS, type ConnectionState, judgeState, type Latest } from './connection-state.ts';
import { CONNECTION_STATE_CHANGED, connectionStateChanged, type EventBus } from './events.ts';
import type { QueuedTest } from './test-message.ts';
import type { TestResults } from './test-results.ts';

export interface RecorderDependencies {
  readonly results: TestResults;
  readonly events: EventBus;
  /** Queues the test that confirms a scheduled failure. */
  readonly confirm: (test: QueuedTest) => Promise<void>;
  readonly clock: Clock;
}

export interface Recorder {
  /** Answers the state that is held true afterwards. Throws when a service that it needs is unavailable. */
  record(connectionId: string, result: TestResult): Promise<ConnectionState>;
}

/** Somebody else wrote in between, again and again: more than this is no race but a bug. */
const TRIES = 10;

export function createRecorder({ results, events, confirm, clock }: RecorderDependencies): Recorder {
  async function recordOver(
    connectionId: string,
    result: TestResult,
    known: Latest | null,
  ): Promise<ConnectionState | null> {
    const judgement = judgeState(known, result);
    if (judgement.kind === 'late') return known?.state ?? 'unknown';
    const { latest, change } = judgement;
    if (judgement.confirm) await confirm(confirmingTest(connectionId, result, clock.now()));
    if (change) {
      await events.put(
        CONNECTION_STATE_CHANGED,
        connectionStateChanged(connectionId, result.endpoint, change, known, result),
      );
    }
    const lastEventAt = change ? isoTime(clock.now()) : latest.lastEventAt;
    return (await results.replaceLatest(connectionId, known, { ...latest, lastEventAt })) ? latest.state : null;
  }

  return {
    async record(connectionId, result) {
      await results.addToHistory(connectionId, result);
      for (let count = 0; count < TRIES; count += 1) {
        const state = await recordOver(connectionId, result, await results.latest(connectionId));
        if (state !== null) return state;
      }
      throw new Error('The latest result of a connection kept changing while a test was recorded.');
    },
  };
}

function confirmingTest(connectionId: string, { testId }: TestResult, now: number): QueuedTest {
  const dueAt = isoTime(now + CONFIRM_DELAY_SECONDS * 1_000);
  return {
    message: { connectionId, runId: testId, scheduledTime: dueAt, trigger: 'confirm' },
    delaySeconds: CONFIRM_DELAY_SECONDS,
  };
}
