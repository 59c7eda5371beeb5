import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { BODY_LIMIT_BYTES } from './exchange.ts';

type Decoder = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** As it is defined, and without the zlib header around it, as some send it: browsers read both. The header's low nibble is 8. */
const inflateEither: Decoder = (bytes, options) =>
  ((bytes[0] ?? 0) & 0xf) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options);

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateEither,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

const UTF_8 = new TextDecoder();

/**
 * A body as text, decompressed, without a byte-order mark. Empty when it is longer than the limit or cannot be decoded: then
 * the status alone must tell.
 */
export function textOf(body: Uint8Array, contentEncoding: string | undefined): string {
  let bytes = body;
  for (const encoding of encodingsOf(contentEncoding).reverse()) {
    const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
    if (!decode) return '';
    try {
      bytes = decode(bytes, { maxOutputLength: BODY_LIMIT_BYTES });
    } catch {
      return '';
    }
  }
  return UTF_8.decode(bytes);
}

/** In the order in which they were applied. */
function encodingsOf(contentEncoding = ''): string[] {
  const names = contentEncoding.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity');
}
