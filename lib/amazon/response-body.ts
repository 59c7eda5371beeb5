import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

type Decoder = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

const UTF_8 = new TextDecoder();

/**
 * A body as text, decompressed, without a byte-order mark. Empty when it is longer than the limit or cannot be decoded: then
 * the status alone must tell.
 */
export async function textOf(body: Buffer, contentEncoding: string | undefined, limitBytes: number): Promise<string> {
  let bytes = body;
  for (const encoding of encodingsOf(contentEncoding).reverse()) {
    const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
    if (!decode) return '';
    try {
      bytes = await decode(bytes, { maxOutputLength: limitBytes });
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
