/** One warm environment of `access-tokens`: its routes behind the real edge, with a store in memory in place of AWS. */
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { rememberConnections } from '../../lib/connection/remembering-reader.ts';
import { apiHandler } from '../../lib/http/api-handler.ts';
import { tokenRoutes } from '../../lib/http/token-routes.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { createTokenBroker } from '../../lib/token/broker.ts';
import { everyConnection } from './connections.ts';

export interface TokenEnvironment {
  /** Asks for a seller token; rejects when none is handed out. */
  token(connectionId: string): Promise<void>;
  /** How often the store was asked. */
  readonly reads: () => number;
}

/** That of the template; the default of the template. */
const TIMEOUT_MS = 29_000;
const SECRET_CACHE_SECONDS = 300;

export function tokenEnvironment(loopbackOrigin: string): TokenEnvironment {
  const store = everyConnection();
  const broker = createTokenBroker({
    http: undiciHttp({ loopbackOrigin }),
    clock: systemClock,
    random: Math.random,
    reader: rememberConnections(store, SECRET_CACHE_SECONDS, systemClock),
    onDeadCredential: async () => {},
  });
  // As Lambda calls it: with a context that the edge completes.
  const handler: unknown = apiHandler({ telemetry: createTelemetry('bench'), clock: systemClock }, tokenRoutes(broker));
  if (typeof handler !== 'function') throw new Error('the edge makes no handler');
  return {
    reads: store.reads,
    async token(connectionId) {
      const routeKey = 'POST /connections/{connectionId}/access-tokens';
      const deadlineAt = Date.now() + TIMEOUT_MS;
      const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => deadlineAt - Date.now() };
      const { statusCode } = await handler({ routeKey, pathParameters: { connectionId } }, context);
      if (statusCode !== 200) throw new Error(`a token request was answered ${statusCode}`);
    },
  };
}
