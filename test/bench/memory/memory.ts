/** What an environment holds must not grow with what it has served: measured window after window, judged by the slope. */
import { contest } from '../contest.ts';
import type { Scale } from '../measurement.ts';
import { atMost } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { growth } from '../report/statistics.ts';

const WINDOWS = 25;
/** Memory is at its height once every part of the program has run and the memories of tokens and secrets are full. */
const WARM_WINDOWS = 5;
/** Percent of its median, from the first warm window to the last; resident memory comes and goes with the collector's mood. */
const GROWTH_GOAL = 5;

export async function memory({ smoke }: Scale): Promise<Line[]> {
  const [requests, tests] = smoke ? [50_000, 500] : [1_000_000, 10_000];
  const tokens = `${requests.toLocaleString('en')} token requests, ${(requests / 10).toLocaleString('en')} connections`;
  return [
    ...(await flat(tokens, 'memory/tokens-discipline.ts', requests, smoke)),
    ...(await flat(`${tests.toLocaleString('en')} tests`, 'memory/tests-discipline.ts', tests, smoke)),
  ];
}

async function flat(what: string, discipline: string, total: number, smoke: boolean): Promise<Line[]> {
  const scores = await contest({
    discipline,
    contenders: { ours: total / WINDOWS },
    amazon: { delayMs: 0 },
    rounds: WINDOWS - 1,
  });
  return (['resident', 'heap'] as const).flatMap((figure) => {
    const windows = scores('ours', figure).slice(WARM_WINDOWS - 1);
    const percent = 100 * growth(windows);
    return [
      line({ what: figure === 'heap' ? '  heap in use' : what, unit: 'MiB', ours: windows }),
      line({
        what: '    growth over all windows',
        unit: '%',
        ours: [percent],
        goal: smoke ? null : atMost(GROWTH_GOAL, percent),
      }),
    ];
  });
}
