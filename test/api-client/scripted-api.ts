/** A server that answers as a test says, and tells what API Gateway would think of each signature. */
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { signatureFault } from '../clients/signature.ts';
import { REGION, SIGNER } from '../clients/signed-front.ts';

export interface Received {
  readonly method: string;
  readonly target: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
  /** Null when it is signed well. */
  readonly fault: string | null;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ScriptedApi {
  readonly url: string;
  readonly received: readonly Received[];
  answer: ScriptedAnswer;
  /** Decides instead of `answer`. */
  answers: ((received: Received) => ScriptedAnswer | 'never') | null;
  /** Resolves when so many requests of a kind have come in. */
  receives(which: (received: Received) => boolean, count: number): Promise<void>;
  close(): void;
}

export async function startScriptedApi(): Promise<ScriptedApi> {
  const received: Received[] = [];
  const arrivals = new EventEmitter();
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(request));
    const arrived = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      body: body.toString(),
      fault: signatureFault(request, body, SIGNER, REGION),
    };
    received.push(arrived);
    const answer = api.answers?.(arrived) ?? api.answer;
    if (answer !== 'never') response.writeHead(answer.status, answer.headers).end(answer.body);
    arrivals.emit('arrival');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const api: ScriptedApi = {
    url: `http://127.0.0.1:${address.port}`,
    received,
    answer: { status: 200, body: '{}' },
    answers: null,
    async receives(which, count) {
      while (received.filter(which).length < count) await once(arrivals, 'arrival');
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return api;
}
