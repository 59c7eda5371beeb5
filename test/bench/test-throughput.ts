/**
 * Tests per second of the use case behind `run-tests` against an Amazon that takes 20 ms for each request, beside what sends
 * the same two requests and does nothing else. Fifty tests run at once, as five batches of ten.
 */
import { setTimeout } from 'node:timers/promises';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { type Finding, type MeasurementOptions, measured, median } from './measurement.ts';
import { silentTelemetry } from './silent-telemetry.ts';
import { bareFetch, bareUndici, type Tester, useCase } from './testers.ts';

const BATCH = 10;
const BATCHES_AT_ONCE = 5;
const GOAL = 0.9;

await measured(testThroughput);

interface Measured {
  readonly tester: Tester;
  /** Tests per second, one for each round. */
  readonly rates: number[];
}

async function testThroughput({ origin, smoke }: MeasurementOptions): Promise<Finding[]> {
  const [rounds, tests] = smoke ? [1, 500] : [15, 1_500];
  const measure = (tester: Tester): Measured => ({ tester, rates: [] });
  const ours = measure(useCase(origin, silentTelemetry));
  const telling = measure(useCase(origin, createTelemetry('bench')));
  const undici = measure(bareUndici(origin));
  const builtIn = measure(bareFetch(origin));

  let order = [ours, undici, telling, builtIn];
  for (const { tester } of order) await testsPerSecond(tester, 500);
  for (let round = 0; round < rounds; round += 1) {
    for (const { tester, rates } of order) rates.push(await testsPerSecond(tester, tests));
    // Nobody always comes first, or always after the same one.
    order = round % 2 === 0 ? order.toReversed() : [...order.slice(1), ...order.slice(0, 1)];
  }

  const told = (what: string, { rates }: Measured): Finding => {
    const ratio = ratioOf({ rates }, undici).toFixed(3);
    return { what, measured: `${Math.round(median(rates))} tests/s  ${ratio}`, goal: null, met: true };
  };
  const ratio = ratioOf(ours, undici);
  return [
    told('50 tests at once, 20 ms for each answer; ratio to bare undici', undici),
    {
      ...told('  the use case of run-tests', ours),
      // One short round says nothing about speed.
      goal: smoke ? null : `≥ ${GOAL}`,
      met: smoke || ratio >= GOAL,
    },
    told('  the same, with its log and metrics', telling),
    told('  fetch, the two requests alone', builtIn),
  ];
}

/** Each round against the same round of the other: what slows the machine down for a while befalls both. */
function ratioOf(one: Pick<Measured, 'rates'>, other: Pick<Measured, 'rates'>): number {
  return median(one.rates.map((rate, round) => rate / (other.rates[round] ?? 0)));
}

async function testsPerSecond(tester: Tester, tests: number): Promise<number> {
  // What the one before left behind is not swept up at the next one's cost.
  globalThis.gc?.();
  await setTimeout(50);
  let left = tests / BATCH;
  const startedAt = performance.now();
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      await tester(BATCH);
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, caller));
  return (tests * 1_000) / (performance.now() - startedAt);
}
