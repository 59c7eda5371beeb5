/** Which rows of a long table are worth having: those that can be seen, and some around them. */
export interface RowWindow {
  /** Index of the first row. */
  readonly first: number;
  /** Index after the last one. */
  readonly end: number;
}

const ROWS_AROUND = 12;

/** `above`: pixels of the table that lie above the window's upper edge; negative while the table begins below it. */
export function rowWindow(rows: number, rowHeight: number, above: number, windowHeight: number): RowWindow {
  const first = Math.floor(above / rowHeight) - ROWS_AROUND;
  const end = Math.ceil((above + windowHeight) / rowHeight) + ROWS_AROUND;
  return { first: between(0, first, rows), end: between(0, end, rows) };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
