/** Ways to send the two requests of a test: our use case with all that it does besides, and others that do nothing else. */
import { Agent } from 'undici';
import { CONNECT_TIMEOUT_MS, SP_API_TIMEOUT_MS } from '../../lib/amazon/timeouts.ts';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import type { Telemetry } from '../../lib/telemetry/telemetry.ts';
import { isoTime } from '../../lib/time.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { runTests } from '../../lib/watch/run-tests.ts';
import { everyConnection, SETTINGS } from './connections.ts';
import { resultsInMemory } from './results-in-memory.ts';

/** Tests so many connections at once. Rejects when one does not pass. */
export type Tester = (count: number) => Promise<void>;

/** Connections that pass test after test, as most of a fleet do: nothing changes, so nothing is told. */
const FLEET = 1_000;

/** `runTests` with real sockets to Amazon; what it reads, records and tells stays in memory. */
export function useCase(loopbackOrigin: string, telemetry: Telemetry): Tester {
  const results = resultsInMemory();
  const refuse = async () => {
    throw new Error('a test of the use case did not pass');
  };
  const dependencies = {
    http: undiciHttp({ loopbackOrigin }),
    clock: systemClock,
    random: Math.random,
    newTestId: newId,
    mayAskForEvidence: async () => true,
    perConnectionMetrics: 'off',
    reader: everyConnection(),
    results,
    recorder: createRecorder({
      results,
      events: { put: async () => {} },
      fleets: { review: async () => false },
      clock: systemClock,
      confirm: refuse,
    }),
  } as const;

  let tested = 0;
  return async (count) => {
    const invocation = telemetry('bench', Date.now() + 60_000);
    const scheduledTime = isoTime(Date.now());
    const connectionIds = Array.from({ length: count }, (_, index) => `connection-${(tested + index) % FLEET}`);
    tested += count;
    const messages = connectionIds.map((connectionId) => ({
      messageId: connectionId,
      body: JSON.stringify({ connectionId, runId: 'bench', scheduledTime, trigger: 'schedule' }),
    }));
    await runTests(dependencies, messages, invocation);
    invocation.publish();
    for (const id of connectionIds) {
      const latest = await results.latest(id);
      if (latest?.state !== 'passed' || (latest.startedAt ?? '') < scheduledTime) await refuse();
    }
  };
}

const { lwaClientId, lwaClientSecret, lwaRefreshToken } = SETTINGS;
const FORM = {
  grant_type: 'refresh_token',
  refresh_token: lwaRefreshToken.reveal(),
  client_id: lwaClientId,
  client_secret: lwaClientSecret.reveal(),
};
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
const TOKEN_PATH = '/auth/o2/token';
const FEEDS_PATH = '/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1';

/** undici with the Agent's options that we use, and nothing around it. */
export function bareUndici(origin: string): Tester {
  const agent = new Agent({
    allowH2: false,
    connect: { timeout: CONNECT_TIMEOUT_MS, allowH2: false },
    headersTimeout: SP_API_TIMEOUT_MS,
    bodyTimeout: SP_API_TIMEOUT_MS,
  });
  const json = async ({ path, ...options }: Omit<Parameters<typeof agent.request>[0], 'origin'>) => {
    const { statusCode, body } = await agent.request({ ...options, origin, path });
    if (statusCode !== 200) throw new Error(`undici was answered ${statusCode}`);
    return body.json();
  };
  return inParallel(async () => {
    const body = new URLSearchParams(FORM).toString();
    const headers = { accept: 'application/json', ...FORM_TYPE };
    const token = await json({ method: 'POST', path: TOKEN_PATH, headers, body });
    await json({ method: 'GET', path: FEEDS_PATH, headers: feedsHeaders(token) });
  });
}

/** What Node has built in. */
export function bareFetch(origin: string): Tester {
  const json = async (path: string, options: RequestInit) => {
    const response = await fetch(`${origin}${path}`, options);
    if (!response.ok) throw new Error(`fetch was answered ${response.status}`);
    return response.json();
  };
  return inParallel(async () => {
    const headers = { accept: 'application/json', ...FORM_TYPE };
    const token = await json(TOKEN_PATH, { method: 'POST', headers, body: new URLSearchParams(FORM).toString() });
    await json(FEEDS_PATH, { headers: feedsHeaders(token) });
  });
}

function inParallel(test: () => Promise<void>): Tester {
  return async (count) => {
    await Promise.all(Array.from({ length: count }, test));
  };
}

function feedsHeaders(token: unknown): Record<string, string> {
  const accessToken = token instanceof Object && 'access_token' in token ? String(token.access_token) : '';
  return { accept: 'application/json', 'x-amz-access-token': accessToken };
}
