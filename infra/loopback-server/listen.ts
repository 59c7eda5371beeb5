import type { Server } from 'node:http';

/** Listens on 127.0.0.1 only; 0 takes any free port. Resolves with the origin, rejects with the socket's error (`EADDRINUSE`). */
export async function listenOnLoopback(server: Server, port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  server.off('error', reject);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A listening server has an address');
  return `http://127.0.0.1:${address.port}`;
}

/** Takes no more connections, drops those that are open, and resolves when nothing is left. */
export async function stopListening(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Its one error is that of a server that listens no more.
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
