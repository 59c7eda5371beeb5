/** What the proxy adds to a call: the whole handler, warm, against undici calling the same Amazon directly. Interleaved. */
import { Agent } from 'undici';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { type Finding, type MeasurementOptions, measured, median } from './measurement.ts';
import { operationEnvironment } from './operation-environment.ts';
import { silentTelemetry } from './silent-telemetry.ts';

const PATH = '/feeds/2021-06-30/feeds';
const QUERY = 'feedTypes=JSON_LISTINGS_FEED&pageSize=1';
const ADDED_MS_GOAL = 1.5;
const CPU_RATIO_GOAL = 2;

await measured(operationLatency);

interface Round {
  readonly medianMs: number;
  readonly cpuMs: number;
}

async function operationLatency({ origin, smoke }: MeasurementOptions): Promise<Finding[]> {
  const [rounds, calls] = smoke ? [2, 50] : [15, 400];
  const silent = operationEnvironment(origin, silentTelemetry);
  const telling = operationEnvironment(origin, createTelemetry('bench'));
  const agent = new Agent({ allowH2: false });
  const peers = {
    ours: () => silent(PATH, QUERY),
    telling: () => telling(PATH, QUERY),
    direct: async () => {
      const answer = await agent.request({ origin, path: `${PATH}?${QUERY}`, method: 'GET' });
      await answer.body.text();
    },
  };
  for (const call of Object.values(peers)) await round(call, calls);
  const found: Record<keyof typeof peers, Round[]> = { ours: [], telling: [], direct: [] };
  for (let count = 0; count < rounds; count += 1) {
    found.direct.push(await round(peers.direct, calls));
    found.ours.push(await round(peers.ours, calls));
    found.telling.push(await round(peers.telling, calls));
  }
  await agent.close();
  const latency = (name: keyof typeof peers) => median(found[name].map(({ medianMs }) => medianMs));
  const cpu = (name: keyof typeof peers) => median(found[name].map(({ cpuMs }) => cpuMs));
  const addedMs = latency('ours') - latency('direct');
  const cpuRatio = cpu('ours') / cpu('direct');
  return [
    {
      what: 'an operation through the whole handler; directly by undici',
      measured: `${latency('ours').toFixed(2)} ms; ${latency('direct').toFixed(2)} ms`,
      goal: null,
      met: true,
    },
    {
      what: '  added to the median',
      measured: `${addedMs.toFixed(2)} ms`,
      goal: smoke ? null : `≤ ${ADDED_MS_GOAL} ms`,
      met: smoke || addedMs <= ADDED_MS_GOAL,
    },
    {
      what: '  processor time of a call, to the direct one',
      measured: cpuRatio.toFixed(2),
      goal: smoke ? null : `≤ ${CPU_RATIO_GOAL.toFixed(1)}`,
      met: smoke || cpuRatio <= CPU_RATIO_GOAL,
    },
    {
      what: '  the same, with its audit line and metrics',
      measured: (cpu('telling') / cpu('direct')).toFixed(2),
      goal: null,
      met: true,
    },
  ];
}

/** One call after the other, as in one environment. */
async function round(call: () => Promise<unknown>, calls: number): Promise<Round> {
  const took: number[] = [];
  const before = process.cpuUsage();
  for (let count = 0; count < calls; count += 1) {
    const startedAt = performance.now();
    await call();
    took.push(performance.now() - startedAt);
  }
  const { user, system } = process.cpuUsage(before);
  return { medianMs: median(took), cpuMs: (user + system) / 1_000 / calls };
}
