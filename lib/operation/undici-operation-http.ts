/** Operations over undici: bytes in, bytes out, no redirects, no decompression. */
import { wholeAnswer } from '../amazon/undici-answer.ts';
import { noAnswer } from '../amazon/undici-errors.ts';
import { type Attempt, CLIENT_OPTIONS, keptAlive } from '../amazon/undici-kept-alive.ts';
import type { Dispatcher } from '../amazon/undici-parts.ts';
import { LAMBDA_PAYLOAD_BYTES } from '../payload-limit.ts';
import type { Clock } from '../time.ts';
import { freshClients } from './fresh-clients.ts';
import type { OperationAnswer, OperationHttp } from './operation-http.ts';
import { isRepeatable } from './operation-retry.ts';

export function undiciOperationHttp(options: {
  readonly loopbackOrigin: string | null;
  readonly clock: Clock;
}): OperationHttp {
  const sendRepeatable = keptAlive();
  const clients = freshClients(CLIENT_OPTIONS, options.clock);

  async function sendOnce(origin: string, attempt: Attempt<OperationAnswer>) {
    const client = clients.take(origin);
    try {
      const outcome = await attempt(client);
      clients.giveBack(origin, client);
      return { outcome, sent: 1 };
    } catch (error) {
      client.destroy().catch(() => undefined);
      return { outcome: noAnswer(error), sent: 1 };
    }
  }

  return {
    async send({ url, method, headers, body }, timeoutMs) {
      const { origin, host } = new URL(url);
      const to = options.loopbackOrigin ?? origin;
      // The path not as a URL would write it, but as it was built: byte for byte.
      const request = {
        origin: to,
        path: url.slice(origin.length),
        method: method as Dispatcher.HttpMethod,
        headers: { ...headers, host },
        body,
      };
      const bounds = { until: performance.now() + timeoutMs, limitBytes: LAMBDA_PAYLOAD_BYTES };
      const attempt = async (dispatcher: Dispatcher): Promise<OperationAnswer> => ({
        kind: 'answer',
        // What is longer could not be handed on anyway.
        ...(await wholeAnswer(dispatcher, request, bounds)),
      });
      if (!isRepeatable(method)) return sendOnce(to, attempt);
      const { outcome, sent } = await sendRepeatable(to, attempt);
      return { outcome, sent };
    },
  };
}
