/** What API Gateway adds to the local front: it lets in only what is signed, and passes it on byte for byte. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { type Signer, signatureFault } from './signature.ts';

export const REGION = 'eu-west-1';
export const SIGNER: Signer = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'made-up-secret-key',
  sessionToken: 'session',
};

export interface SignedFront {
  readonly origin: string;
  /** Why requests were refused. */
  readonly refused: readonly string[];
  /** Requests that came in, refused ones too. */
  readonly received: readonly { readonly method: string; readonly target: string }[];
  forget(): void;
  close(): void;
}

export async function startSignedFront(behind: string): Promise<SignedFront> {
  const refused: string[] = [];
  const received: { method: string; target: string }[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(request));
    received.push({ method: request.method ?? '', target: request.url ?? '' });
    const fault = signatureFault(request, body, SIGNER, REGION);
    if (fault === null) return passOn(behind, request, body, response);
    refused.push(fault);
    response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    refused,
    received,
    forget() {
      refused.length = 0;
      received.length = 0;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function passOn(
  origin: string,
  { method = '', url: path = '', rawHeaders }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const { hostname, port } = new URL(origin);
  const onward = send({ hostname, port, method, path, headers: [...rawHeaders], agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  onward.end(body);
}

/** The variables that the signed commands of the documents take. */
export function signerEnvironment(origin: string): Record<string, string> {
  return {
    API_URL: origin,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: SIGNER.accessKeyId,
    AWS_SECRET_ACCESS_KEY: SIGNER.secretAccessKey,
    AWS_SESSION_TOKEN: SIGNER.sessionToken ?? '',
  };
}
