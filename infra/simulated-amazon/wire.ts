/** Requests read off the wire and answers put on it, byte for byte. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Answer } from './answer.ts';

export interface Target {
  /** Lower case, without a port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

/** Path and query byte for byte as sent: nothing is decoded or normalized. */
export function readTarget({ headers, url = '' }: IncomingMessage): Target | null {
  const host = /^([a-z0-9.-]+)(:\d+)?$/i.exec(headers.host ?? '')?.[1];
  if (!host || !url.startsWith('/')) return null;
  const mark = url.indexOf('?');
  return {
    host: host.toLowerCase(),
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
  };
}

export function accessTokenOf(request: IncomingMessage): string | null {
  const value = request.headers['x-amz-access-token'];
  return typeof value === 'string' ? value : null;
}

/** A GET with a body or `Content-Length` gets 400 (Amazon: Resolve common HTTP and authorization error codes). */
export function hasForbiddenBody({ method, headers }: IncomingMessage): boolean {
  const framed = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  return framed && (method === 'GET' || method === 'HEAD');
}

export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

export function cutOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
  response.write('{"', () => response.destroy());
}

/** Waits, but not for longer than the caller does; false when the caller has hung up. */
export async function waitFor(response: ServerResponse, milliseconds: number): Promise<boolean> {
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort());
  if (response.destroyed) hungUp.abort();
  await setTimeout(milliseconds, undefined, { signal: hungUp.signal }).catch(() => {});
  return !hungUp.signal.aborted;
}
