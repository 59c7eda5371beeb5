/**
 * What we hold true of a connection over time. A verdict is one test, a state is a judgement: one bad minute wakes nobody,
 * and an outage of Amazon's changes nothing.
 */
import type { TestResult, Trigger } from '../connection-test/test-result.ts';

export type ConnectionState = 'passed' | 'failed' | 'unknown';

export function isConnectionState(value: unknown): value is ConnectionState {
  return value === 'passed' || value === 'failed' || value === 'unknown';
}

/** The newest knowledge of a connection, as kept. Members are null where nothing is known yet. */
export interface Latest {
  readonly startedAt: string | null;
  readonly result: TestResult | null;
  readonly version: string | null;
  readonly state: ConnectionState;
  readonly stateSince: string;
  readonly lastPassedAt: string | null;
  /** When the last test began that passed or failed. */
  readonly lastConclusiveAt: string | null;
  /** When the last event about it was put; null when none ever was. */
  readonly lastEventAt: string | null;
  /** The last save that changed what is tested; null when none was recorded. */
  readonly save: Save | null;
}

export interface Save {
  /** The version that it made. */
  readonly version: string;
  /** When it was done, ISO 8601. */
  readonly at: string;
}

export interface StateChange {
  /** Null for the first event of a connection. */
  readonly from: ConnectionState | null;
  readonly to: ConnectionState;
  /** ISO 8601. */
  readonly since: string;
}

export type StateJudgement =
  /** The test began before the one that is already the latest: it only joins the history. */
  | { readonly kind: 'late' }
  | {
      readonly kind: 'latest';
      readonly latest: Latest;
      readonly change: StateChange | null;
      /** A scheduled failure is confirmed before it counts. */
      readonly confirm: boolean;
    };

/** A test that began before a save, with the values of before it, says nothing of the connection as it is now. */
function isOfReplacedValues(result: TestResult, save: Save | null): boolean {
  return save !== null && result.startedAt < save.at && result.version !== save.version;
}

/** How long after a scheduled failure the confirming test runs. */
export const CONFIRM_DELAY_SECONDS = 300;

/** `save` is given with the test of a save: it is the one that made `result.version`. */
export function judgeState(known: Latest | null, result: TestResult, save: Save | null = null): StateJudgement {
  const previous: Latest = known ?? nothingKnown(result.startedAt);
  const isOlder = previous.startedAt !== null && result.startedAt <= previous.startedAt;
  if (isOlder || isOfReplacedValues(result, previous.save)) return { kind: 'late' };
  const awaitsConfirmation =
    isUnconfirmed(result.trigger) && result.verdict === 'failed' && previous.state !== 'failed';
  const state = result.verdict === 'inconclusive' || awaitsConfirmation ? previous.state : result.verdict;
  const changed = state !== previous.state;
  const stateSince = changed ? result.startedAt : previous.stateSince;
  const change = changed ? { from: previous.lastEventAt ? previous.state : null, to: state, since: stateSince } : null;
  return {
    kind: 'latest',
    latest: {
      startedAt: result.startedAt,
      result,
      version: result.version,
      state,
      stateSince,
      lastPassedAt: result.verdict === 'passed' ? result.startedAt : previous.lastPassedAt,
      lastConclusiveAt: result.verdict === 'inconclusive' ? previous.lastConclusiveAt : result.startedAt,
      lastEventAt: previous.lastEventAt,
      save: save ?? previous.save,
    },
    change,
    confirm: awaitsConfirmation,
  };
}

function isUnconfirmed(trigger: Trigger): boolean {
  return trigger === 'schedule';
}

function nothingKnown(since: string): Latest {
  return {
    startedAt: null,
    result: null,
    version: null,
    state: 'unknown',
    stateSince: since,
    lastPassedAt: null,
    lastConclusiveAt: null,
    lastEventAt: null,
    save: null,
  };
}

/** New values that nobody has tested: the state is unknown from now on, and that is told unless it has been. */
export function judgeUntestedSave(
  known: Latest | null,
  save: Save,
): { readonly latest: Latest; readonly change: StateChange | null } {
  const previous = known ?? nothingKnown(save.at);
  const stateSince = previous.state === 'unknown' ? previous.stateSince : save.at;
  const said = previous.state === 'unknown' && previous.lastEventAt !== null;
  const from = previous.lastEventAt ? previous.state : null;
  return {
    latest: { ...previous, state: 'unknown', stateSince, save },
    change: said ? null : { from, to: 'unknown', since: stateSince },
  };
}

/**
 * Whether nothing conclusive has been heard of a connection for too long: for three intervals since the last conclusive
 * test, or, before the first one, since it was saved. Null when there is nothing to say or it has been said.
 */
export function judgeSilence(
  known: Latest | null,
  { savedAt, now, intervalMs }: { readonly savedAt: number; readonly now: number; readonly intervalMs: number },
): { readonly latest: Latest; readonly change: StateChange } | null {
  const since = new Date(now).toISOString();
  const previous = known ?? nothingKnown(new Date(Math.min(savedAt, now)).toISOString());
  const said = previous.state === 'unknown' && previous.lastEventAt !== null;
  const heardAt = previous.lastConclusiveAt === null ? savedAt : Date.parse(previous.lastConclusiveAt);
  if (said || now - heardAt <= 3 * intervalMs) return null;
  const stateSince = previous.state === 'unknown' ? previous.stateSince : since;
  return {
    latest: { ...previous, state: 'unknown', stateSince },
    change: { from: previous.lastEventAt ? previous.state : null, to: 'unknown', since: stateSince },
  };
}
