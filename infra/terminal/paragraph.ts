import wrapAnsi from 'wrap-ansi';

/** Sentences, broken between words where the terminal ends; addresses and ids stay in one piece, to be copied. */
export function paragraph(text: string, width: number | null): string {
  return width === null ? text : wrapAnsi(text, width, { trim: false });
}
