/**
 * Amazon as a test wants it, over real sockets: LWA issues the tokens `Atza|1`, `Atza|2` … unless told otherwise, and the
 * SP-API does what a script says. Every request is kept as it came.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { LWA_HOST } from '../../lib/amazon/endpoints.ts';

export interface SeenRequest {
  readonly method: string;
  /** Path and query, byte for byte. */
  readonly target: string;
  readonly host: string;
  /** Names in lower case, values as they came; one pair for each line. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly token: string | null;
  readonly body: Buffer;
  /** Resolves when the connection that it came by is closed. */
  readonly closed: Promise<void>;
}

/** Answers, or does something else with the socket; `index` counts the requests of its kind from 0. */
export type Script = (request: SeenRequest, response: ServerResponse, index: number) => void;

export interface OddAmazon {
  readonly origin: string;
  /** Requests to the SP-API and to LWA, since the start or since `forget`. */
  readonly spApi: readonly SeenRequest[];
  readonly lwa: readonly SeenRequest[];
  setSpApi(script: Script): void;
  setLwa(script: Script): void;
  /** Forgets what came, and goes back to answering everything with 200. */
  reset(): void;
  close(): Promise<void>;
}

export async function startOddAmazon(): Promise<OddAmazon> {
  const spApi: SeenRequest[] = [];
  const lwa: SeenRequest[] = [];
  let issued = 0;
  const issue: Script = (_request, response) => {
    issued += 1;
    json(200, { access_token: `Atza|${issued}`, token_type: 'bearer', expires_in: 3_600 })(_request, response, 0);
  };
  let spApiScript = json(200, {});
  let lwaScript = issue;

  const closings = new WeakMap<Socket, Promise<void>>();
  const server = createServer(async (request, response) => {
    const closed = closings.get(request.socket) ?? Promise.resolve();
    const seen = await readRequest(request, closed).catch(() => null);
    if (!seen) return;
    const [list, script] = seen.host === LWA_HOST ? [lwa, lwaScript] : [spApi, spApiScript];
    script(seen, response, list.push(seen) - 1);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('connection', (socket) => {
    socket.on('error', () => undefined);
    closings.set(socket, new Promise((resolve) => socket.once('close', () => resolve())));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    origin: `http://127.0.0.1:${address.port}`,
    spApi,
    lwa,
    setSpApi(script) {
      spApiScript = script;
    },
    setLwa(script) {
      lwaScript = script;
    },
    reset() {
      spApi.length = 0;
      lwa.length = 0;
      spApiScript = json(200, {});
      lwaScript = issue;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readRequest(request: IncomingMessage, closed: Promise<void>): Promise<SeenRequest> {
  const body = Buffer.concat(await Array.fromAsync<Buffer>(request));
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    headers.push([(request.rawHeaders[index] ?? '').toLowerCase(), request.rawHeaders[index + 1] ?? '']);
  }
  const token = request.headers['x-amz-access-token'];
  return {
    method: request.method ?? '',
    target: request.url ?? '',
    host: request.headers.host ?? '',
    headers,
    token: typeof token === 'string' ? token : null,
    body,
    closed,
  };
}

/** The same answer to every request. */
export function answers(status: number, body: Buffer | string, headers: Readonly<Record<string, string>> = {}): Script {
  return (_request, response) => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Script {
  return answers(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** Amazon's 403, in which `details` alone tells the cause. */
export function refuses(details: string): Script {
  const errors = [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details }];
  return json(403, { errors }, { 'x-amzn-requestid': 'of-the-403', 'x-amzn-errortype': 'AccessDeniedException' });
}

/** Throttling that is over in ten milliseconds. */
export const throttles = json(
  429,
  { errors: [{ code: 'QuotaExceeded', message: 'x' }] },
  { 'x-amzn-ratelimit-limit': '100' },
);

/** A TCP reset instead of an answer. */
export const resets: Script = (_request, response) => {
  response.socket?.resetAndDestroy();
};

export const staysSilent: Script = () => undefined;

/** Headers and half of a body, then the end of the connection. */
export const cutsOff: Script = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 9 });
  response.write('half', () => response.socket?.destroy());
};

/** One script after the other; the last one for ever. */
export function inTurn(...scripts: readonly Script[]): Script {
  return (request, response, index) => {
    const script = scripts[Math.min(index, scripts.length - 1)] ?? staysSilent;
    script(request, response, index);
  };
}

/** `refusal` for these tokens, 200 for every other. */
export function refusesTokens(tokens: readonly string[], refusal: Script): Script {
  return (request, response, index) => {
    const script = request.token !== null && tokens.includes(request.token) ? refusal : json(200, { ok: true });
    script(request, response, index);
  };
}
