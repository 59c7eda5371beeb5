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
  const known = mayHoldPiece(text, secrets) ? blackOut(text, secrets.flatMap(spellingsOf)) : text;
  return known.replace(TOKEN_SHAPES, REDACTED);
}

const SHARE = 4;
/** What every spelling but the plain one puts in place of a character. */
const ESCAPE = /[%+\\]/;

/**
 * Almost every text is a request id that holds nothing of a secret, and one look tells: a piece without an escape has seven
 * plain characters in a row, those at its edge may be the rest of one. So it holds one of the text's parts of four whole.
 */
function mayHoldPiece(text: string, secrets: readonly Secret[]): boolean {
  if (ESCAPE.test(text)) return true;
  for (let start = 0; start + SHARE <= text.length; start += SHARE) {
    const part = text.slice(start, start + SHARE);
    if (secrets.some((secret) => secret.reveal().includes(part))) return true;
  }
  return false;
}

function spellingsOf(secret: Secret): readonly string[] {
  return spellings(secret.reveal()).filter((value) => value.length >= SHORTEST_SECRET);
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

/**
 * Asks of each piece of the text whether a secret holds it, not of each piece of the secrets whether the text does: a text is
 * mostly a request id, and secrets are long.
 */
function blackOut(text: string, secrets: readonly string[]): string {
  let result = '';
  let position = 0;
  let hiddenUntil = 0;
  while (position < text.length) {
    for (const secret of secrets) {
      const end = position + Math.min(PIECE, secret.length);
      if (end <= text.length && secret.includes(text.slice(position, end))) hiddenUntil = Math.max(hiddenUntil, end);
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
