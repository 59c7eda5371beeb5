import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnLoopback, stopListening } from '../loopback-server/listen.ts';
import { readBody } from '../loopback-server/read-body.ts';
import { type ExchangeParts, exchange, Reset, refusal, reset } from './exchange.ts';
import { orAborted } from './or-aborted.ts';
import type { Answer } from './service.ts';

export interface Front {
  readonly origin: string;
  /** Ends what waits, answers what can be answered, drops the connections. */
  close(): Promise<void>;
}

/** No service takes a longer request (DynamoDB's batches take 16 MiB). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Longer than SDK clients keep an idle socket, so that none is reset while it is being reused. */
const KEEP_ALIVE_MS = 300_000;

/** One loopback origin for all services. Signatures are not checked, but one must be there. Port 0 takes any free one. */
export async function startFront(parts: ExchangeParts, port: number): Promise<Front> {
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const served = serve(request, response, parts, closing.signal).finally(() => underWay.delete(served));
    underWay.add(served);
  });
  return {
    origin: await listenOnLoopback(server, port),
    async close() {
      closing.abort();
      await Promise.all(underWay);
      await stopListening(server);
    },
  };
}

/** Never rejects. A bug of ours is answered like one of AWS's, with what went wrong. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ExchangeParts,
  closing: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const body = await orAborted(readBody(request, MAX_BODY_BYTES), closing, reset);
    const answer =
      body === null
        ? refusal(413, 'RequestEntityTooLargeException', `The body is over ${MAX_BODY_BYTES} bytes.`)
        : await exchange(request, body, parts, AbortSignal.any([closing, gone.signal]));
    await write(response, answer);
  } catch (error) {
    if (error instanceof Reset || gone.signal.aborted) request.socket.resetAndDestroy();
    else await write(response, refusal(500, 'InternalFailure', String(error)));
  }
}

async function write(response: ServerResponse, { status, headers, body, cutOff }: Answer): Promise<void> {
  if (response.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('close', resolve);
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) + (cutOff ? 1 : 0) });
  if (cutOff) response.write(body, () => response.destroy());
  else response.end(body, resolve);
  await promise;
}
