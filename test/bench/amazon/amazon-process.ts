/**
 * A process of its own: answers the two requests of a connection test after a delay, rightly and as fast as Node can.
 * It has its own event loop, so that whoever is measured does not pay for it. `GET /counts` tells what came in.
 */
import { randomUUID } from 'node:crypto';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { selfSignedCertificate } from '../../amazon/self-signed-certificate.ts';
import { optionsOfHelper, serveAsHelper } from '../processes.ts';
import { BROKEN, NEVER_ANSWERED } from './odd-accounts.ts';

const { delayMs, plain } = z
  .object({ delayMs: z.number(), plain: z.optional(z.boolean()) })
  .parse(await optionsOfHelper());

const TOKEN_PATH = '/auth/o2/token';
const FEEDS_PATH = '/feeds/2021-06-30/feeds';
const ANSWERS: Readonly<Record<string, string>> = {
  [TOKEN_PATH]: JSON.stringify({ access_token: `Atza|${'0'.repeat(350)}`, token_type: 'bearer', expires_in: 3600 }),
  [FEEDS_PATH]: JSON.stringify({ feeds: [] }),
};
const REJECTED = JSON.stringify({ error: 'invalid_grant', error_description: 'The request has an invalid grant.' });
const counts: Record<string, number> = { [TOKEN_PATH]: 0, [FEEDS_PATH]: 0 };

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/counts') return send(response, 200, JSON.stringify(counts));
  counts[path] = (counts[path] ?? 0) + 1;
  const body = await text(request);
  if (body.includes(NEVER_ANSWERED)) return;
  if (delayMs > 0) await setTimeout(delayMs);
  if (body.includes(BROKEN)) return send(response, 400, REJECTED);
  const found = ANSWERS[path];
  return found === undefined ? send(response, 404, '{}') : send(response, 200, found);
}

function send(response: ServerResponse, status: number, body: string): void {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...headers, 'x-amzn-requestid': randomUUID() }).end(body);
}

const { cert, key } = selfSignedCertificate();
const server = plain ? createPlainServer(answer) : createServer({ cert, key }, answer);
// Sockets stay open between two rounds, as Amazon keeps them.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 4_096, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  serveAsHelper({ port: address.port, certificate: cert }, () => null);
});
