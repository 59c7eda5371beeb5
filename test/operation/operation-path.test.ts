import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { operationPath, operationUrl } from '../../lib/operation/operation-path.ts';

const NA = 'https://sellingpartnerapi-na.amazon.com';

const sent = (decodedPath: string, asSent?: string) => {
  const path = operationPath(decodedPath, asSent);
  return path.ok ? path.value : path.failure;
};

describe('a path as API Gateway decoded it', () => {
  test.for([
    ['nothing special', '/feeds/2021-06-30/feeds', '/feeds/2021-06-30/feeds'],
    ['a space', '/items/A B', '/items/A%20B'],
    ['a plus', '/items/A+B', '/items/A%2BB'],
    ['a percent sign', '/items/100%', '/items/100%25'],
    ['what looks encoded but is not', '/items/%41', '/items/%2541'],
    ['quotes', `/items/"a" 'b'`, `/items/%22a%22%20'b'`],
    ['a semicolon, a colon, a comma', '/items/a;b:c,d', '/items/a%3Bb%3Ac%2Cd'],
    ['an at sign, an ampersand, an equals sign', '/items/a@b&c=d', '/items/a%40b%26c%3Dd'],
    ['a question mark', '/items/a?b', '/items/a%3Fb'],
    ['a number sign', '/items/a#b', '/items/a%23b'],
    ['brackets', '/items/[a]{b}<c>', '/items/%5Ba%5D%7Bb%7D%3Cc%3E'],
    ['Unicode', '/items/Grüße-日本-😀', '/items/Gr%C3%BC%C3%9Fe-%E6%97%A5%E6%9C%AC-%F0%9F%98%80'],
    ['dots that go nowhere', '/items/.../a..b/..c/d..', '/items/.../a..b/..c/d..'],
    ['a slash at the end', '/items/', '/items/'],
    ['the root', '/', '/'],
  ] as const)('is encoded again: %s', ([, decodedPath, expected]) => {
    expect(sent(decodedPath)).toBe(expected);
  });

  test.for([
    ['nothing', ''],
    ['no slash in front', 'feeds'],
    ['another origin', 'https://evil.example/'],
    ['a host', '@evil.example/'],
    ['a dot segment', '/feeds/../x'],
    ['a dot segment at the end', '/feeds/..'],
    ['a single dot', '/feeds/./x'],
    ['a dot segment, encoded', '/feeds/%2e%2E/x'],
    ['a dot segment, half encoded', '/feeds/.%2e/x'],
    ['a dot segment, encoded twice', '/feeds/%252e%252e/x'],
    ['a dot segment, encoded seven times', `/feeds/%${'25'.repeat(6)}2e./x`],
    ['encoded more often than anybody means', `/feeds/%${'25'.repeat(500)}41`],
    ['a dot segment behind an encoded slash', '/feeds/a%2f..%2fx'],
    ['a dot segment behind an encoded backslash', '/feeds/a%5c..'],
    ['a dot segment beside bytes that are no text', '/feeds/..%2f%ff'],
    ['a dot segment whose encoding is encoded', '/feeds/%%32e%%32e'],
    ['a double slash', '/feeds//x'],
    ['a double slash in front', '//evil.example/x'],
    ['a backslash', '/feeds\\x'],
    ['a backslash in front', '/\\evil.example'],
    ['a NUL', '/feeds/\0'],
    ['a line break', '/feeds/x\r\nhost: evil'],
    ['a tab', '/feeds/\t'],
    ['DEL', '/feeds/\x7f'],
    ['a C1 control character', '/feeds/\x85'],
    ['half a character', '/feeds/\ud83d'],
  ] as const)('is refused when it has %s', ([, decodedPath]) => {
    expect(sent(decodedPath)).toBe('path_refused');
  });
});

