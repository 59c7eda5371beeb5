import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

const certificate = selfSignedCertificate();
const known = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...known, certificate.cert]));
afterAll(() => setDefaultCACertificates(known));

test('what timed out before there was a socket for it is not sent any more', async () => {
  const received: string[] = [];
  const tls = createTlsServer(certificate, (socket) => {
    socket.on('data', (bytes) => received.push(String(bytes))).on('error', () => undefined);
  });
  const [waiting, port, close] = await listening();
  const http = undiciHttp({ loopbackOrigin: null });
  const request = { method: 'GET', url: `https://localhost:${port}/`, headers: {} } as const;

  const sent = http.send(request, 30);
  const socket = await waiting;
  expect(await sent).toMatchObject({ outcome: { kind: 'timed_out' }, sent: 1 });

  // Only now the server shakes hands.
  tls.emit('connection', socket);
  await once(socket, 'close');
  expect(received).toEqual([]);
  await close();
});

/** A server that does nothing with its first connection. */
async function listening(): Promise<[first: Promise<Socket>, port: number, close: () => Promise<unknown>]> {
  const server = createServer();
  const first = once(server, 'connection').then(([socket]: Socket[]) => socket as Socket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return [first, address.port, () => once(server.close(), 'close')];
}
