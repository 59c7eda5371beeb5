/**
 * The HTTP adapter to Amazon over Node's own client, which the AWS SDK has loaded anyway: for functions whose caller waits while
 * they start. `undiciHttp` does the same and sends more for less, but takes longer to load (docs/adr/0018-cold-start.md).
 */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import {
  type AmazonHttp,
  type AmazonHttpOptions,
  type AmazonOutcome,
  type AmazonRequest,
  BODY_LIMIT_BYTES,
} from './exchange.ts';
import { textOf } from './response-body.ts';
import { CONNECT_TIMEOUT_MS } from './timeouts.ts';

/** A socket that was idle for longer is closed, as undici does. */
const SOCKETS = { keepAlive: true, timeout: 4_000 };

type Client = Pick<typeof import('node:http'), 'Agent' | 'request'>;

export function nodeHttp({ loopbackOrigin }: AmazonHttpOptions): AmazonHttp {
  // Amazon is asked over TLS alone: the other half of Node's client is for stand-ins without.
  const client: Promise<Client> | Client = loopbackOrigin?.startsWith('http:') ? import('node:http') : https;
  let keptAlive: Agent | null = null;

  async function attempt(agent: Agent, request: AmazonRequest, signal: AbortSignal): Promise<Attempt> {
    const startedAt = performance.now();
    const sending = requestOver(await client, agent, request, signal);
    const ended = (outcome: AmazonOutcome, socketWasDead = false) => ({
      outcome,
      socketWasDead,
      latencyMs: performance.now() - startedAt,
    });
    try {
      return ended(await answerTo(sending, request.body));
    } catch (error) {
      if (signal.aborted || isTimeOut(error)) return ended({ kind: 'timed_out' });
      return ended({ kind: 'network_unreachable' }, sending.reusedSocket && isReset(error));
    }
  }

  function requestOver(
    { request: open }: Client,
    agent: Agent,
    request: AmazonRequest,
    signal: AbortSignal,
  ): ClientRequest {
    const { origin, host, pathname, search } = new URL(request.url);
    const sending = open(loopbackOrigin ?? origin, {
      agent,
      method: request.method,
      path: `${pathname}${search}`,
      setHost: false,
      signal,
    });
    // Not among the options, which Node writes out when it is told to debug.
    for (const [name, value] of Object.entries({ host, connection: 'keep-alive', ...request.headers })) {
      sending.setHeader(name, value);
    }
    if (request.body !== undefined) sending.setHeader('content-length', Buffer.byteLength(request.body));
    return sending;
  }

  return {
    /** Both requests to Amazon are safe to repeat: once, on a socket of its own, when a kept one turns out to be dead. */
    async send(request, timeoutMs) {
      const { Agent } = await client;
      keptAlive ??= new Agent(SOCKETS);
      const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
      const { socketWasDead, ...first } = await attempt(keptAlive, request, signal);
      if (!socketWasDead) return { ...first, sent: 1 };

      const fresh = new Agent(SOCKETS);
      const { outcome, latencyMs } = await attempt(fresh, request, signal);
      fresh.destroy();
      return { outcome, latencyMs, sent: 2 };
    },
  };
}

interface Attempt {
  readonly outcome: AmazonOutcome;
  readonly latencyMs: number;
  /** The request was sent over a socket that was used before, and reset: that says nothing about Amazon. */
  readonly socketWasDead: boolean;
}

async function answerTo(sending: ClientRequest, body: string | undefined): Promise<AmazonOutcome> {
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    // For as long as the request lives: what breaks after its head, Node tells the request, too.
    sending.on('error', reject).once('response', resolve);
    limitConnecting(sending);
    sending.end(body);
  });
  const headers = Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
  const bytes = await bytesOf(message);
  const text = bytes === null ? '' : textOf(bytes, headers['content-encoding'], BODY_LIMIT_BYTES);
  return { kind: 'answer', status: message.statusCode ?? 0, headers, text };
}

/** Null when it is longer than any answer may be: the rest is not waited for. Rejects when it breaks off. */
function bytesOf(message: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('error', reject).once('close', () => reject(new Error('The answer broke off')));
    message.once('end', () => resolve(Buffer.concat(chunks)));
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= BODY_LIMIT_BYTES) return;
      resolve(null);
      message.destroy();
    });
  });
}

/** Node limits the time of a request, but not that of its connection. */
function limitConnecting(sending: ClientRequest): void {
  sending.once('socket', (socket) => {
    if (sending.reusedSocket) return;
    const giveUp = () => sending.destroy(new DOMException('No connection in time', 'TimeoutError'));
    const timer = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
    const connected = 'encrypted' in socket ? 'secureConnect' : 'connect';
    for (const event of [connected, 'close']) socket.once(event, () => clearTimeout(timer));
  });
}

function isTimeOut(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
