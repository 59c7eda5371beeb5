import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib';

/** An error of Amazon's is short; what unpacks to more is not read. */
const LIMIT = { maxOutputLength: 64 * 1024 };

const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gunzipSync(bytes, LIMIT),
  deflate: (bytes) => inflateSync(bytes, LIMIT),
  br: (bytes) => brotliDecompressSync(bytes, LIMIT),
  zstd: (bytes) => zstdDecompressSync(bytes, LIMIT),
};

/** The text of a body that is otherwise passed on as it came; empty when it cannot be read. */
export function decodedText(body: Uint8Array, contentEncoding: string | undefined): string {
  const encoding = contentEncoding?.trim().toLowerCase() ?? 'identity';
  const decode =
    encoding === 'identity'
      ? (bytes: Uint8Array) => bytes
      : Object.hasOwn(DECODERS, encoding)
        ? DECODERS[encoding]
        : undefined;
  try {
    return decode ? new TextDecoder().decode(decode(body)) : '';
  } catch {
    return '';
  }
}
