import type { Socket } from 'node:net';
import { buildConnector, errors } from 'undici';

/** Errors of sockets that had carried an answer before. */
const onReusedSockets = new WeakSet<Error>();

/** A connector whose sockets note, when they break, whether they had been used before. */
export function markResetsOnReusedSockets(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) =>
    connect(target, (error, socket) => {
      if (error) return callback(error, null);
      noteErrorsOf(socket);
      return callback(null, socket);
    });
}

function noteErrorsOf(socket: Socket): void {
  socket.on('error', (error) => {
    if (socket.bytesRead > 0) onReusedSockets.add(error);
  });
}

/**
 * Whether a request failed because a kept-alive socket turned out to be dead. A socket that the other side closed is told by
 * undici with the bytes read from it; one that was reset is known by its own error.
 */
export function wasOnReusedSocket(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof errors.SocketError) return (error.socket?.bytesRead ?? 0) > 0;
  return onReusedSockets.has(error);
}
