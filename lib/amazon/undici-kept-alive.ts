/** Sockets to Amazon that are kept alive, and the one repeat that this asks for. No redirects, no HTTP/2. */
import type { Transmission } from './exchange.ts';
import { poolThatNotesResets, wasOnReusedSocket } from './reused-socket.ts';
import { CONNECT_TIMEOUT_MS, SP_API_TIMEOUT_MS } from './timeouts.ts';
import { noAnswer } from './undici-errors.ts';
import { Agent, Client, type Dispatcher } from './undici-parts.ts';

export const CLIENT_OPTIONS = {
  allowH2: false,
  connect: { timeout: CONNECT_TIMEOUT_MS },
  headersTimeout: SP_API_TIMEOUT_MS,
  bodyTimeout: SP_API_TIMEOUT_MS,
};

/** Sends a request that is safe to repeat over the dispatcher that it is given. */
export type Attempt<Answer> = (dispatcher: Dispatcher) => Promise<Answer>;

/**
 * A kept-alive socket may have died while Lambda was frozen: a reset on a reused one says nothing about Amazon, so the
 * request is repeated once, on a socket of its own.
 */
export function keptAlive(): <Answer>(origin: string, attempt: Attempt<Answer>) => Promise<Transmission<Answer>> {
  const agent = new Agent({ ...CLIENT_OPTIONS, factory: poolThatNotesResets });
  return async (origin, attempt) => {
    const startedAt = performance.now();
    try {
      const answer = await attempt(agent);
      return { outcome: answer, latencyMs: performance.now() - startedAt, sent: 1 };
    } catch (error) {
      if (wasOnReusedSocket(error)) return onFreshSocket(origin, attempt);
      return { outcome: noAnswer(error), latencyMs: performance.now() - startedAt, sent: 1 };
    }
  };
}

async function onFreshSocket<Answer>(origin: string, attempt: Attempt<Answer>): Promise<Transmission<Answer>> {
  const startedAt = performance.now();
  const client = new Client(origin, CLIENT_OPTIONS);
  const outcome = await attempt(client).catch(noAnswer);
  const latencyMs = performance.now() - startedAt;
  client.destroy().catch(() => undefined);
  return { outcome, latencyMs, sent: 2 };
}
