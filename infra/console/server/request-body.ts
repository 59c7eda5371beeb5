import type { IncomingMessage } from 'node:http';

/** The API takes no more: 32 KiB. */
const BODY_LIMIT_BYTES = 32 * 1024;

/** The body as text; null when it is too large, and then it is read to its end all the same, so that the answer arrives. */
export async function readRequestBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  return size <= BODY_LIMIT_BYTES ? Buffer.concat(chunks).toString('utf8') : null;
}
