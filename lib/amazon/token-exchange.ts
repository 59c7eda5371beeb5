import type { AmazonRequest } from './exchange.ts';
import { interpretTokenAnswer, type TokenExchangeReading } from './lwa.ts';
import { exchangeMayBeTriedAgain, TOKEN_EXCHANGE_TRIES } from './retry.ts';
import { type Sending, type Sent, sendWithTries } from './send-with-tries.ts';
import { LWA_TIMEOUT_MS } from './timeouts.ts';

/** A token exchange at LWA, with its tries. `request` is one of `lwa.ts`, `deadlineAt` epoch milliseconds. */
export function exchangeToken(
  sending: Sending,
  request: AmazonRequest,
  deadlineAt: number,
): Promise<Sent<TokenExchangeReading>> {
  return sendWithTries(sending, {
    request,
    interpret: interpretTokenAnswer,
    mayTryAgain: (reading) => reading.outcome === 'inconclusive' && exchangeMayBeTriedAgain(reading.code),
    tries: TOKEN_EXCHANGE_TRIES,
    timeoutMs: LWA_TIMEOUT_MS,
    deadlineAt,
  });
}
