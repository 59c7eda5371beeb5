/** By Amazon's prefixes, the shape of client secrets of before 2023, or what a file of settings begins with. */
const SECRET = /^\s*(?:amzn1\.oa2-cs\.|Atz[ar]\||Atz\.sprdt\||[0-9a-f]{64}\s*$|[{["])/i;

/** Somebody took an argument for the place of a secret: it is neither repeated nor sent in an address. */
export function looksLikeSecret(text: string): boolean {
  return SECRET.test(text);
}
