/**
 * 100,000 token requests on 10,000 connections in one environment, which remembers the tokens of 1,000: most requests are a
 * new exchange that pushes an older token out. What such an environment holds must not grow with what it has served.
 */
import { type Finding, type MeasurementOptions, measured, median } from './measurement.ts';
import { type TokenEnvironment, tokenEnvironment } from './token-environment.ts';

const CONNECTIONS = 10_000;
const AT_ONCE = 50;
const SAMPLES = 10;
/** Memory is at its height once every part of the program has run and the memories of tokens and secrets are full. */
const WARM_SAMPLES = 2;
/** Resident memory comes and goes by some megabytes with the collector's mood. */
const GOAL = 1.1;

await measured(tokenMemory);

async function tokenMemory({ origin, smoke }: MeasurementOptions): Promise<Finding[]> {
  const environment = tokenEnvironment(origin);
  const requests = smoke ? 5_000 : 100_000;
  const resident: number[] = [];
  const heap: number[] = [];
  const startedAt = performance.now();
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await request(environment, sample * (requests / SAMPLES), requests / SAMPLES);
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    resident.push(rss / 2 ** 20);
    heap.push(heapUsed / 2 ** 20);
  }
  const perSecond = Math.round((requests * 1_000) / (performance.now() - startedAt));

  const growthOf = (what: string, samples: readonly number[]): Finding => {
    const warm = samples.slice(WARM_SAMPLES);
    const growth = median(warm.slice(-3)) / median(warm.slice(0, 3));
    const course = samples.map((mebibytes) => mebibytes.toFixed(0)).join(' ');
    const measured = `${course} MiB  ${growth.toFixed(3)}`;
    return { what, measured, goal: smoke ? null : `≤ ${GOAL}`, met: smoke || growth <= GOAL };
  };
  const what = `${requests.toLocaleString('en')} token requests on 10,000 connections`;
  return [
    { what, measured: `${perSecond} requests/s`, goal: null, met: true },
    growthOf('  resident memory along the way; end to beginning', resident),
    growthOf('  heap in use along the way; end to beginning', heap),
  ];
}

/** Connection after connection, so that each has been pushed out of memory when its turn comes again. */
async function request(environment: TokenEnvironment, first: number, count: number): Promise<void> {
  let next = first;
  const caller = async () => {
    while (next < first + count) {
      const index = next;
      next += 1;
      await environment.token(`connection-${index % CONNECTIONS}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
}
