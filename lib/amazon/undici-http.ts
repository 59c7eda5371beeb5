/** The one HTTP adapter to Amazon. Time-outs, a bounded body, no redirects, no HTTP/2, and no retry but one: see `keptAlive`. */
import type { AmazonHttp, AmazonOutcome, AmazonRequest, Transmission } from './exchange.ts';
import { textOf } from './response-body.ts';
import { wholeAnswer } from './undici-answer.ts';
import { keptAlive } from './undici-kept-alive.ts';

/** What a test or a token needs is far shorter; whatever is longer is no answer to either. */
const BODY_LIMIT_BYTES = 64 * 1024;

export interface UndiciHttpOptions {
  /** Every request goes to this origin instead, with Amazon's host in the `Host` header: local runs and tests. */
  readonly loopbackOrigin: string | null;
}

export function undiciHttp({ loopbackOrigin }: UndiciHttpOptions): AmazonHttp {
  const send = keptAlive();
  return {
    /** Both requests to Amazon are safe to repeat. */
    async send({ url, method, headers, body }: AmazonRequest, timeoutMs: number): Promise<Transmission> {
      const { origin, host } = new URL(url);
      const to = loopbackOrigin ?? origin;
      const request = {
        origin: to,
        path: url.slice(origin.length),
        method,
        headers: { ...headers, host },
        body: body ?? null,
      };
      const bounds = { until: performance.now() + timeoutMs, limitBytes: BODY_LIMIT_BYTES };
      return send(to, async (dispatcher): Promise<AmazonOutcome> => {
        const { status, headers, body } = await wholeAnswer(dispatcher, request, bounds);
        const text = body === null ? '' : textOf(body, headers['content-encoding'], BODY_LIMIT_BYTES);
        return { kind: 'answer', status, headers, text };
      });
    },
  };
}
