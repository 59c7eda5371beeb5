/**
 * The HTTP adapter to Amazon where much is sent. Time-outs, a bounded body, no redirects, no HTTP/2, and no retry but one: see
 * `keptAlive`.
 */
import {
  type AmazonAnswer,
  type AmazonHttp,
  type AmazonHttpOptions,
  type AmazonRequest,
  BODY_LIMIT_BYTES,
  type Transmission,
} from './exchange.ts';
import { textOf } from './response-body.ts';
import { wholeAnswer } from './undici-answer.ts';
import { keptAlive } from './undici-kept-alive.ts';

export function undiciHttp({ loopbackOrigin }: AmazonHttpOptions): AmazonHttp {
  const send = keptAlive();
  return {
    /** Safe to repeat: none of these requests changes anything at Amazon. */
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
      return send(to, async (dispatcher): Promise<AmazonAnswer> => {
        const { status, headers, body } = await wholeAnswer(dispatcher, request, bounds);
        const text = body === null ? '' : textOf(body, headers['content-encoding']);
        return { kind: 'answer', status, headers, text };
      });
    },
  };
}
