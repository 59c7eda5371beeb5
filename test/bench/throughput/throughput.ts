/** Tests per second against an Amazon that takes 20 ms for each request, and what a test costs the processor. */
import { contest } from '../contest.ts';
import { each, type Scale } from '../measurement.ts';
import { atLeast, atMost } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { pairedRatio } from '../report/statistics.ts';

const RATE_GOAL = 0.95;
const CPU_GOAL = 1.3;

export async function throughput({ smoke, peers }: Scale): Promise<Line[]> {
  const [rounds, tests, testsOfPeers] = smoke ? [1, 200, 100] : [9, 2_000, 400];
  const scores = await contest({
    discipline: 'throughput/discipline.ts',
    contenders: { ours: tests, 'ours, silent': tests, undici: tests, ...each(peers, () => testsOfPeers) },
    amazon: { delayMs: 20 },
    rounds,
  });
  const told = (what: string, unit: string, figure: string, judge: typeof atMost, goal: number) => {
    const ours = scores('ours', figure);
    const floor = scores('undici', figure);
    const ratio = pairedRatio(ours, floor);
    return line({
      what,
      unit,
      ours,
      floor: { name: 'undici', samples: floor },
      peers: each(peers, (name) => scores(name, figure)),
      ratio: { to: 'undici', value: ratio },
      // A short round says nothing about speed.
      goal: smoke ? null : judge(goal, ratio),
    });
  };
  return [
    told('whole tests, 50 at once, Amazon takes 20 ms', 'tests/s', 'perSecond', atLeast, RATE_GOAL),
    told('  processor time of a test', 'ms', 'cpuMs', atMost, CPU_GOAL),
    line({
      what: '  the same, without log and metrics',
      unit: 'ms',
      ours: scores('ours, silent', 'cpuMs'),
      floor: { name: 'undici', samples: scores('undici', 'cpuMs') },
      ratio: { to: 'undici', value: pairedRatio(scores('ours, silent', 'cpuMs'), scores('undici', 'cpuMs')) },
    }),
  ];
}
