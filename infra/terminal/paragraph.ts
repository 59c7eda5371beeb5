import { wrapAnsi } from './all-scripts.cjs';
import { widthOf } from './width.ts';

/** Sentences, broken between words where the terminal ends; addresses and ids stay in one piece, to be copied. */
export function paragraph(text: string, width: number | null): string {
  const fits = width === null || text.split('\n').every((line) => widthOf(line) <= width);
  return fits ? text : wrapAnsi(text, width, { trim: false });
}
