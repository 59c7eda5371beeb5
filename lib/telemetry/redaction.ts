/**
 * Amazon's texts may echo what was sent. Before such a text is stored, logged or answered, every piece of a secret in it
 * is blacked out: not only the whole value, but any run of its characters as long as a piece.
 */
import type { Secret } from '../secret.ts';

const PIECE = 12;
/** A value shorter than this cannot be a credential, and blacking it out would eat plain words. */
const SHORTEST_SECRET = 8;
const REDACTED = '[redacted]';

/** Tokens of Amazon's that nobody told us about are known by their prefixes. */
const TOKEN_SHAPES = /(?:Atz[ar]|Atz\.sprdt)(?:\||%7C)[^\s"'<>&,;)]*|amzn1\.oa2-cs\.v1\.[0-9a-f]*/gi;

export function redact(text: string, secrets: readonly Secret[]): string {
  return blackOut(text, piecesOf(secrets)).replace(TOKEN_SHAPES, REDACTED);
}

function piecesOf(secrets: readonly Secret[]): Map<string, number> {
  const pieces = new Map<string, number>();
  for (const value of secrets.flatMap((secret) => spellings(secret.reveal()))) {
    if (value.length < SHORTEST_SECRET) continue;
    const length = Math.min(PIECE, value.length);
    for (let start = 0; start + length <= value.length; start += 1)
      pieces.set(value.slice(start, start + length), length);
  }
  return pieces;
}

/** As it is, and as a form, a URL or JSON carries it. */
function spellings(value: string): string[] {
  return [
    ...new Set([
      value,
      new URLSearchParams({ v: value }).toString().slice(2),
      encodeURIComponent(value.toWellFormed()),
      JSON.stringify(value).slice(1, -1),
    ]),
  ];
}

function blackOut(text: string, pieces: ReadonlyMap<string, number>): string {
  const lengths = [...new Set(pieces.values())];
  let result = '';
  let position = 0;
  let hiddenUntil = 0;
  while (position < text.length) {
    for (const length of lengths) {
      if (pieces.has(text.slice(position, position + length))) hiddenUntil = Math.max(hiddenUntil, position + length);
    }
    if (position < hiddenUntil) {
      if (!result.endsWith(REDACTED)) result += REDACTED;
    } else {
      result += text[position];
    }
    position += 1;
  }
  return result;
}
