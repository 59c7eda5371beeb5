/** The one HTTP adapter to Amazon. Time-outs, a bounded body, no redirects, no HTTP/2, and no retry but one: see `send`. */
import type { AmazonHttp, AmazonOutcome, AmazonRequest, Transmission } from './exchange.ts';
import { readBody } from './response-body.ts';
import { poolThatNotesResets, wasOnReusedSocket } from './reused-socket.ts';
import { CONNECT_TIMEOUT_MS, SP_API_TIMEOUT_MS } from './timeouts.ts';
import { flatten, noAnswer } from './undici-errors.ts';
import { Agent, Client, type Dispatcher } from './undici-parts.ts';

/** What a test or a token needs is far shorter; whatever is longer is no answer to either. */
const BODY_LIMIT_BYTES = 64 * 1024;

export interface UndiciHttpOptions {
  /** Every request goes to this origin instead, with Amazon's host in the `Host` header: local runs and tests. */
  readonly loopbackOrigin: string | null;
}

export function undiciHttp({ loopbackOrigin }: UndiciHttpOptions): AmazonHttp {
  const options = {
    allowH2: false,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: SP_API_TIMEOUT_MS,
    bodyTimeout: SP_API_TIMEOUT_MS,
  };
  const agent = new Agent({ ...options, factory: poolThatNotesResets });

  async function attempt(dispatcher: Dispatcher, request: AmazonRequest, signal: AbortSignal): Promise<AmazonOutcome> {
    const url = new URL(request.url);
    const { statusCode, headers, body } = await dispatcher.request({
      origin: loopbackOrigin ?? url.origin,
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
    /**
     * A kept-alive socket may have died while Lambda was frozen: a reset on a reused one says nothing about Amazon, so the
     * request is repeated once, on a socket of its own. Both requests to Amazon are safe to repeat.
     */
    async send(request: AmazonRequest, timeoutMs: number): Promise<Transmission> {
      const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
      let startedAt = performance.now();
      let sent = 1;
      let outcome: AmazonOutcome;
      try {
        outcome = await attempt(agent, request, signal);
      } catch (error) {
        if (wasOnReusedSocket(error)) {
          startedAt = performance.now();
          sent = 2;
          outcome = await onFreshSocket(request, signal);
        } else {
          outcome = noAnswer(error);
        }
      }
      return { outcome, latencyMs: performance.now() - startedAt, sent };
    },
  };

  async function onFreshSocket(request: AmazonRequest, signal: AbortSignal): Promise<AmazonOutcome> {
    const client = new Client(loopbackOrigin ?? new URL(request.url).origin, options);
    try {
      return await attempt(client, request, signal);
    } catch (error) {
      return noAnswer(error);
    } finally {
      client.destroy().catch(() => undefined);
    }
  }
}
