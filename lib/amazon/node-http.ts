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
import { isNetworkError } from './network-error.ts';
import { textOf } from './response-body.ts';
import { CONNECT_TIMEOUT_MS } from './timeouts.ts';

/** A socket that was idle for longer is closed, as undici does. */
const SOCKETS = { keepAlive: true, timeout: 4_000 };

type Client = Pick<typeof import('node:http'), 'Agent' | 'request'>;

export function nodeHttp({ loopbackOrigin }: AmazonHttpOptions): AmazonHttp {
  // Amazon is asked over TLS alone: the other half of Node's client is for stand-ins without.
  const client: Promise<Client> | Client = loopbackOrigin?.startsWith('http:') ? import('node:http') : https;
  let keptAlive: Agent | null = null;

  async function attempt(agent: Agent, request: AmazonRequest, until: number): Promise<Attempt> {
    const startedAt = performance.now();
    const sending = requestOver(await client, agent, request);
    const limit = limitTime(sending, until - startedAt);
    const ended = (outcome: AmazonOutcome, socketWasDead = false) => ({
      outcome,
      socketWasDead,
      latencyMs: performance.now() - startedAt,
    });
    try {
      return ended(await answerTo(sending, request.body));
    } catch (error) {
      if (limit.isOver()) return ended({ kind: 'timed_out' });
      if (!isNetworkError(error)) throw error;
      return ended({ kind: 'network_unreachable' }, sending.reusedSocket && isReset(error));
    } finally {
      limit.clear();
    }
  }

  function requestOver({ request: open }: Client, agent: Agent, request: AmazonRequest): ClientRequest {
    const { origin, host, pathname, search } = new URL(request.url);
    const sending = open(loopbackOrigin ?? origin, {
      agent,
      method: request.method,
      path: `${pathname}${search}`,
      setHost: false,
    });
    const length = request.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(request.body)) };
    const headers = { host, connection: 'keep-alive', ...request.headers, ...length };
    try {
      // Not among the options, which Node writes out when it is told to debug.
      sending.setHeaders(new Map(Object.entries(headers)));
    } catch (error) {
      // What is malformed is a bug of ours. Nobody listens to the connection that is on its way.
      sending.on('error', () => undefined).destroy();
      throw error;
    }
    return sending;
  }

  return {
    /** None of these requests changes anything at Amazon: each is repeated once, on a socket of its own, when a kept one turns out to be dead. */
    async send(request, timeoutMs) {
      const { Agent } = await client;
      keptAlive ??= new Agent(SOCKETS);
      const until = performance.now() + timeoutMs;
      const { socketWasDead, ...first } = await attempt(keptAlive, request, until);
      if (!socketWasDead) return { ...first, sent: 1 };

      const fresh = new Agent(SOCKETS);
      const { outcome, latencyMs } = await attempt(fresh, request, until);
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
    sending.end(body);
  });
  const headers = Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values = []]) => [name, values.join(', ')]),
  );
  const bytes = await bytesOf(message);
  const text = bytes === null ? '' : textOf(bytes, headers['content-encoding']);
  return { kind: 'answer', status: message.statusCode ?? 0, headers, text };
}

/** Null when it is longer than any answer may be: the rest is not waited for. Rejects when it breaks off. */
function bytesOf(message: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on('error', reject).once('close', () => reject(brokenOff()));
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

/** As Node tells it of a stream. */
function brokenOff(): Error {
  return Object.assign(new Error('The answer broke off'), { code: 'ERR_STREAM_PREMATURE_CLOSE' });
}

interface TimeLimit {
  isOver(): boolean;
  clear(): void;
}

/** Gives up a request whose connection is not there in time, or not the whole of its answer. */
function limitTime(sending: ClientRequest, timeoutMs: number): TimeLimit {
  let isOver = false;
  const giveUp = () => {
    isOver = true;
    sending.destroy();
  };
  const answering = setTimeout(giveUp, timeoutMs);
  let connecting: NodeJS.Timeout | undefined;
  sending.once('socket', (socket) => {
    if (sending.reusedSocket) return;
    connecting = setTimeout(giveUp, CONNECT_TIMEOUT_MS);
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
  });
  return {
    isOver: () => isOver,
    clear() {
      clearTimeout(answering);
      clearTimeout(connecting);
    },
  };
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
