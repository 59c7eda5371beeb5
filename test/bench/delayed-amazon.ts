/**
 * A process of its own: answers the two requests of a connection test after a delay, rightly and as fast as Node can.
 * It has its own event loop, so that whoever is measured does not pay for it. `GET /counts` tells what came in.
 */
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const delayMs = Number(process.argv[2]);

const ANSWERS: Readonly<Record<string, string>> = {
  '/auth/o2/token': JSON.stringify({ access_token: `Atza|${'0'.repeat(350)}`, token_type: 'bearer', expires_in: 3600 }),
  '/feeds/2021-06-30/feeds': JSON.stringify({ feeds: [] }),
};
const counts: Record<string, number> = { '/auth/o2/token': 0, '/feeds/2021-06-30/feeds': 0 };

const server = createServer(async (request, response) => {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/counts') return send(response, 200, JSON.stringify(counts));
  counts[path] = (counts[path] ?? 0) + 1;
  request.resume();
  if (delayMs > 0) await setTimeout(delayMs);
  const answer = ANSWERS[path];
  return answer === undefined ? send(response, 404, '{}') : send(response, 200, answer);
});

function send(response: ServerResponse, status: number, body: string): void {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
}

// Sockets stay open between two rounds, as Amazon keeps them.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 1_024, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  process.send?.(`http://127.0.0.1:${address.port}`);
});
process.once('disconnect', () => process.exit());
