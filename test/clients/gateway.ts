/**
 * The local front with what it leaves to API Gateway: only signed requests come in. Behind it are the functions for tokens
 * and operations as they are deployed, and the simulated Amazon.
 */
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { startHttpFront } from '../../infra/local-run/http-front.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { type Signer, signatureFault } from './signature.ts';

export const REGION = 'eu-west-1';
export const SIGNER: Signer = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'made-up-secret-key',
  sessionToken: 'session',
};

export interface Gateway {
  readonly origin: string;
  readonly world: LocalWorld;
  /** Why requests were refused. */
  readonly refused: readonly string[];
  /** Requests that came in, refused ones too. */
  readonly received: readonly { readonly method: string; readonly target: string }[];
  forget(): void;
  close(): Promise<void>;
}

export async function startGateway(): Promise<Gateway> {
  const world = await startLocalWorld();
  const described = templateFunctions(readTemplate()).filter(({ name }) =>
    ['operations', 'access-tokens'].includes(name),
  );
  const routes = await Promise.all(
    described.map(async (fn) => {
      const bundle = await world.load(fn.name);
      const invoke = async (event: unknown) => {
        const { result, error } = await bundle.invoke(event);
        return error ? { error: { errorType: error.name, errorMessage: error.text } } : { result };
      };
      return fn.routes.map((route) => ({ ...route, invoke }));
    }),
  );
  const front = await startHttpFront({ routes: routes.flat(), documents: {}, port: 0, timers: systemTimers });

  const refused: string[] = [];
  const received: { method: string; target: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(request));
    received.push({ method: request.method ?? '', target: request.url ?? '' });
    const fault = signatureFault(request, body, SIGNER, REGION);
    if (fault === null) return passOn(front.origin, request, body, response);
    refused.push(fault);
    response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    world,
    refused,
    received,
    forget() {
      refused.length = 0;
      received.length = 0;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await front.close();
      await world.close();
    },
  };
}

/** Byte for byte. */
function passOn(
  origin: string,
  { method = '', url = '', rawHeaders }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
) {
  const { hostname, port } = new URL(origin);
  const onward = httpRequest(
    { hostname, port, method, path: url, headers: [...rawHeaders], agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  onward.end(body);
}
