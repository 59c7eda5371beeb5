/** The whole system on this machine, with the functions as they were built for these tests. */
import { inject } from 'vitest';
import { firstRound } from '../../infra/local-run/first-round.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local-run/local-stack.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import type { TestResult } from '../../lib/connection-test/test-result.ts';

export function startBuiltStack(options: Partial<LocalStackOptions> = {}): Promise<LocalStack> {
  return startLocalStack({
    bundles: new Map(inject('bundles').map(({ name, bundle }) => [name, bundle])),
    port: 0,
    services: null,
    timers: systemTimers,
    onLine: () => {},
    onTrouble: () => {},
    ...options,
  });
}

/** Saves the simulated accounts that are to be saved, and waits for the test of each: connection id → its test. */
export async function seedAndTest({ origin, accounts, seed }: LocalStack): Promise<ReadonlyMap<string, TestResult>> {
  const startedAt = systemTimers.now();
  await seed();
  return firstRound({
    origin,
    connectionIds: accounts.flatMap(({ name, saved }) => (saved ? [name] : [])),
    startedAt,
    limitMs: 50_000,
    timers: systemTimers,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}
