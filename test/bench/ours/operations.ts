/** One warm environment of `operations`: its route behind the real edge, with real sockets to Amazon and a store in memory. */
import { undiciHttp } from '../../../lib/amazon/undici-http.ts';
import { rememberConnections } from '../../../lib/connection/remembering-reader.ts';
import { apiHandler } from '../../../lib/http/api-handler.ts';
import { operationRoutes } from '../../../lib/http/operation-routes.ts';
import { undiciOperationHttp } from '../../../lib/operation/undici-operation-http.ts';
import { systemClock } from '../../../lib/system-clock.ts';
import type { Telemetry } from '../../../lib/telemetry/telemetry.ts';
import { createTokenBroker } from '../../../lib/token/broker.ts';
import { everyConnection } from './connections.ts';

/** That of the template; the default of the template. */
const TIMEOUT_MS = 29_000;
const SECRET_CACHE_SECONDS = 300;

/** Performs a GET through a connection; rejects when Amazon's answer does not come back. */
export function operationHandler(telemetry: Telemetry): (path: string, query: string) => Promise<void> {
  const loopbackOrigin = null;
  const broker = createTokenBroker({
    http: undiciHttp({ loopbackOrigin }),
    clock: systemClock,
    random: Math.random,
    reader: rememberConnections(everyConnection(), SECRET_CACHE_SECONDS, systemClock),
    onDeadCredential: async () => {},
  });
  const routes = operationRoutes({
    http: undiciOperationHttp({ loopbackOrigin, clock: systemClock }),
    broker,
    clock: systemClock,
  });
  const handler: unknown = apiHandler({ telemetry, clock: systemClock }, routes);
  if (typeof handler !== 'function') throw new Error('the edge makes no handler');
  return async (path, rawQueryString) => {
    const deadlineAt = Date.now() + TIMEOUT_MS;
    const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => deadlineAt - Date.now() };
    const event = {
      routeKey: 'ANY /connections/{connectionId}/sp-api/{path+}',
      rawPath: `/connections/acme-eu/sp-api${path}`,
      rawQueryString,
      pathParameters: { connectionId: 'acme-eu', path: path.slice(1) },
      requestContext: { http: { method: 'GET' } },
      headers: { accept: 'application/json' },
    };
    const { statusCode } = await handler(event, context);
    if (statusCode !== 200) throw new Error(`an operation was answered ${statusCode}`);
  };
}
