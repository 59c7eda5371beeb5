/** Tokens as `access-tokens` hands them out, with real sockets to Amazon and a store in memory. */
import { nodeHttp } from '../../../lib/amazon/node-http.ts';
import { rememberConnections } from '../../../lib/connection/remembering-reader.ts';
import { apiHandler } from '../../../lib/http/api-handler.ts';
import { tokenRoutes } from '../../../lib/http/token-routes.ts';
import type { Invocation } from '../../../lib/invocation.ts';
import { systemClock } from '../../../lib/system-clock.ts';
import { createTelemetry } from '../../../lib/telemetry/telemetry.ts';
import { createTokenBroker } from '../../../lib/token/broker.ts';
import { SELLER } from '../../../lib/token/grant.ts';
import type { HandOut, TokenBroker } from '../../../lib/token/hand-out.ts';
import { DEFAULT_MIN_VALID_SECONDS } from '../../../lib/token/token.ts';
import { everyConnection } from './connections.ts';
import { silentTelemetry } from './silent-telemetry.ts';

/** Those of the template. */
const TIMEOUT_MS = 29_000;
const SECRET_CACHE_SECONDS = 300;

function broker(): TokenBroker {
  return createTokenBroker({
    http: nodeHttp({ loopbackOrigin: null }),
    clock: systemClock,
    random: Math.random,
    reader: rememberConnections(everyConnection(), SECRET_CACHE_SECONDS, systemClock),
    onDeadCredential: async () => {},
  });
}

/** A new environment's use case, in one invocation that goes on. */
export function tokenUseCase(): (connectionId: string) => Promise<HandOut> {
  const { token } = broker();
  const invocation: Invocation = silentTelemetry('bench', Date.now() + 3_600_000);
  return (connectionId) =>
    token({ connectionId, grant: SELLER, minValidSeconds: DEFAULT_MIN_VALID_SECONDS }, invocation);
}

/** What was handed out; throws when nothing was. */
export function handedOut(answer: HandOut): string {
  if (!answer.ok) throw new Error('no token was handed out');
  return answer.value.token.token.reveal();
}

/** A new environment's whole handler, as Lambda calls it. */
export function tokenHandler(): (connectionId: string) => Promise<void> {
  // As Lambda calls it: with a context that the edge completes.
  const handler: unknown = apiHandler(
    { telemetry: createTelemetry('bench'), clock: systemClock },
    tokenRoutes(broker()),
  );
  if (typeof handler !== 'function') throw new Error('the edge makes no handler');
  return async (connectionId) => {
    const routeKey = 'POST /connections/{connectionId}/access-tokens';
    const deadlineAt = Date.now() + TIMEOUT_MS;
    const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => deadlineAt - Date.now() };
    const { statusCode } = await handler({ routeKey, pathParameters: { connectionId } }, context);
    if (statusCode !== 200) throw new Error(`a token request was answered ${statusCode}`);
  };
}
