/** What a server does with a request, as data; and how it is done on the socket. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export type WireAnswer =
  | {
      readonly status: number;
      /** Anything but a text or bytes is made JSON; in texts `{sent}` stands for what was sent, `{token}` for a new token. */
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly gzip?: true;
      readonly byteOrderMark?: true;
    }
  /** A TCP reset, or an orderly end of the connection, instead of an answer. */
  | 'reset'
  | 'close'
  /** Half an answer, then the end of the connection. */
  | 'cut-off'
  /** Bytes that are no HTTP. */
  | 'no-http'
  /** Nothing, for ever; or an answer that goes on for ever. */
  | 'never'
  | 'drips';

/** What the placeholders stand for. */
export interface Filling {
  readonly sent: string;
  readonly token: string;
}

const DRIP_MS = 200;

export function perform(answer: WireAnswer, filling: Filling, requestId: string, response: ServerResponse): void {
  const { socket } = response;
  switch (answer) {
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'close':
      socket?.destroy();
      return;
    case 'cut-off':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
      response.write(`{"${filling.sent.slice(0, 100)}`, () => socket?.destroy());
      return;
    case 'no-http':
      socket?.end(`no HTTP, but ${filling.sent}\r\n\r\n`);
      return;
    case 'never':
      return;
    case 'drips': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), DRIP_MS);
      response.once('close', () => clearInterval(drip));
      return;
    }
    default: {
      const mark = Buffer.from(answer.byteOrderMark ? '\ufeff' : '');
      const plain = Buffer.concat([mark, bytesOf(answer.body ?? '', filling)]);
      const bytes = answer.gzip ? gzipSync(plain) : plain;
      const length = answer.status === 204 ? {} : { 'content-length': bytes.length };
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        ...(answer.gzip && { 'content-encoding': 'gzip' }),
        ...length,
        ...answer.headers,
      });
      response.end(answer.status === 204 ? undefined : bytes);
    }
  }
}

function bytesOf(body: unknown, { sent, token }: Filling): Buffer {
  if (Buffer.isBuffer(body)) return body;
  const fill = (text: string, as: (value: string) => string) =>
    text.replaceAll('{sent}', () => as(sent)).replaceAll('{token}', () => as(token));
  if (typeof body === 'string') return Buffer.from(fill(body, (value) => value));
  return Buffer.from(fill(JSON.stringify(body), (value) => JSON.stringify(value).slice(1, -1)));
}
