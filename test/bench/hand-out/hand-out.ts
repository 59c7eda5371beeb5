/** What it takes to be handed a token: from memory, and from an environment that has none yet. */
import { contest } from '../contest.ts';
import { each, type Scale } from '../measurement.ts';
import { atMost, exactly } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { median, pairedRatio } from '../report/statistics.ts';

const LOOKUP_GOAL = 3;
const INVOCATION_GOAL_US = 120;
const COLD_GOAL = 1.3;

/** As Login with Amazon takes on an ordinary day. */
const LWA_MS = 200;

export async function handOut(scale: Scale): Promise<Line[]> {
  return [...(await fromMemory(scale)), ...(await cold(scale))];
}

async function fromMemory({ smoke, peers }: Scale): Promise<Line[]> {
  const rounds = smoke ? 1 : 7;
  // The others have no memory that looks at the clock.
  const remembering = peers.filter((name) => name === '@sp-api-sdk' || name === 'amazon-sp-api-sdk-js');
  const lookups = smoke ? 1_000 : 300_000;
  const memory = await contest({
    discipline: 'hand-out/cached-discipline.ts',
    contenders: { ours: lookups, 'a Map': lookups, ...each(remembering, () => lookups) },
    amazon: { delayMs: 0 },
    rounds,
  });
  const whole = await contest({
    discipline: 'hand-out/invocation-discipline.ts',
    contenders: { ours: smoke ? 100 : 10_000 },
    amazon: { delayMs: 0 },
    rounds,
  });
  const ratio = pairedRatio(memory('ours', 'cpuNs'), memory('a Map', 'cpuNs'));
  const invocations = whole('ours', 'microseconds');
  return [
    line({
      what: 'a token from memory',
      unit: 'ns',
      ours: memory('ours', 'cpuNs'),
      floor: { name: 'a Map', samples: memory('a Map', 'cpuNs') },
      peers: each(remembering, (name) => memory(name, 'cpuNs')),
      ratio: { to: 'a Map', value: ratio },
      goal: smoke ? null : atMost(LOOKUP_GOAL, ratio),
    }),
    line({
      what: '  its whole invocation, with middy, audit and metrics',
      unit: 'µs',
      ours: invocations,
      goal: smoke ? null : atMost(INVOCATION_GOAL_US, median(invocations)),
    }),
  ];
}

async function cold({ smoke, peers }: Scale): Promise<Line[]> {
  const clients = peers.filter((name) => name !== 'node:https');
  const scores = await contest({
    discipline: 'hand-out/cold-discipline.ts',
    contenders: { ours: 1, 'our handler': 1, undici: 1, ...each(clients, () => 1) },
    amazon: { delayMs: LWA_MS },
    rounds: smoke ? 1 : 3,
  });
  const floor = { name: 'one exchange', samples: scores('undici', 'ofOneMs') };
  const took = (what: string, name: 'ours' | 'our handler', judged: boolean) => {
    const ratio = pairedRatio(scores(name, 'ofOneMs'), floor.samples);
    return line({
      what,
      unit: 'ms',
      ours: scores(name, 'ofOneMs'),
      floor,
      peers: judged ? each(clients, (client) => scores(client, 'ofOneMs')) : {},
      ratio: { to: floor.name, value: ratio },
      goal: judged && !smoke ? atMost(COLD_GOAL, ratio) : null,
    });
  };
  const exchanges = (what: string, figure: string, goal: number) =>
    line({
      what,
      unit: 'exchanges',
      ours: scores('our handler', figure),
      peers: each(clients, (client) => scores(client, figure)),
      goal: exactly(goal, Math.max(...scores('ours', figure), ...scores('our handler', figure))),
    });
  return [
    took(`1,000 callers of a cold token, LWA takes ${LWA_MS} ms`, 'ours', true),
    took('  as 1,000 whole invocations', 'our handler', false),
    exchanges('  token exchanges', 'ofOneExchanges', 1),
    exchanges('  of 10 callers for each of 100 connections', 'ofHundredExchanges', 100),
  ];
}
