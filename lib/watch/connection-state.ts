/**
 * What we hold true of a connection over time. A verdict is one test, a state is a judgement: one bad minute wakes nobody,
 * and an outage of Amazon's changes nothing.
 */
import type { TestResult, Trigger } from '../connection-test/test-result.ts';

export const CONNECTION_STATES = ['passed', 'failed', 'unknown'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export function isConnectionState(value: unknown): value is ConnectionState {
  return CONNECTION_STATES.some((state) => state === value);
}

/** The newest knowledge of a connection, as kept. Members are null where nothing is known yet. */
export interface Latest {
  readonly startedAt: string | null;
  readonly result: TestResult | null;
  readonly version: string | null;
  readonly state: ConnectionState;
  /** The version whose values the state is held true for; null before anything was judged. */
  readonly stateVersion: string | null;
  /** When a save last took the state along to a new version of the same values; null when none did. */
  readonly keptAt: string | null;
  readonly stateSince: string;
  readonly lastPassedAt: string | null;
  /** When the last test began that passed or failed. */
  readonly lastConclusiveAt: string | null;
  /** When the last event about it was put; null when none ever was. */
  readonly lastEventAt: string | null;
  /** The last save that changed what is tested; null when none was recorded. */
  readonly save: Save | null;
  /** A change to `failed` that was not told, since all of its fleet was failing; null when nothing is held back. */
  readonly heldBack: HeldBack | null;
  /** Events that are being told, or whose teller died; in the order in which they were begun. */
  readonly telling: readonly Telling[];
}

export interface HeldBack {
  /** The state that was last told; null when none ever was. */
  readonly from: ConnectionState | null;
}

/** An event that was begun: telling.ts. */
export interface Telling {
  /** Of its event. */
  readonly id: string;
  readonly from: ConnectionState | null;
  readonly to: ConnectionState;
  /** Epoch milliseconds: by then its teller has put it, or has died. */
  readonly until: number;
  /** Another event may have been put after it, so that it must not be told again: who drops repeats would miss it. */
  readonly overtaken: boolean;
}

export interface Save {
  /** The version that it made. */
  readonly version: string;
  /** When it was done, ISO 8601: after the write. */
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

/** A test of values that were read before a save was done says nothing of the connection as it is now. */
function isOfReplacedValues(result: TestResult, readAt: string, save: Save | null): boolean {
  return save !== null && readAt <= save.at && result.version !== save.version;
}

/** The version that was tested may not be the one that its values have by now, but they are the same values. */
function isOfKeptValues(readAt: string, { keptAt }: Latest): boolean {
  return keptAt !== null && readAt <= keptAt;
}

/** How long after a scheduled failure the confirming test runs. */
export const CONFIRM_DELAY_SECONDS = 300;

/** How long after the last event a connection that still fails is told again. */
const REMINDER_MS = 24 * 3_600_000;

export interface StateCircumstances {
  /** Given with the test of a save: the one that made `result.version`. */
  readonly save?: Save | undefined;
  /** When the tested values were read, ISO 8601; when the test began unless said. */
  readonly readAt?: string | undefined;
  /** While it is, one event tells of all its connections, and those of the single ones are held back. */
  readonly fleetFailing?: boolean;
}

/** What is held true after a test, and what of it must be told. `known` is null before anything was recorded. */
export function judgeState(
  known: Latest | null,
  result: TestResult,
  { save, readAt = result.startedAt, fleetFailing = false }: StateCircumstances = {},
): StateJudgement {
  const previous: Latest = known ?? nothingKnown(result.startedAt);
  const isOlder = previous.startedAt !== null && result.startedAt <= previous.startedAt;
  if (isOlder || isOfReplacedValues(result, readAt, previous.save)) return { kind: 'late' };
  const awaitsConfirmation =
    isUnconfirmed(result.trigger) && result.verdict === 'failed' && previous.state !== 'failed';
  const state = result.verdict === 'inconclusive' || awaitsConfirmation ? previous.state : result.verdict;
  const changed = state !== previous.state;
  const stateSince = changed ? result.startedAt : previous.stateSince;
  const change = changeToTell(previous, result, state, stateSince, fleetFailing);
  // Nothing but a failure is ever held back.
  const untold = (changed || previous.heldBack !== null) && !change;
  return {
    kind: 'latest',
    latest: {
      startedAt: result.startedAt,
      result,
      version: result.version,
      state,
      stateVersion:
        result.verdict === 'inconclusive' || awaitsConfirmation || isOfKeptValues(readAt, previous)
          ? previous.stateVersion
          : result.version,
      keptAt: previous.keptAt,
      stateSince,
      lastPassedAt: result.verdict === 'passed' ? result.startedAt : previous.lastPassedAt,
      lastConclusiveAt: result.verdict === 'inconclusive' ? previous.lastConclusiveAt : result.startedAt,
      lastEventAt: previous.lastEventAt,
      save: save ?? previous.save,
      heldBack: untold ? (previous.heldBack ?? { from: lastTold(previous) }) : null,
      telling: previous.telling,
    },
    change,
    confirm: awaitsConfirmation,
  };
}

function changeToTell(
  previous: Latest,
  result: TestResult,
  state: ConnectionState,
  since: string,
  fleetFailing: boolean,
): StateChange | null {
  if (state !== previous.state) {
    return state === 'failed' && fleetFailing ? null : { from: lastTold(previous), to: state, since };
  }
  if (state !== 'failed' || result.verdict !== 'failed' || fleetFailing) return null;
  if (previous.heldBack) return { from: previous.heldBack.from, to: 'failed', since };
  return isReminderDue(previous, result) ? { from: 'failed', to: 'failed', since } : null;
}

function isReminderDue({ lastEventAt }: Latest, { trigger, startedAt }: TestResult): boolean {
  return (
    trigger === 'schedule' && lastEventAt !== null && Date.parse(startedAt) - Date.parse(lastEventAt) >= REMINDER_MS
  );
}

/** Null before the first event of a connection. */
function lastTold(previous: Latest): ConnectionState | null {
  return previous.lastEventAt ? previous.state : null;
}

function isUnconfirmed(trigger: Trigger): boolean {
  return trigger === 'schedule';
}

export function nothingKnown(since: string): Latest {
  return {
    startedAt: null,
    result: null,
    version: null,
    state: 'unknown',
    stateVersion: null,
    keptAt: null,
    stateSince: since,
    lastPassedAt: null,
    lastConclusiveAt: null,
    lastEventAt: null,
    save: null,
    heldBack: null,
    telling: [],
  };
}

/**
 * A save that changed nothing on which a test depends: the state goes on to the new version. Null when it was not held for
 * the version that was written over: then nothing is known of these values.
 */
export function judgeKeptSave(known: Latest | null, fromVersion: string | null, { version, at }: Save): Latest | null {
  return known && fromVersion !== null && known.stateVersion === fromVersion
    ? { ...known, stateVersion: version, keptAt: at }
    : null;
}

/** New values that nobody has tested: the state is unknown from now on, and that is told unless it has been. */
export function judgeUntestedSave(
  known: Latest | null,
  save: Save,
): { readonly latest: Latest; readonly change: StateChange | null } {
  const previous = known ?? nothingKnown(save.at);
  const stateSince = previous.state === 'unknown' ? previous.stateSince : save.at;
  const said = previous.state === 'unknown' && previous.lastEventAt !== null;
  const from = lastTold(previous);
  return {
    latest: { ...previous, state: 'unknown', stateVersion: save.version, stateSince, save, heldBack: null },
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
    latest: { ...previous, state: 'unknown', stateSince, heldBack: null },
    change: { from: lastTold(previous), to: 'unknown', since: stateSince },
  };
}
