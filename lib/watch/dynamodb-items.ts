/** The items of the test-results table (docs/storage.md), as our words and back. Attributes without a value are left out. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { TestResult } from '../connection-test/test-result.ts';
import { parseTestResult } from '../connection-test/test-result-schema.ts';
import { readJson } from '../json.ts';
import { isoTime } from '../time.ts';
import {
  CONNECTION_STATES,
  type ConnectionState,
  type HeldBack,
  isConnectionState,
  type Latest,
  type Save,
  type Telling,
} from './connection-state.ts';

export type Item = Record<string, AttributeValue>;

const LATEST = 'latest';
export const HISTORY = 'test#';

const HISTORY_DAYS = 90;

/** In place of the state that was told before, where none was. */
const NOTHING_TOLD = 'none';

export function latestKey(connectionId: string): Item {
  return { connectionId: { S: connectionId }, sort: { S: LATEST } };
}

export function latestItem(connectionId: string, latest: Latest): Item {
  return {
    ...latestKey(connectionId),
    ...texts({
      startedAt: latest.startedAt,
      result: latest.result && JSON.stringify(latest.result),
      verdict: latest.result?.verdict ?? null,
      version: latest.version,
      state: latest.state,
      stateVersion: latest.stateVersion,
      keptAt: latest.keptAt,
      stateSince: latest.stateSince,
      lastPassedAt: latest.lastPassedAt,
      lastConclusiveAt: latest.lastConclusiveAt,
      lastEventAt: latest.lastEventAt,
      savedVersion: latest.save?.version ?? null,
      savedAt: latest.save?.at ?? null,
      telling: tellingText(latest.telling),
      heldBackFrom: latest.heldBack && (latest.heldBack.from ?? NOTHING_TOLD),
    }),
  };
}

export function latestFrom(item: Item): Latest {
  const result = parseTestResult(item.result?.S ?? '');
  const startedAt = item.startedAt?.S ?? null;
  return {
    startedAt,
    result,
    version: item.version?.S ?? null,
    state: stateFrom(item.state?.S),
    stateVersion: item.stateVersion?.S ?? item.version?.S ?? null,
    keptAt: item.keptAt?.S ?? null,
    stateSince: item.stateSince?.S ?? startedAt ?? new Date(0).toISOString(),
    lastPassedAt: item.lastPassedAt?.S ?? null,
    lastConclusiveAt:
      item.lastConclusiveAt?.S ?? (result && result.verdict !== 'inconclusive' ? result.startedAt : null),
    lastEventAt: item.lastEventAt?.S ?? null,
    save: saveFrom(item),
    heldBack: heldBackFrom(item.heldBackFrom?.S),
    telling: tellingFrom(item.telling?.S),
  };
}

export function removedKey(connectionId: string): Item {
  return { connectionId: { S: connectionId }, sort: { S: 'removed' } };
}

/** Longer than a removed connection can be restored. */
const REMOVED_DAYS = 31;

/** A mark that a connection was removed, for as long as somebody may still find it in a list, or restore it. */
export function removedItem(connectionId: string, removedAt: number): Item {
  return {
    ...removedKey(connectionId),
    removedAt: { S: isoTime(removedAt) },
    expiresAt: { N: String(Math.floor(removedAt / 1_000) + REMOVED_DAYS * 24 * 3_600) },
  };
}

export function historyItem(connectionId: string, result: TestResult): Item {
  const expiresAt = Math.floor(Date.parse(result.startedAt) / 1_000) + HISTORY_DAYS * 24 * 3_600;
  return {
    connectionId: { S: connectionId },
    sort: { S: historySort(result) },
    ...texts({
      startedAt: result.startedAt,
      result: JSON.stringify(result),
      verdict: result.verdict,
      version: result.version,
    }),
    expiresAt: { N: String(expiresAt) },
  };
}

function historySort({ startedAt, testId }: TestResult): string {
  return `${HISTORY}${startedAt}#${testId}`;
}

const tellingSchema = z.array(
  z.object({
    id: z.string(),
    from: z.nullable(z.enum(CONNECTION_STATES)),
    to: z.enum(CONNECTION_STATES),
    until: z.number(),
    overtaken: z.boolean(),
  }),
);

function tellingFrom(text: string | undefined): readonly Telling[] {
  const parsed = z.safeParse(tellingSchema, readJson(text ?? '')?.value);
  return parsed.success ? parsed.data : [];
}

/** Null when nothing is being told. */
export function tellingText(telling: readonly Telling[]): string | null {
  return telling.length > 0 ? JSON.stringify(telling) : null;
}

function heldBackFrom(text: string | undefined): HeldBack | null {
  if (text === undefined) return null;
  return { from: isConnectionState(text) ? text : null };
}

function saveFrom({ savedVersion, savedAt }: Item): Save | null {
  return savedVersion?.S && savedAt?.S ? { version: savedVersion.S, at: savedAt.S } : null;
}

function stateFrom(text: string | undefined): ConnectionState {
  return text === 'passed' || text === 'failed' ? text : 'unknown';
}

function texts(values: Record<string, string | null>): Item {
  const item: Item = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) item[name] = { S: value };
  }
  return item;
}
