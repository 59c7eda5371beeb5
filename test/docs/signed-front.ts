/** What API Gateway adds to the local front: it lets in only what is signed. */
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { REGION, SIGNER } from '../clients/gateway.ts';
import { signatureFault } from '../clients/signature.ts';

export interface SignedFront {
  readonly origin: string;
  /** Why requests were refused. */
  readonly refused: readonly string[];
  close(): void;
}

export async function startSignedFront(behind: string): Promise<SignedFront> {
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync<Buffer>(request));
    const fault = signatureFault(request, body, SIGNER, REGION);
    if (fault !== null) {
      refused.push(fault);
      response.writeHead(403).end();
      return;
    }
    const { hostname, port } = new URL(behind);
    const { method, url: path, rawHeaders } = request;
    const onward = send({ hostname, port, method, path, headers: [...rawHeaders], agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    refused,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
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
