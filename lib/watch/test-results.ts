/** The port to what is remembered of tests: the latest knowledge of each connection, and its history. */
import type { TestResult } from '../connection-test/test-result.ts';
import type { Latest } from './connection-state.ts';
import type { FleetMember } from './fleet-state.ts';

/** Whether a text can be where a page of a history starts: `test#<startedAt>#<testId>`. */
export function isHistoryPlace(text: string): boolean {
  return /^test#\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#\w{1,64}$/.test(text);
}

export interface HistoryPage {
  readonly tests: readonly TestResult[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}

export interface TestResults {
  latest(connectionId: string): Promise<Latest | null>;
  /** In any order; connections without knowledge are left out. */
  latestOf(connectionIds: readonly string[]): Promise<Map<string, Latest>>;
  /** False, with nothing written, when `latest` is no longer what was read. */
  replaceLatest(connectionId: string, read: Latest | null, latest: Latest): Promise<boolean>;
  /** For a connection that goes: what was held true of it goes too; its history stays until it expires. */
  forgetLatest(connectionId: string, removedAt: number): Promise<void>;
  /** When it was last removed, epoch milliseconds, also if it was restored since; null when never, or a month ago. */
  removedAt(connectionId: string): Promise<number | null>;
  /** With what the test says about its fleets, if it says anything: both in one call. */
  addToHistory(connectionId: string, result: TestResult, member?: FleetMember | null): Promise<void>;
  /** Newest first, none from before `since` (ISO 8601; null for all). `from` is a `next` of the page before. */
  history(query: {
    readonly connectionId: string;
    readonly since: string | null;
    readonly limit: number;
    readonly from: string | null;
  }): Promise<HistoryPage>;
}
