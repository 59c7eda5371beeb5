/** An HTTP server in front of another one, that can be cut off from its clients and can fail single requests. */
import { createServer, request as send } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What becomes of a request: a status of our own, no answer at all, or nothing (null). */
export type Interference = number | 'no-answer' | null;

export interface Interposed {
  readonly origin: string;
  /** Decides by the body of a request what becomes of it. */
  interfere(decide: (body: string) => Interference): void;
  /** How many sockets are open. */
  sockets(): number;
  /** Ends all open sockets by a reset, and goes on serving new ones. */
  cut(): void;
  close(): Promise<void>;
}

export async function interpose(origin: string): Promise<Interposed> {
  let decide: (body: string) => Interference = () => null;
  const sockets = new Set<Socket>();
  const { hostname, port: targetPort } = new URL(origin);
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    const outcome = decide(body.toString());
    if (outcome === 'no-answer') return;
    if (outcome !== null) {
      response.writeHead(outcome, { 'content-type': 'application/x-amz-json-1.1' });
      response.end('{"__type":"InternalServiceError"}');
      return;
    }
    const { method, url: path, headers } = request;
    const forwarded = send({ hostname, port: targetPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    forwarded.end(body);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    interfere(next) {
      decide = next;
    },
    sockets: () => sockets.size,
    cut,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
