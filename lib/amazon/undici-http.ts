/** The one HTTP adapter to Amazon. Time-outs, a bounded body, no redirects, no HTTP/2, and no retry but one: see `keptAlive`. */
import type { AmazonHttp, AmazonOutcome, AmazonRequest, Transmission } from './exchange.ts';
import { readBody } from './response-body.ts';
import { flatten } from './undici-errors.ts';
import { keptAlive } from './undici-kept-alive.ts';
import type { Dispatcher } from './undici-parts.ts';

/** What a test or a token needs is far shorter; whatever is longer is no answer to either. */
const BODY_LIMIT_BYTES = 64 * 1024;

export interface UndiciHttpOptions {
  /** Every request goes to this origin instead, with Amazon's host in the `Host` header: local runs and tests. */
  readonly loopbackOrigin: string | null;
}

export function undiciHttp({ loopbackOrigin }: UndiciHttpOptions): AmazonHttp {
  const send = keptAlive();
  const originOf = (request: AmazonRequest) => loopbackOrigin ?? new URL(request.url).origin;

  async function attempt(dispatcher: Dispatcher, request: AmazonRequest, signal: AbortSignal): Promise<AmazonOutcome> {
    const url = new URL(request.url);
    const { statusCode, headers, body } = await dispatcher.request({
      origin: originOf(request),
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...request.headers, host: url.host },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal,
    });
    const flat = flatten(headers);
    const text = await readBody(body, flat['content-encoding'], BODY_LIMIT_BYTES);
    return { kind: 'answer', status: statusCode, headers: flat, text };
  }

  return {
    /** Both requests to Amazon are safe to repeat. */
    async send(request: AmazonRequest, timeoutMs: number): Promise<Transmission> {
      const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
      return send(originOf(request), (dispatcher) => attempt(dispatcher, request, signal));
    },
  };
}
