/** A local run that looks lived in: every account tested, some dates known, one connection with a history. */

import { ok } from '../../../lib/result.ts';
import { createApiClient } from '../../api-client/api-client.ts';
import { connectionsApi } from '../../api-client/connections-api.ts';
import { firstRound } from '../../local-run/first-round.ts';
import type { LocalStack } from '../../local-run/local-stack.ts';
import { systemTimers } from '../../local-run/timers.ts';

const LIMIT_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

/** Days since the client secret was made and since the account authorized the application. */
const DATES: Readonly<Record<string, readonly [secretDays: number, authorizedDays: number]>> = {
  'acme-na': [133, 290],
  'acme-eu': [133, 341],
  'acme-fe': [133, 12],
  'acme-vendor': [174, 200],
  'expired-secret': [186, 186],
  'no-feeds-role': [61, 300],
};

/** The connection with a history. */
export const LIVED_IN = 'acme-eu';
const LATENCIES_MS = [140, 90, 210, 120];

export async function furnish({ origin, accounts, amazon, seed }: LocalStack): Promise<void> {
  const credentials = async () => ok({ accessKeyId: 'local', secretAccessKey: 'local' });
  const api = connectionsApi(createApiClient({ url: origin, region: 'us-east-1', credentials }));
  const startedAt = systemTimers.now();
  await seed();
  await firstRound({
    origin,
    connectionIds: accounts.flatMap(({ name, saved }) => (saved ? [name] : [])),
    startedAt,
    limitMs: LIMIT_MS,
    timers: systemTimers,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  for (const [connectionId, [secretDays, authorizedDays]] of Object.entries(DATES)) {
    await api.change(
      connectionId,
      { clientSecretCreatedOn: daysAgo(secretDays), authorizedOn: daysAgo(authorizedDays) },
      '*',
    );
  }
  for (const milliseconds of LATENCIES_MS) {
    amazon.setFault(LIVED_IN, { spApi: { kind: 'delay', milliseconds } });
    await api.test(LIVED_IN);
  }
  amazon.setFault(LIVED_IN, { spApi: { kind: 'status', status: 503 } });
  await api.test(LIVED_IN);
  amazon.setFault(LIVED_IN, null);
}

function daysAgo(days: number): string {
  return new Date(systemTimers.now() - days * DAY_MS).toISOString().slice(0, 10);
}
