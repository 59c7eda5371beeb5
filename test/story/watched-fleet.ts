/** A fleet that is watched for a day in a moment: schedule, queue and functions as they are, the clock and Amazon in hand. */

import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import type { AmazonOutcome, AmazonRequest } from '../../lib/amazon/exchange.ts';
import { LWA_TOKEN_URL } from '../../lib/amazon/lwa.ts';
import { indexEntry } from '../../lib/connection/connection-index.ts';
import type { ConnectionReader } from '../../lib/connection/connection-reader.ts';
import { settingsOf } from '../../lib/connection/settings.ts';
import type { StoredConnection } from '../../lib/connection/stored-connection.ts';
import { failed, ok } from '../../lib/result.ts';
import type { EventBus } from '../../lib/watch/events.ts';
import { evidencePolicy } from '../../lib/watch/evidence-policy.ts';
import { createFleetWatch } from '../../lib/watch/fleet-watch.ts';
import { planTests } from '../../lib/watch/plan-tests.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { runTests } from '../../lib/watch/run-tests.ts';
import type { QueuedTest, TestMessage, TestQueue } from '../../lib/watch/test-message.ts';
import { handClock } from '../hand-clock.ts';
import { noted } from '../noted-invocation.ts';
import { AmazonByScript, formOf } from '../token/amazon-by-script.ts';
import { knownAs } from '../watch/fixtures.ts';
import { FleetsInMemory } from '../watch/fleets-in-memory.ts';
import { ResultsInMemory } from '../watch/results-in-memory.ts';

const MINUTE_MS = 60_000;
const INTERVAL_MINUTES = 60;
const RUN_EVERY_MS = 15 * MINUTE_MS;
/** As the template sets them for the queue. */
const BATCH = 10;
const BATCHING_WINDOW_MS = 20_000;

export interface Account {
  readonly connectionId: string;
  readonly endpoint: EndpointName;
  readonly lwaClientId: string;
}

/** What Amazon says to an account at a time, epoch milliseconds; `token` is request 1, `feeds` request 2 or a call for evidence. */
export type AmazonOfTheDay = (
  call: 'token' | 'feeds',
  account: Account,
  now: number,
  request: AmazonRequest,
) => AmazonOutcome;

export interface Heard {
  readonly at: number;
  readonly detailType: string;
  readonly detail: Parameters<EventBus['put']>[1];
}

