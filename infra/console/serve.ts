/** The console on a port of its own, on this machine only. */
import { createServer } from 'node:http';
import type { ApiClient } from '../api-client/api-client.ts';
import { listenOnLoopback, stopListening } from '../loopback-server/listen.ts';
import { type Console, createConsole } from './server/console.ts';
import { readPageFiles } from './server/page-files.ts';

export interface ServeConsoleOptions {
  /** Signs what the page asks for. */
  readonly api: ApiClient;
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Folder of the built page. */
  readonly page: string;
  /** Told of the link for a further browser, once a link has been used. */
  readonly onStarted?: (nextUrl: string) => void;
  /** Told, in a line without a secret, of a request that the console failed at; standard error unless said. */
  readonly onTrouble?: (text: string) => void;
}

export interface ServedConsole {
  /** With a start token, good for one browser: `http://127.0.0.1:8789/console/#start=…`. */
  readonly url: string;
  /** Ends at once: open requests are cut off. */
  close(): Promise<void>;
}

/** Rejects when the page is not built, and with the socket's error (`EADDRINUSE`) when it cannot listen. */
export async function serveConsole(options: ServeConsoleOptions): Promise<ServedConsole> {
  const { api, port = 0, page, onStarted, onTrouble = (text) => console.error(text) } = options;
  const files = await readPageFiles(page);
  let served: Console | null = null;
  const server = createServer((request, response) => served?.listener(request, response));
  const origin = await listenOnLoopback(server, port);
  served = createConsole({ api, files, origin, onStarted, onTrouble });
  const { url } = served;
  return { url, close: () => stopListening(server) };
}
