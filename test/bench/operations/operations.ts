/** What the proxy adds to a call: the whole handler, warm, beside undici calling the same Amazon directly. */
import { contest } from '../contest.ts';
import { each, type Scale } from '../measurement.ts';
import { atMost } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { median, pairedRatio } from '../report/statistics.ts';

const ADDED_MS_GOAL = 1.5;
const CPU_RATIO_GOAL = 2;

export async function operations({ smoke, peers }: Scale): Promise<Line[]> {
  const calls = smoke ? 50 : 400;
  const scores = await contest({
    discipline: 'operations/discipline.ts',
    contenders: { ours: calls, 'ours, telling': calls, undici: calls, ...each(peers, () => calls) },
    amazon: { delayMs: 0 },
    rounds: smoke ? 1 : 7,
  });
  const floorOf = (figure: string) => ({ name: 'undici', samples: scores('undici', figure) });
  const of = (figure: string) => ({
    ours: scores('ours', figure),
    floor: floorOf(figure),
    peers: each(peers, (name) => scores(name, figure)),
  });
  const ratioOf = (name: 'ours' | 'ours, telling', figure: string) => ({
    to: 'undici',
    value: pairedRatio(scores(name, figure), scores('undici', figure)),
  });
  const cpuRatio = ratioOf('ours', 'cpuMs');
  const added = scores('ours', 'ms').map((ms, round) => ms - (scores('undici', 'ms')[round] ?? Number.NaN));
  return [
    line({ what: 'an operation, Amazon takes no time', unit: 'ms', ...of('ms'), ratio: ratioOf('ours', 'ms') }),
    line({
      what: '  added to the direct call',
      unit: 'ms',
      ours: added,
      goal: smoke ? null : atMost(ADDED_MS_GOAL, median(added)),
    }),
    line({
      what: '  processor time of a call',
      unit: 'ms',
      ...of('cpuMs'),
      ratio: cpuRatio,
      goal: smoke ? null : atMost(CPU_RATIO_GOAL, cpuRatio.value),
    }),
    line({
      what: '  the same, with audit line and metrics',
      unit: 'ms',
      ours: scores('ours, telling', 'cpuMs'),
      floor: floorOf('cpuMs'),
      ratio: ratioOf('ours, telling', 'cpuMs'),
    }),
  ];
}
