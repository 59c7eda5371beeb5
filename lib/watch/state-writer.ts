/**
 * Tells what is held true of a connection, then writes it. The event is listed on the item first (telling.ts), and crossed off
 * with the write of the state: wherever its teller dies, the next test finds it, and tells it again or corrects it. An item
 * that tells nothing is one write, one that tells is two, but for the first event of a connection, which is not listed.
 */
import type { EndpointName } from '../amazon/endpoints.ts';
import type { TestResult } from '../connection-test/test-result.ts';
import { type Clock, isoTime } from '../time.ts';
import type { Latest, StateChange, Telling } from './connection-state.ts';
import {
  CONNECTION_STATE_CHANGED,
  type ConnectionStateChanged,
  connectionStateChanged,
  type EventBus,
} from './events.ts';
import { allOvertaken, correctionOf, ended, idBegun, listed, stillUnderWay } from './telling.ts';
import type { TestResults } from './test-results.ts';

export interface StateWriterDependencies {
  readonly results: Pick<TestResults, 'latest' | 'replaceLatest'>;
  readonly events: EventBus;
  readonly clock: Clock;
}

export interface Judgement {
  readonly latest: Latest;
  readonly change: StateChange | null;
  /** What the event tells besides the change. */
  readonly endpoint: EndpointName;
  readonly result: TestResult | null;
  /** Where nothing is known: when the connection was last removed, epoch milliseconds. */
  readonly removedAt: number | null;
  /** Its fleet is failing: that it failed is not told now, not even as a correction. */
  readonly holdsBack: boolean;
}

/** What is held true, from what is known; null to leave that as it is. It may be asked several times. */
export type Judge = (known: Latest | null) => Promise<Judgement | null>;

/** Somebody else wrote in between, again and again: more than this is no race but a bug. */
export const TRIES = 20;
export const KEPT_CHANGING = 'The latest result of a connection kept changing while it was written.';

/**
 * Answers a function that reads what is known (unless `before` was read just now), lets judge, tells and writes; and all of it
 * again when somebody else wrote in between. It answers what is held true afterwards, null when nothing is known.
 */
export function createStateWriter({ results, events, clock }: StateWriterDependencies) {
  return async (connectionId: string, judge: Judge, before?: Latest | null): Promise<Latest | null> => {
    let told: Told | null = null;
    for (let count = 0; count < TRIES; count += 1) {
      const known: Latest | null = count === 0 && before !== undefined ? before : await results.latest(connectionId);
      const judgement = (await judge(known)) ?? asItIs(known, told);
      if (!judgement) return known;
      const telling = (known?.telling ?? []).map((one) => (told?.ids.includes(one.id) ? ended(one) : one));
      const others = telling.filter(({ id }) => !told?.ids.includes(id));
      const inDoubt = told ? [...others, told.telling] : others;
      const { latest, change, isHeldBack } = withCorrection(judgement, inDoubt);
      if (latest === known && !change) return known;

      let over = known;
      if (change && !isStillTold(told, known, latest)) {
        const { endpoint, result, removedAt } = judgement;
        const found = connectionStateChanged(connectionId, endpoint, change, known, result, removedAt);
        const event = { ...found, id: idBegun(inDoubt, change) ?? found.id };
        // The first event of all corrects itself: whatever is found next is told, since nothing is known.
        if (known) over = { ...known, telling: listed(telling, event, clock.now()) };
        if (over && !(await results.replaceLatest(connectionId, known, over))) continue;
        await events.put(CONNECTION_STATE_CHANGED, event);
        told = toldNow(told, event, over);
      }
      const written = {
        ...latest,
        lastEventAt: change ? isoTime(clock.now()) : latest.lastEventAt,
        telling: isHeldBack ? allOvertaken(telling) : stillUnderWay(telling, clock.now()),
      };
      if (await results.replaceLatest(connectionId, over, written)) return written;
    }
    throw new Error(KEPT_CHANGING);
  };
}

/** What this call told last, and all that it told. */
interface Told {
  readonly event: ConnectionStateChanged;
  readonly telling: Telling;
  readonly ids: readonly string[];
  /** The item on which it was listed. */
  readonly over: Latest | null;
}

function toldNow(before: Told | null, event: ConnectionStateChanged, over: Latest | null): Told {
  const { id, from, to } = event;
  return { event, telling: ended({ id, from, to }), ids: [...(before?.ids ?? []), id], over };
}

/** It was told already, and no state was written since: others who tell something will find what we write, and correct it. */
function isStillTold(told: Told | null, known: Latest | null, { state }: Latest): boolean {
  return told !== null && told.event.to === state && markOf(told.over) === markOf(known);
}

/** Another one after each write of a state. */
function markOf(latest: Latest | null): string {
  return JSON.stringify(
    latest && [latest.state, latest.stateSince, latest.startedAt, latest.lastEventAt, latest.save?.version],
  );
}

/** Nothing of ours is to be written; but where what we told is not so, whoever heard it must hear that. */
function asItIs(known: Latest | null, told: Told | null): Judgement | null {
  if (!known || !told) return null;
  const { result } = known;
  const endpoint = result?.endpoint ?? told.event.endpoint;
  return { latest: known, change: null, endpoint, result, removedAt: null, holdsBack: false };
}

function withCorrection({ latest, change, holdsBack }: Judgement, inDoubt: readonly Telling[]) {
  const due = change ?? correctionOf(inDoubt, latest);
  const isHeldBack = !change && due?.to === 'failed' && (holdsBack || latest.heldBack !== null);
  if (!isHeldBack) return { latest, change: due, isHeldBack };
  return { latest: { ...latest, heldBack: latest.heldBack ?? { from: due.from } }, change: null, isHeldBack };
}