export function watchedFleet(accounts: readonly Account[], startMs: number, amazon: AmazonOfTheDay) {
  const clock = handClock(startMs);
  const results = new ResultsInMemory();
  const store = new FleetsInMemory(results);
  const heard: Heard[] = [];
  const byId = new Map(accounts.map((account) => [account.connectionId, account]));
  let waiting: { readonly dueMs: number; readonly message: TestMessage }[] = [];

  const queue: TestQueue = {
    async send(tests: readonly QueuedTest[]) {
      waiting.push(
        ...tests.map(({ message, delaySeconds }) => ({ dueMs: clock.now() + delaySeconds * 1_000, message })),
      );
    },
  };
  const events: EventBus = {
    async put(detailType, detail) {
      heard.push({ at: clock.now(), detailType, detail });
    },
  };
  const http = new AmazonByScript((request) => {
    const isExchange = request.url === LWA_TOKEN_URL;
    const id = isExchange ? formOf(request).refresh_token : request.headers['x-amz-access-token'];
    const account = byId.get(id ?? '');
    if (!account) throw new Error('Amazon does not know this account.');
    return amazon(isExchange ? 'token' : 'feeds', account, clock.now(), request);
  });
  const reader: ConnectionReader = {
    async read(connectionId) {
      const account = byId.get(connectionId);
      return account ? ok(stored(account)) : failed({ kind: 'connection_not_found' });
    },
  };

  const watch = () => createFleetWatch({ store, events, clock, intervalMs: INTERVAL_MINUTES * MINUTE_MS });
  let tests = 0;
  /** Three of Lambda's, which take batches in turn. */
  const environments = [0, 1, 2].map(() => ({
    http,
    clock,
    random: () => 0,
    newTestId: () => {
      tests += 1;
      return `test${tests}`;
    },
    mayAskForEvidence: evidencePolicy(true, store),
    perConnectionMetrics: 'off' as const,
    reader,
    results,
    recorder: createRecorder({ results, events, fleets: watch(), clock, confirm: (test) => queue.send([test]) }),
  }));
  const planning = {
    index: {
      async *all() {
        for (const { connectionId, endpoint } of accounts) {
          yield indexEntry(connectionId, { version: 'v1', text: JSON.stringify({ endpoint }), savedAt: 0 });
        }
      },
      page: () => Promise.reject(new Error('not asked for')),
    },
    results,
    recorder: createRecorder({ results, events, fleets: null, clock, confirm: (test) => queue.send([test]) }),
    fleets: watch(),
    queue,
    clock,
    intervalMinutes: INTERVAL_MINUTES,
  } as const;

  function goOnTo(ms: number): void {
    if (ms > clock.now()) clock.jump(ms - clock.now());
  }

  /** Whoever is due by then, in batches as the queue hands them out. */
  async function testUntil(untilMs: number): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      const next = waiting.toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (!next || next.dueMs >= untilMs) break;
      const endMs = next.dueMs + BATCHING_WINDOW_MS;
      const batch = waiting
        .filter(({ dueMs }) => dueMs <= endMs)
        .toSorted((a, b) => a.dueMs - b.dueMs)
        .slice(0, BATCH);
      waiting = waiting.filter((one) => !batch.includes(one));
      goOnTo(batch.length === BATCH ? (batch.at(-1)?.dueMs ?? endMs) : endMs);
      const environment = environments[turn % environments.length];
      if (!environment) throw new Error('There is always an environment.');
      const messages = batch.map(({ message }, index) => ({ messageId: String(index), body: JSON.stringify(message) }));
      const again = await runTests(environment, messages, noted(clock.now() + MINUTE_MS));
      if (again.length > 0) throw new Error('A message failed.');
    }
    goOnTo(untilMs);
  }

  return {
    heard,
    results,
    amazon: http,
    /** All that has been tested so far was well, an hour before the day. */
    begin(): void {
      const before = new Date(startMs - 30 * MINUTE_MS).toISOString();
      const well = { startedAt: before, lastPassedAt: before, lastConclusiveAt: before };
      for (const { connectionId } of accounts) results.known.set(connectionId, knownAs('passed', well));
    },
    /** Lets time go on, with a run of the schedule each quarter of an hour. */
    async watchUntil(untilMs: number): Promise<void> {
      while (clock.now() < untilMs) {
        const nextRunMs = Math.ceil(clock.now() / RUN_EVERY_MS) * RUN_EVERY_MS;
        if (nextRunMs >= untilMs) break;
        await testUntil(nextRunMs);
        const run = { scheduledMs: nextRunMs, runId: `run-${nextRunMs}`, all: false };
        const invocation = noted(clock.now() + MINUTE_MS);
        await planTests(planning, run, invocation);
        if (invocation.lines.length > 0) throw new Error(`The run logged ${JSON.stringify(invocation.lines)}`);
        await testUntil(Math.min(nextRunMs + 1, untilMs));
      }
      await testUntil(untilMs);
    },
    /** Somebody saved new values, or used the connection and met a dead credential. */
    async queueTest(connectionId: string, trigger: 'save' | 'traffic'): Promise<void> {
      const scheduledTime = new Date(clock.now()).toISOString();
      await queue.send([{ message: { connectionId, runId: 'asked', scheduledTime, trigger }, delaySeconds: 0 }]);
    },
  };
}

/** Refresh token and access token tell the account, so that Amazon knows it. */
function stored({ connectionId, endpoint, lwaClientId }: Account): StoredConnection {
  const values = { lwaClientSecret: 'kept elsewhere', lwaRefreshToken: connectionId };
  const settings = settingsOf({ endpoint, lwaClientId, ...values });
  return { connectionId, version: 'v1', settings, createdAt: null, updatedAt: '2026-11-01T00:00:00.000Z' };
}
