import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { interpretFeedsAnswer } from '../../lib/amazon/feeds.ts';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { answers, type RawServer, startRawServer } from './raw-server.ts';

const LIMIT_BYTES = 65_536;

let server: RawServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

async function textOf(
  body: string | Buffer,
  contentEncoding = 'identity',
  status = '200 OK',
  moreHeaders: Readonly<Record<string, string>> = {},
): Promise<string> {
  const headers = { 'content-encoding': contentEncoding, ...moreHeaders };
  server = await startRawServer([[answers(body, headers, status)]]);
  const http = undiciHttp({ loopbackOrigin: server.origin });
  const { outcome, sent } = await http.send({ method: 'GET', url: 'https://api.amazon.com/', headers: {} }, 20_000);
  expect(sent).toBe(1);
  if (outcome.kind !== 'answer') throw new Error(`No answer: ${outcome.kind}.`);
  return outcome.text;
}

const TEXT = '{"feeds":[{"feedId":"é€😀"}]}';

describe('compression', () => {
  test.for([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['deflate', deflateRawSync(TEXT, { level: 0 })],
    ['br', brotliCompressSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['', Buffer.from(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
    ['br , identity, gzip', gzipSync(brotliCompressSync(TEXT))],
  ] as const)('%s is undone', async ([encoding, body]) => {
    expect(await textOf(body, encoding)).toBe(TEXT);
  });

  test.for([
    ['gzip', Buffer.from(TEXT)],
    ['deflate', Buffer.from(TEXT)],
    ['deflate', deflateRawSync(TEXT).subarray(0, 12)],
    ['deflate', Buffer.alloc(0)],
    ['br', Buffer.from(TEXT)],
    ['zstd', Buffer.from(TEXT)],
    ['gzip', gzipSync(TEXT).subarray(0, 12)],
    ['br', brotliCompressSync(TEXT).subarray(0, 12)],
    ['zstd', zstdCompressSync(TEXT).subarray(0, 12)],
    ['gzip, br', brotliCompressSync(TEXT)],
    ['gzip', Buffer.alloc(0)],
    ['compress', Buffer.from(TEXT)],
    ['constructor', Buffer.from(TEXT)],
  ] as const)('%s that cannot be undone leaves the status to tell', async ([encoding, body]) => {
    expect(await textOf(body, encoding)).toBe('');
  });
});

describe('byte-order marks and bytes that are no text', () => {
  test('a byte-order mark is dropped', async () => {
    expect(await textOf(`\ufeff${TEXT}`)).toBe(TEXT);
  });

  test('one in a compressed body too', async () => {
    expect(await textOf(gzipSync(`\ufeff${TEXT}`), 'gzip')).toBe(TEXT);
  });

  test('bytes that are not UTF-8 are replaced', async () => {
    expect(await textOf(Buffer.from([0x22, 0xff, 0x22]))).toBe('"\ufffd"');
  });
});

describe('64 KiB', () => {
  const feedsOf = (bytes: number) => `{"feeds":[]}${' '.repeat(bytes - 12)}`;

  test('an answer of exactly 64 KiB is read', async () => {
    expect(await textOf(feedsOf(LIMIT_BYTES))).toHaveLength(LIMIT_BYTES);
  });

  test('one byte more leaves the status to tell', async () => {
    expect(await textOf(feedsOf(LIMIT_BYTES + 1))).toBe('');
  });

  test('the limit is that of the decompressed body', async () => {
    expect(await textOf(gzipSync(feedsOf(LIMIT_BYTES)), 'gzip')).toHaveLength(LIMIT_BYTES);
    await server?.close();
    expect(await textOf(gzipSync(feedsOf(LIMIT_BYTES + 1)), 'gzip')).toBe('');
  });

  test.for([
    ['identity', (text: string) => Buffer.from(text)],
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ] as const)('reading ends at the limit (%s): the rest of a bomb need not even come', async ([encoding, compress]) => {
    const beginning = compress(randomBytes(100_000).toString('base64'));
    const never = String(beginning.length + 1_000_000);

    expect(await textOf(beginning, encoding, '200 OK', { 'content-length': never })).toBe('');
    await server?.allClosed();
  });

  test('a longer answer is judged by its status where that is enough', async () => {
    const text = await textOf('x'.repeat(LIMIT_BYTES + 1), undefined, '503 Away');
    const answer = { kind: 'answer', headers: {}, text } as const;

    expect(interpretFeedsAnswer({ ...answer, status: 503 }, endpointOf('na'))).toMatchObject({
      code: 'amazon_unavailable',
    });
    expect(interpretFeedsAnswer({ ...answer, status: 403 }, endpointOf('na'))).toMatchObject({
      code: 'unexpected_response',
    });
  });
});
