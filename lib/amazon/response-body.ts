import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

const DECODERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * The body as text, decompressed, without a byte-order mark. Empty when it is longer than the limit or cannot be decoded:
 * then the status alone must tell. Rejects when the answer breaks off.
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  limitBytes: number,
): Promise<string> {
  // Whoever reads the body hears of its errors. One that is given up unread has nobody to tell, and must not end the process.
  body.on('error', () => undefined);
  const encodings = (contentEncoding ?? '').split(',').map((name) => name.trim().toLowerCase());
  let stream: Readable = body;
  for (const encoding of encodings.filter((name) => name !== '' && name !== 'identity').reverse()) {
    const decoder = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
    if (!decoder) {
      body.destroy();
      return '';
    }
    // The error of either side reaches the reader through the decoder.
    stream = pipeline(stream, decoder(), () => undefined);
  }
  try {
    const bytes = await bytesOf(stream, limitBytes);
    if (bytes !== null) return new TextDecoder().decode(bytes);
  } catch (error) {
    if (!isDecodingError(error)) throw error;
  }
  body.destroy();
  return '';
}

/** Null as soon as there are more than that. By events: to iterate costs several times as much for an answer of one chunk. */
function bytesOf(stream: Readable, limitBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) resolve(null);
      else chunks.push(chunk);
    });
    stream.once('error', reject);
    stream.once('end', () => resolve(chunks.length === 1 ? (chunks[0] ?? null) : Buffer.concat(chunks)));
    stream.once('close', () => {
      if (!stream.readableEnded) reject(new Error('the answer broke off'));
    });
  });
}

/** The codes that zlib, brotli and zstd give to bytes that they cannot read. */
function isDecodingError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:Z_|ERR__ERROR|ZSTD_)/.test(String(error.code));
}
