/** The function `operations` as it is built, behind an HTTP front as API Gateway is one, before an Amazon of a test's own. */
import { request } from 'node:http';
import { startHttpFront } from '../../infra/local-run/http-front.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import type { Bundle } from '../functions/bundle.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { type OddAmazon, startOddAmazon } from './odd-amazon.ts';

export interface ProxyCall {
  readonly method?: string;
  /** Path and query behind `/connections/{connectionId}/sp-api`, byte for byte. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly connectionId?: string;
  /** Of Lambda's time-out. */
  readonly remainingMs?: number;
}

export interface ProxyReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface ProxyWorld {
  readonly world: LocalWorld;
  readonly amazon: OddAmazon;
  readonly bundle: Bundle;
  /** Of the front. */
  readonly origin: string;
  call(call?: ProxyCall): Promise<ProxyReply>;
  close(): Promise<void>;
}

const ROUTE_PATH = '/connections/{connectionId}/sp-api/{path+}';
const REMAINING_MS = 29_000;

/** `amazonOrigin` takes the place of the odd Amazon. */
export async function startProxyWorld(amazonOrigin?: (world: LocalWorld) => string): Promise<ProxyWorld> {
  const [world, amazon] = await Promise.all([startLocalWorld(), startOddAmazon()]);
  const origin = amazonOrigin?.(world) ?? amazon.origin;
  const bundle = await world.load('operations', { AMAZON_LOOPBACK_ORIGIN: origin });
  const remaining = new Map<string, number>();
  const front = await startHttpFront({
    routes: [
      {
        method: 'ANY',
        path: ROUTE_PATH,
        routeKey: `ANY ${ROUTE_PATH}`,
        async invoke(event) {
          const remainingMs = remaining.get(testCallOf(event)) ?? REMAINING_MS;
          const { result, error } = await bundle.invoke(event, { remainingMs });
          return error ? { error: { errorType: error.name, errorMessage: error.text } } : { result };
        },
      },
    ],
    documents: {},
    port: 0,
    timers: systemTimers,
  });
  let calls = 0;
  return {
    world,
    amazon,
    bundle,
    origin: front.origin,
    call({
      method = 'GET',
      target = '/orders/v0/orders',
      headers = {},
      body,
      connectionId = 'acme',
      remainingMs,
    } = {}) {
      calls += 1;
      const own = remainingMs === undefined ? {} : { 'x-test-call': String(calls) };
      if (remainingMs !== undefined) remaining.set(String(calls), remainingMs);
      const url = `/connections/${connectionId}/sp-api${target}`;
      return send(front.origin, method, url, { ...headers, ...own }, body);
    },
    async close() {
      await front.close();
      await Promise.all([world.close(), amazon.close()]);
    },
  };
}

function testCallOf(event: unknown): string {
  if (typeof event !== 'object' || event === null || !('headers' in event)) return '';
  const { headers } = event;
  return typeof headers === 'object' && headers !== null && 'x-test-call' in headers
    ? String(headers['x-test-call'])
    : '';
}

function send(
  origin: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | string | undefined,
): Promise<ProxyReply> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    // Node tells no length by itself where a body is unusual: with a DELETE for instance.
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request({ hostname, port, method, path, headers: { ...headers, ...length }, agent: false });
    outgoing.on('error', reject).on('response', async (response) => {
      const chunks = await Array.fromAsync<Buffer>(response).catch(reject);
      if (chunks) resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
    });
    outgoing.end(body);
  });
}

export function problemOf({ body }: ProxyReply): Record<string, unknown> {
  return JSON.parse(body.toString());
}
