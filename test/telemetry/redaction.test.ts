import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import { redact } from '../../lib/telemetry/redaction.ts';

const SECRET = 'amzn-Secret+value/with=every|thing"in\\it';
const redacted = (text: string, ...secrets: readonly string[]) =>
  redact(
    text,
    secrets.map((secret) => new Secret(secret)),
  );

describe('a secret is blacked out', () => {
  test.for([
    ['as it is', SECRET],
    ['as a form carries it', new URLSearchParams({ s: SECRET }).toString().slice(2)],
    ['as a URL carries it', encodeURIComponent(SECRET)],
    ['as JSON carries it', JSON.stringify(SECRET).slice(1, -1)],
  ] as const)('%s', ([, spelled]) => {
    expect(redacted(`before ${spelled} after`, SECRET)).toBe('before [redacted] after');
  });

  test('each time it occurs, and each of several', () => {
    expect(redacted('first-secret-1 and second-secret and first-secret-1', 'first-secret-1', 'second-secret')).toBe(
      '[redacted] and [redacted] and [redacted]',
    );
  });

  test('in part, from twelve characters on', () => {
    expect(redacted('…nopqrstuvwxy…', 'abcdefghijklmnopqrstuvwxyz')).toBe('…[redacted]…');
    expect(redacted('…nopqrstuvwx…', 'abcdefghijklmnopqrstuvwxyz')).toBe('…nopqrstuvwx…');
  });

  test('whole, when it is shorter than twelve characters', () => {
    expect(redacted('my password1 here', 'password1')).toBe('my [redacted] here');
  });

  test('not when it is too short to be one', () => {
    expect(redacted('an invalid request', 'invalid')).toBe('an invalid request');
    expect(redacted('text', '')).toBe('text');
  });
});

describe('tokens of Amazon are known by their prefix', () => {
  test.for([
    'Atza|IwEBIAcC',
    'Atzr|IwEBIJ+/=',
    'Atz.sprdt|IwEB',
    'Atza%7CIwEB%2F',
    'atzr%7ciweb',
    'amzn1.oa2-cs.v1.0123abcdef',
  ])('%s, although nobody told', (token) => {
    expect(redacted(`token "${token}" refused`)).toBe('token "[redacted]" refused');
  });

  test('client ids are no secrets', () => {
    const text = 'client amzn1.application-oa2-client.0123 unknown';

    expect(redacted(text, SECRET)).toBe(text);
  });
});

test('what holds no secret stays as it is, to the last unit', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(redacted(text, 'ZZZZZZZZZZZZZZZZ')).toBe(text);
    }),
  );
});

describe('redaction is total', () => {
  const secret = fc
    .oneof(fc.string({ minLength: 12, maxLength: 60 }), fc.string({ unit: 'binary', minLength: 12, maxLength: 60 }))
    .filter((value) => !'[redacted]'.includes(value));
  const spellings: ((value: string) => string)[] = [
    (value) => value,
    (value) => new URLSearchParams({ s: value }).toString().slice(2),
    (value) => encodeURIComponent(value.toWellFormed()),
    (value) => JSON.stringify(value).slice(1, -1),
  ];

  test('no twelve characters of a secret survive in a text that holds it', () => {
    const around = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(around, fc.nat(), fc.constantFrom(...spellings)), { minLength: 1, maxLength: 4 }),
        around,
        (secrets, parts, end) => {
          const spelled = (which: number, spell: (value: string) => string) =>
            spell(secrets[which % secrets.length] ?? '');
          const text = parts.map(([before, which, spell]) => before + spelled(which, spell)).join('') + end;
          const result = redacted(text, ...secrets);

          for (const value of secrets.flatMap((each) => spellings.map((spell) => spell(each)))) {
            for (let start = 0; start + 12 <= value.length; start += 1) {
              expect(result.includes(value.slice(start, start + 12))).toBe(false);
            }
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a piece of a secret is blacked out wherever it is cut, however it is spelled', () => {
    const spelling = fc.constantFrom(...spellings);
    fc.assert(
      fc.property(secret, spelling, fc.nat(), fc.nat(), fc.string(), (value, spell, from, more, around) => {
        const spelled = spell(value);
        const start = from % (spelled.length - 11);
        const piece = spelled.slice(start, start + 12 + (more % (spelled.length - start - 11)));

        expect(redacted(`${around}${piece}${around}`, value)).not.toContain(piece);
      }),
      { numRuns: 1_000 },
    );
  });

  test.for([
    ['the rest of an escape', '7Cabcdefghij'],
    ['the rest of a long one', 'u0001klmnopq'],
  ])('a piece that begins with %s is one', ([, piece]) => {
    for (const before of ['', '.', '..', '...']) {
      expect(redacted(`${before}${piece}`, 'x|abcdefghij\u0001klmnopqrst')).toBe(`${before}[redacted]`);
    }
  });
});
