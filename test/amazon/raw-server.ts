import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './self-signed-certificate.ts';

/** What to do with a request: write an answer, half of one, or nothing, and close or reset the socket. */
export type Reply = (connection: Connection) => void;

export interface Connection {
  write(bytes: string | Buffer): void;
  /** Closes in order (FIN). */
  end(): void;
  /** Breaks off (RST). */
  reset(): void;
}

export interface RawServer {
  readonly origin: string;
  /** Requests as they came, one list for each connection. */
  readonly received: readonly (readonly string[])[];
  /** Resolves when no connection is open any more. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

/**
 * An HTTP server without an HTTP library: it can answer with any bytes, and break off anywhere. `scripts` are the replies to
 * the first, second … request of the first, second … connection; a request too many is reset.
 */
export async function startRawServer(
  scripts: readonly (readonly Reply[])[],
  certificate: Certificate | null = null,
): Promise<RawServer> {
  const received: string[][] = [];
  const open = new Set<Socket>();
  const tcpByPort = new Map<number | undefined, Socket>();
  const serve = (socket: Socket) => {
    const tcp = tcpByPort.get(socket.remotePort) ?? socket;
    const requests: string[] = [];
    const script = scripts[received.push(requests) - 1] ?? [];
    const connection: Connection = {
      write: (bytes) => socket.write(bytes),
      end: () => socket.end(),
      reset: () => tcp.resetAndDestroy(),
    };
    let pending = '';
    socket.setEncoding('utf8').on('data', (text) => {
      pending += text;
      const length = requestLength(pending);
      if (length === null) return;
      const reply = script[requests.push(pending.slice(0, length)) - 1];
      pending = pending.slice(length);
      if (reply) reply(connection);
      else connection.reset();
    });
    socket.on('error', () => undefined);
  };
  const server: Server = certificate ? createTlsServer(certificate, serve) : createServer(serve);
  server.on('connection', (tcp: Socket) => {
    tcpByPort.set(tcp.remotePort, tcp);
    open.add(tcp);
    tcp.on('error', () => undefined).on('close', () => open.delete(tcp));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    origin: certificate ? `https://localhost:${address.port}` : `http://127.0.0.1:${address.port}`,
    received,
    async allClosed() {
      await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How long the first request in a text is; null while it has not come whole. */
function requestLength(text: string): number | null {
  const head = text.indexOf('\r\n\r\n');
  if (head === -1) return null;
  const body = Number(/^content-length: (\d+)$/im.exec(text.slice(0, head))?.[1] ?? 0);
  const length = head + 4 + body;
  return text.length >= length ? length : null;
}

/** A whole answer, after which the connection stays open. */
export function answers(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): Reply {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'content-length': String(bytes.length), ...headers });
  const head = [`HTTP/1.1 ${status}`, ...lines.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
  return (connection) => connection.write(Buffer.concat([Buffer.from(head), bytes]));
}

export const resets: Reply = (connection) => connection.reset();
export const closes: Reply = (connection) => connection.end();
export const staysSilent: Reply = () => undefined;

/** Writes some bytes and then breaks off in one of the two ways. */
export function breaksOffAfter(bytes: string, how: Reply): Reply {
  return (connection) => {
    connection.write(bytes);
    // The bytes must arrive before the reset does: a reset discards what is under way.
    setImmediate(() => setImmediate(() => how(connection)));
  };
}
