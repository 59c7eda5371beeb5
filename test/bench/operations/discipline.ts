/** Calls of an operation through a warm client or environment, one after the other, as in one environment. */

import { createTelemetry } from '../../../lib/telemetry/telemetry.ts';
import type { Round } from '../contest.ts';
import { operationHandler } from '../ours/operations.ts';
import { silentTelemetry } from '../ours/silent-telemetry.ts';
import { CREDENTIALS, FEEDS_PATH } from '../peers/client.ts';
import { clientsOf } from '../peers/clients.ts';
import { median } from '../report/statistics.ts';

export default function operations(contender: string): (calls: number) => Promise<Round> {
  const call = callOf(contender);
  return async (calls) => {
    const took: number[] = [];
    const before = process.cpuUsage();
    for (let count = 0; count < calls; count += 1) {
      const startedAt = performance.now();
      await call();
      took.push(performance.now() - startedAt);
    }
    const { user, system } = process.cpuUsage(before);
    return { ms: median(took), cpuMs: (user + system) / 1_000 / calls };
  };
}

function callOf(contender: string): () => Promise<unknown> {
  const [path = '', query = ''] = FEEDS_PATH.split('?');
  if (contender === 'ours' || contender === 'ours, telling') {
    const handler = operationHandler(contender === 'ours' ? silentTelemetry : createTelemetry('bench'));
    return () => handler(path, query);
  }
  const client = clientsOf(contender)(CREDENTIALS.refreshToken);
  return async () => {
    await client.token();
    await client.feeds();
  };
}
