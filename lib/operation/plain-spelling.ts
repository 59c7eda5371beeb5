const ENCODED_ASCII = /%([0-7][\da-f])/gi;
/** Nobody means a path that is encoded more often; and reading it would take ever longer. */
const MOST_SPELLINGS = 8;

/**
 * A path, or a part of one, with every encoded ASCII character plain, however many times over it is encoded, and beside
 * bytes that are no text. Null when it is encoded more often than anybody means.
 */
export function plainSpelling(text: string): string | null {
  let spelling = text;
  for (let spellings = 0; spellings < MOST_SPELLINGS; spellings += 1) {
    const plainer = spelling.replace(ENCODED_ASCII, (_encoded, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (plainer === spelling) return spelling;
    spelling = plainer;
  }
  return null;
}
