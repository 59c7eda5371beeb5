/** Cells of the functions that test a connection, made from both of Amazon's answers. */
import { crossed, timeFor } from './crossed.ts';
import { FEEDS_ANSWERS, type FeedsRow } from './feeds-answers.ts';
import { type AnswerRow, LWA_ANSWERS } from './lwa-answers.ts';
import type { Cell } from './matrix.ts';
import { type PromisedTest, promisedTest } from './promised-tests.ts';

export interface Asked {
  /** GET Feeds: two tries, but one where nobody waits for the answer. */
  readonly feedsTries: number;
  readonly seeksEvidence: boolean;
}

/** One cell for each pair of answers; `check` gets what is promised of the test. */
export function testCells(
  cellOf: (endpoint: NonNullable<FeedsRow['endpoint']>) => Cell,
  asked: Asked,
  check: (observed: Parameters<Cell['check']>[0], promised: PromisedTest, rows: readonly [AnswerRow, FeedsRow]) => void,
): Cell[] {
  return crossed(LWA_ANSWERS, FEEDS_ANSWERS).map(([lwa, feeds]): Cell => {
    const endpoint = feeds.endpoint ?? 'na';
    const cell = cellOf(endpoint);
    const promised = promisedTest(lwa, feeds, asked);
    return {
      ...cell,
      what: `${cell.what}: ${lwa.what}, ${feeds.what}`,
      endpoint,
      play: { lwa: lwa.answer, spApi: feeds.answer, ...(feeds.elsewhere && { elsewhere: feeds.elsewhere }) },
      ...timeFor(lwa.answer, feeds.answer),
      check: (observed) => check(observed, promised, [lwa, feeds]),
    };
  });
}
