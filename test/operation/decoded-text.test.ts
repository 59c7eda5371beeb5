import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodedText } from '../../lib/operation/decoded-text.ts';

const TEXT = '{"errors":[{"details":"Grüße"}]}';

test.for([
  ['no encoding', Buffer.from(TEXT), undefined],
  ['identity', Buffer.from(TEXT), 'identity'],
  ['gzip', gzipSync(TEXT), 'gzip'],
  ['gzip in capitals', gzipSync(TEXT), ' GZIP '],
  ['deflate', deflateSync(TEXT), 'deflate'],
  ['brotli', brotliCompressSync(TEXT), 'br'],
  ['zstandard', zstdCompressSync(TEXT), 'zstd'],
  ['a byte-order mark', Buffer.from(`\ufeff${TEXT}`), undefined],
] as const)('is the text of a body with %s', ([, body, encoding]) => {
  expect(decodedText(body, encoding)).toBe(TEXT);
});

test.for([
  ['an unknown encoding', Buffer.from(TEXT), 'snappy'],
  ['two encodings', gzipSync(TEXT), 'gzip, br'],
  ['the name of something that every object has', Buffer.from(TEXT), 'constructor'],
  ['bytes that are not what they say', Buffer.from(TEXT), 'gzip'],
  ['an end that is missing', gzipSync(TEXT).subarray(0, 15), 'gzip'],
  ['more than an error ever says', gzipSync('x'.repeat(65 * 1_024)), 'gzip'],
  ['a bomb', brotliCompressSync(Buffer.alloc(100_000_000)), 'br'],
  ['a bomb of another kind', zstdCompressSync(Buffer.alloc(10_000_000)), 'zstd'],
  ['one more', deflateSync(Buffer.alloc(10_000_000)), 'deflate'],
] as const)('is empty for %s', ([, body, encoding]) => {
  expect(decodedText(body, encoding)).toBe('');
});
