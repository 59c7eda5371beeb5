/** Looks for secrets, whole or in pieces, in whatever spelling they may have been written. */

/** A run of this many characters of a secret is a leak. */
const PIECE = 12;

export interface Hit {
  /** Which secret, and in which spelling. */
  readonly secret: string;
  readonly spelling: string;
  /** Whether it was written byte by byte. */
  readonly isDump: boolean;
  /** Where the piece was found. */
  readonly position: number;
}

/** Answers a search for these secrets, by name; their values must have no piece in common with plain words. */
export function searchFor(secrets: Readonly<Record<string, string>>): (text: string) => Hit[] {
  const pieces = new Map<string, Pick<Hit, 'secret' | 'spelling'>>();
  for (const [secret, value] of Object.entries(secrets)) {
    for (const [spelling, spelled] of Object.entries(spellings(value))) {
      for (let start = 0; start + PIECE <= spelled.length; start += 1) {
        pieces.set(spelled.slice(start, start + PIECE), { secret, spelling });
      }
    }
  }
  const inText = (text: string) => {
    const hits: Hit[] = [];
    for (let position = 0; position + PIECE <= text.length; position += 1) {
      const hit = pieces.get(text.slice(position, position + PIECE));
      if (hit) hits.push({ ...hit, isDump: false, position });
    }
    return hits;
  };
  return (text) => [
    ...inText(text),
    ...dumpedBytes(text).flatMap(({ position, bytes }) =>
      inText(bytes).map((hit) => ({ ...hit, isDump: true, position })),
    ),
  ];
}

/** As a `Buffer` is inspected: `41 74 7a 72`. */
const HEX_BYTES = /\b[\da-f]{2}(?: [\da-f]{2}){11,}/g;
/** As arrays of bytes are inspected or made JSON, `65, 116` or `"0":65,"1":116`, also JSON in JSON. */
const NUMBERED_BYTES = /(?:\\*"\d+\\*":)?\b\d{1,3}(?:,(?:\s|\\+n)*(?:\\*"\d+\\*":(?:\s|\\+n)*)?\d{1,3}\b){11,}/g;

/** What stands in a text as a list of bytes, each byte as one character. */
function dumpedBytes(text: string): { readonly position: number; readonly bytes: string }[] {
  const hex = [...text.matchAll(HEX_BYTES)].map(({ index, 0: list }) => ({
    position: index,
    bytes: Buffer.from(list.replaceAll(' ', ''), 'hex').toString('latin1'),
  }));
  const numbered = [...text.matchAll(NUMBERED_BYTES)].map(({ index, 0: list }) => ({
    position: index,
    bytes: Buffer.from([...list.matchAll(/(\d+)(?:,|$)/g)].map(([, byte]) => Number(byte))).toString('latin1'),
  }));
  return [...hex, ...numbered];
}

export function spellings(value: string): Record<string, string> {
  const json = JSON.stringify(value).slice(1, -1);
  return {
    plain: value,
    'URL-encoded': encodeURIComponent(value),
    'as a form': new URLSearchParams({ v: value }).toString().slice(2),
    'JSON-escaped': json,
    'JSON-escaped twice': JSON.stringify(json).slice(1, -1),
    hex: Buffer.from(value).toString('hex'),
    'hex in capitals': Buffer.from(value).toString('hex').toUpperCase(),
    ...Object.fromEntries([0, 1, 2].flatMap((before) => base64At(value, before))),
  };
}

/** As base64 of a longer text has it, where it begins at any of three places. The characters at the ends mix with others. */
function base64At(value: string, bytesBefore: number): [string, string][] {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(value)]);
  const inner = (text: string) => text.replace(/=+$/, '').slice(Math.ceil((bytesBefore * 4) / 3), -2);
  return [
    [`base64 after ${bytesBefore}`, inner(bytes.toString('base64'))],
    [`base64url after ${bytesBefore}`, inner(bytes.toString('base64url'))],
  ];
}
