/** So many tests of 2,000 accounts, fifty at once: five batches of ten, as `run-tests` gets them. */
import type { Round } from '../contest.ts';
import { silentTelemetry } from '../ours/silent-telemetry.ts';
import { batchTester } from '../ours/tests.ts';
import { type ClientOf, CREDENTIALS } from '../peers/client.ts';
import { clientsOf } from '../peers/clients.ts';

const ACCOUNTS = 2_000;
const BATCH = 10;
const BATCHES_AT_ONCE = 5;

export default function throughput(contender: string): (tests: number) => Promise<Round> {
  const test = testerOf(contender);
  let tested = 0;
  return async (tests) => {
    const end = tested + tests;
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const caller = async () => {
      while (tested < end) {
        const first = tested;
        tested += BATCH;
        await test(Array.from({ length: BATCH }, (_, index) => `connection-${(first + index) % ACCOUNTS}`));
      }
    };
    await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, caller));
    const { user, system } = process.cpuUsage(before);
    return {
      perSecond: (tests * 1_000) / (performance.now() - startedAt),
      cpuMs: (user + system) / 1_000 / tests,
    };
  };
}

function testerOf(contender: string): (connectionIds: readonly string[]) => Promise<void> {
  if (contender === 'ours') return batchTester();
  return contender === 'ours, silent' ? batchTester(silentTelemetry) : batchesOf(clientsOf(contender));
}

/** A test is never made with a token of before: each one takes a client of its own. */
function batchesOf(clientOf: ClientOf): (connectionIds: readonly string[]) => Promise<void> {
  return async (connectionIds) => {
    await Promise.all(
      connectionIds.map(async (id) => {
        const client = clientOf(`${CREDENTIALS.refreshToken}${id}`);
        await client.token();
        await client.feeds();
      }),
    );
  };
}
