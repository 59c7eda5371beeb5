/** Operations over undici: bytes in, bytes out, no redirects, no decompression. */

import { flatten, noAnswer } from '../amazon/undici-errors.ts';
import { CLIENT_OPTIONS, keptAlive } from '../amazon/undici-kept-alive.ts';
import type { Dispatcher } from '../amazon/undici-parts.ts';
import { LAMBDA_PAYLOAD_BYTES } from '../payload-limit.ts';
import type { Clock } from '../time.ts';
import { freshClients } from './fresh-clients.ts';
import type { OperationHttp, OperationRequest, SentOperation } from './operation-http.ts';
import { isRepeatable } from './operation-retry.ts';

export function undiciOperationHttp(options: {
  readonly loopbackOrigin: string | null;
  readonly clock: Clock;
}): OperationHttp {
  const sendRepeatable = keptAlive();
  const clients = freshClients(CLIENT_OPTIONS, options.clock);
  const originOf = (request: OperationRequest) => options.loopbackOrigin ?? new URL(request.url).origin;

  async function attempt(
    dispatcher: Dispatcher,
    request: OperationRequest,
    signal: AbortSignal,
  ): Promise<SentOperation> {
    const { origin, host } = new URL(request.url);
    const { statusCode, headers, body } = await dispatcher.request({
      origin: originOf(request),
      // Not as a URL would write it, but as it was built: byte for byte.
      path: request.url.slice(origin.length),
      method: request.method as Dispatcher.HttpMethod,
      headers: { ...request.headers, host },
      body: request.body,
      signal,
    });
    const flat = flatten(headers);
    return { kind: 'answer', status: statusCode, headers: flat, body: await readBytes(body, flat['content-length']) };
  }

  async function sendOnce(request: OperationRequest, signal: AbortSignal) {
    const origin = originOf(request);
    const client = clients.take(origin);
    try {
      const outcome = await attempt(client, request, signal);
      clients.giveBack(origin, client);
      return { outcome, sent: 1 };
    } catch (error) {
      client.destroy().catch(() => undefined);
      return { outcome: noAnswer(error), sent: 1 };
    }
  }

  return {
    async send(request, timeoutMs) {
      const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
      if (!isRepeatable(request.method)) return sendOnce(request, signal);
      const attempted = await sendRepeatable(originOf(request), (dispatcher) => attempt(dispatcher, request, signal));
      return { outcome: attempted.outcome, sent: attempted.sent };
    },
  };
}

async function readBytes(
  body: Dispatcher.ResponseData['body'],
  contentLength: string | undefined,
): Promise<Uint8Array | null> {
  // Known to be small enough: undici reads it in one go, and refuses more than was announced.
  if (contentLength !== undefined && Number(contentLength) <= LAMBDA_PAYLOAD_BYTES) {
    const bytes = await body.bytes();
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // It could not be handed on anyway.
    if (size > LAMBDA_PAYLOAD_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
