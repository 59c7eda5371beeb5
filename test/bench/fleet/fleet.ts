/**
 * A fleet of 10,000 connections in one slot of the schedule, planned and tested by the functions as they are deployed, with
 * ten environments at most. One in a hundred is broken, and for three of them Amazon never answers; beside it, at the same
 * time and on the same machine, runs a fleet whose connections are all healthy.
 */
import { BROKEN, NEVER_ANSWERED } from '../amazon/odd-accounts.ts';
import type { SavedConnection } from '../aws/services.ts';
import type { Scale } from '../measurement.ts';
import { atMost, exactly } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { quantile } from '../report/statistics.ts';
import { type FleetRun, runFleet } from './run-fleet.ts';

const MAX_ENVIRONMENTS = 10;
const AMAZON_MS = 300;
const MINUTES_GOAL = 15;
const MEMORY_GOAL_MIB = 512;
const DELAY_GOAL = 1.1;

export async function fleet({ smoke, bundles }: Scale): Promise<Line[]> {
  const [size, silent, timesAsFast, amazonDelayMs] = smoke ? [100, 0, 200, 20] : [10_000, 3, 3, AMAZON_MS];
  const ids = Array.from({ length: size }, (_, index) => `connection-${index}`);
  const broken = new Set(ids.filter((_, index) => index % 100 === 7));
  const neverAnswered = new Set(ids.filter((_, index) => index % 3_000 === 500).slice(0, silent));
  const healthy = ids.filter((id) => !broken.has(id) && !neverAnswered.has(id));
  const mixed = ids.map((connectionId) => ({
    connectionId,
    refreshToken: `Atzr|${connectionId}${broken.has(connectionId) ? BROKEN : ''}${neverAnswered.has(connectionId) ? NEVER_ANSWERED : ''}`,
  }));
  const allHealthy = ids.map((connectionId) => ({ connectionId, refreshToken: `Atzr|${connectionId}` }));
  const run = (connections: SavedConnection[]) =>
    runFleet({ connections, timesAsFast, amazonDelayMs, maxEnvironments: MAX_ENVIRONMENTS, bundles });
  const [withBroken, without] = await Promise.all([run(mixed), run(allHealthy)]);

  const verdicts = [...withBroken.tested.values()].map(({ verdict }) => verdict);
  const count = (verdict: string) => verdicts.filter((found) => found === verdict).length;
  const expected = { passed: healthy.length, failed: broken.size, inconclusive: neverAnswered.size };
  const minutes = minutesNeeded(withBroken);
  const [delays, delaysWithout] = [delaysOf(healthy, withBroken), delaysOf(healthy, without)];
  const ratio = quantile(delays, 0.99) / quantile(delaysWithout, 0.99);
  return [
    line({
      what: `a fleet of ${size.toLocaleString('en')}: planned within`,
      unit: 's',
      ours: [withBroken.planSeconds],
    }),
    ...Object.entries(expected).map(([verdict, goal]) =>
      line({ what: `  tests ${verdict}`, unit: 'tests', ours: [count(verdict)], goal: exactly(goal, count(verdict)) }),
    ),
    line({
      what: '  planned and tested within, of the schedule',
      unit: 'minutes',
      ours: [minutes],
      goal: smoke ? null : atMost(MINUTES_GOAL, minutes),
    }),
    line({
      what: '  environments',
      unit: 'environments',
      ours: [withBroken.environments],
      goal: atMost(MAX_ENVIRONMENTS, withBroken.environments),
    }),
    line({
      what: '  memory of the largest one',
      unit: 'MiB',
      ours: [withBroken.residentMiB],
      goal: atMost(MEMORY_GOAL_MIB, withBroken.residentMiB),
    }),
    line({
      what: `  a healthy one tested after it was due, ${timesAsFast} times the load: p50`,
      unit: 'ms',
      ours: [quantile(delays, 0.5)],
      floor: { name: 'without broken ones', samples: [quantile(delaysWithout, 0.5)] },
    }),
    line({
      what: '  the same: p99',
      unit: 'ms',
      ours: [quantile(delays, 0.99)],
      floor: { name: 'without broken ones', samples: [quantile(delaysWithout, 0.99)] },
      ratio: { to: 'without broken ones', value: ratio },
      goal: smoke ? null : atMost(DELAY_GOAL, ratio),
    }),
  ];
}

/** As if the clock had run at its own pace: when each was due, and how late it was. */
function minutesNeeded({ planSeconds, tested }: FleetRun): number {
  const ends = [...tested.values()].map(({ dueSeconds, delayMs }) => dueSeconds + delayMs / 1_000);
  return (planSeconds + Math.max(...ends)) / 60;
}

function delaysOf(ids: readonly string[], { tested }: FleetRun): number[] {
  return ids.flatMap((id) => tested.get(id)?.delayMs ?? []);
}
