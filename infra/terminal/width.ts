import { stringWidth } from './all-scripts.cjs';

/** Latin letters and dashes take a column each. */
const ONE_COLUMN_EACH = /^[ -~\u00a1-\u00ac\u00ae-\u017f\u2013\u2014\u2026]*$/;

/** How many columns a line takes on a terminal. */
export function widthOf(line: string): number {
  return ONE_COLUMN_EACH.test(line) ? line.length : stringWidth(line);
}
