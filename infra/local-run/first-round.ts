/** Waits for the test of every connection, through the API as any client would. */
import * as z from 'zod/mini';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import { testResultSchema } from '../../lib/connection-test/test-result-schema.ts';
import { pause, type Timers } from './timers.ts';

export interface FirstRound {
  readonly origin: string;
  readonly connectionIds: readonly string[];
  /** Epoch milliseconds: older tests are of another run. */
  readonly startedAt: number;
  readonly limitMs: number;
  readonly timers: Timers;
  readonly signal: AbortSignal;
  readonly onProgress: (tested: number) => void;
}

const testsPage = z.object({ tests: z.array(testResultSchema) });

const PAUSE_MS = 200;

/** Connection id → its test. Those that were not tested within the limit, or before the signal, are not in it. */
export async function firstRound(round: FirstRound): Promise<ReadonlyMap<string, TestResult>> {
  const tests = new Map<string, TestResult>();
  for (;;) {
    for (const connectionId of round.connectionIds) {
      if (tests.has(connectionId)) continue;
      const test = await latestTest(round, connectionId);
      if (test) tests.set(connectionId, test);
      round.onProgress(tests.size);
    }
    const over = round.signal.aborted || round.timers.now() - round.startedAt > round.limitMs;
    if (tests.size === round.connectionIds.length || over) return tests;
    await pause(round.timers, PAUSE_MS, round.signal);
  }
}

async function latestTest({ origin, signal, startedAt }: FirstRound, connectionId: string): Promise<TestResult | null> {
  if (signal.aborted) return null;
  const response = await fetch(`${origin}/connections/${connectionId}/tests?limit=1`, { signal }).catch(() => null);
  if (!response?.ok) return null;
  const [test] = testsPage.parse(await response.json()).tests;
  return test && Date.parse(test.startedAt) >= startedAt ? test : null;
}