describe('x-sp-api-path', () => {
  test.for([
    ['a slash inside a segment', '/items/S/A/B', '/items/S/A%2FB'],
    ['in lower case', '/items/S/A/B', '/items/S/A%2fB'],
    ['more encoded than need be', '/items/AB', '/items/%41B'],
    ['less than we would', '/items/a:b,c;d@e+f=g&h', '/items/a:b,c;d@e+f=g&h'],
    ['a question mark', '/items/a?b', '/items/a%3Fb'],
    ['Unicode', '/items/ü', '/items/%C3%BC'],
    ['a percent sign', '/items/100%', '/items/100%25'],
  ] as const)('is used byte for byte: %s', ([, decodedPath, asSent]) => {
    expect(sent(decodedPath, asSent)).toBe(asSent);
  });

  test.for([
    ['is empty', '/items/a', ''],
    ['is another path', '/items/a', '/items/b'],
    ['is a longer path', '/items/a', '/items/a/b'],
    ['differs in case', '/items/a', '/items/A'],
    ['names an origin', '/items/a', `${NA}/items/a`],
    ['names a host', '//evil.example/a', '//evil.example/a'],
    ['has a query', '/items/a', '/items/a?b=c'],
    ['has a fragment', '/items/a', '/items/a#b'],
    ['says a bare question mark', '/items/a?b', '/items/a?b'],
    ['says a bare space', '/items/a b', '/items/a b'],
    ['says bare Unicode', '/items/ü', '/items/ü'],
    ['says a bare percent sign', '/items/100%', '/items/100%'],
    ['has an encoding cut short', '/items/a%4', '/items/a%4'],
    ['is no text when decoded', '/items/\ufffd', '/items/%ff'],
    ['is overlong UTF-8', '/items/../x', '/items/%c0%ae%c0%ae/x'],
    ['decodes to a dot segment', '/items/../x', '/items/%2e%2e/x'],
    ['hides a dot segment behind a slash', '/items/../x', '/items/..%2Fx'],
    ['decodes to a double slash', '/items/A//B', '/items/A%2F%2FB'],
    ['decodes to a backslash', '/items/A\\B', '/items/A%5CB'],
    ['decodes to a line break', '/items/A\nB', '/items/A%0AB'],
    ['begins without a slash', 'items/a', 'items/a'],
    ['begins with an encoded slash', '/items/a', '%2Fitems/a'],
    ['says a line break', '/items/a', '/items/a\r\n'],
    ['was sent twice, and joined', '/items/a', '/items/a,/items/a'],
    ['is given for a path that is refused without it', '/feeds/../x', '/feeds/../x'],
  ] as const)('is refused when it %s', ([, decodedPath, asSent]) => {
    expect(sent(decodedPath, asSent)).toBe('path_refused');
  });
});

describe('the address', () => {
  test.for(['', 'a=b', 'a=b+c%20d&a=&&=x;y,z', 'q=\'%22"<>`{}|\\^', '?', 'a?b', '%', '%zz', '/../x', '@evil.example'])(
    'has the query untouched: %s',
    (rawQuery) => {
      const url = operationUrl(NA, '/orders/v0/orders', rawQuery);
      expect(url).toEqual({ ok: true, value: `${NA}/orders/v0/orders${rawQuery && `?${rawQuery}`}` });
    },
  );

  test.for(['a b', 'a#b', 'a\r\nhost: x', 'ü', 'a\0', 'a\tb', '\x7f'])('is none with the query %j', (rawQuery) => {
    expect(operationUrl(NA, '/orders/v0/orders', rawQuery)).toEqual({ ok: false, failure: 'path_refused' });
  });

  test.for([
    '',
    'x',
    '@evil.example/',
    '.evil.example/',
    ':444/',
    ':99999/',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a b',
    '/a\\b',
    '/a#b',
    '/a?b',
  ])('is none with the path %j, whoever asks for it', (path) => {
    expect(operationUrl(NA, path, '')).toEqual({ ok: false, failure: 'path_refused' });
  });
});

/** Texts of any kind, but for what is refused wherever it stands, and for percent signs, which may spell it. */
const segments = fc.array(
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 12 })
    .filter((text) => !/[\p{Cc}\\/%]/u.test(text) && !/^\.{1,2}$/.test(text)),
  { minLength: 1, maxLength: 8 },
);

test('a path of harmless segments always leaves, and each segment arrives as it was meant', () => {
  fc.assert(
    fc.property(segments, (meant) => {
      const path = operationPath(`/${meant.join('/')}`, undefined);
      expect(path.ok).toBe(true);
      if (!path.ok) return;
      expect(path.value.split('/').slice(1).map(decodeURIComponent)).toEqual(meant);
      expect(operationUrl(NA, path.value, '')).toEqual({ ok: true, value: `${NA}${path.value}` });
    }),
    { numRuns: 2_000 },
  );
});

test('with x-sp-api-path a slash inside a segment arrives too', () => {
  const withSlashes = fc.array(
    segments.map((parts) => parts.join('/')),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(withSlashes, (meant) => {
      const asSent = `/${meant.map((segment) => encodeURIComponent(segment)).join('/')}`;
      expect(sent(`/${meant.join('/')}`, asSent)).toBe(asSent);
      expect(operationUrl(NA, asSent, '').ok).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
