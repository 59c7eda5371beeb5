/** Control characters, and those that turn the direction of what follows: a name made of them could redraw a screen. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** A text of somebody else's as one line that a terminal shows and does not obey. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}
