/** Routes of the function `connections` that are about more than one: endpoints, the list, client secrets. */
import * as z from 'zod/mini';
import { DEFAULT_ENDPOINT, ENDPOINTS, isEndpointName } from '../amazon/endpoints.ts';
import { parseInput } from '../connection/input.ts';
import { connectionSettingsSchema } from '../connection/settings.ts';
import { listConnections } from '../registry/list-connections.ts';
import type { RegistryDependencies } from '../registry/registry.ts';
import { replaceClientSecret } from '../registry/replace-client-secret.ts';
import { Secret } from '../secret.ts';
import { isConnectionState } from '../watch/connection-state.ts';
import { answerWith, problemAnswer, type RouteAnswer } from './api-answer.ts';
import type { Route } from './api-handler.ts';
import { type ApiRequest, readBody, readQuery } from './api-request.ts';
import { pageOf, readPage, unknownPlace } from './paging.ts';
import { invalidRequest } from './problem.ts';

export function fleetRoutes(dependencies: RegistryDependencies): Record<string, Route> {
  return {
    'GET /endpoints': listEndpoints,
    'GET /connections': (request) => list(dependencies, request),
    'POST /client-secrets': (request) => replace(dependencies, request),
  };
}

async function listEndpoints({ event }: ApiRequest): Promise<RouteAnswer> {
  const query = readQuery(event, []);
  if (!query.ok) return problemAnswer(query.failure);
  const endpoints = ENDPOINTS.map(({ endpoint, label, baseUrl, sandbox, marketplaces }) => ({
    endpoint,
    label,
    baseUrl,
    sandbox,
    default: endpoint === DEFAULT_ENDPOINT,
    marketplaces,
  }));
  return answerWith({ endpoints });
}

async function list(dependencies: RegistryDependencies, { event, invocation }: ApiRequest): Promise<RouteAnswer> {
  const query = readQuery(event, ['limit', 'nextToken', 'endpoint', 'state', 'lwaClientId']);
  if (!query.ok) return problemAnswer(query.failure);
  const { endpoint, state, lwaClientId } = query.value;
  const errors = [
    ...(endpoint === undefined || isEndpointName(endpoint)
      ? []
      : [{ parameter: 'endpoint', detail: 'is not an endpoint' }]),
    ...(state === undefined || isConnectionState(state)
      ? []
      : [{ parameter: 'state', detail: 'must be passed, failed or unknown' }]),
    ...(lwaClientId === '' ? [{ parameter: 'lwaClientId', detail: 'must not be empty' }] : []),
  ];
  if (errors.length > 0) return problemAnswer(invalidRequest(errors));
  const scope = ['connections', endpoint ?? '', state ?? '', lwaClientId ?? ''];
  const page = readPage(query.value, scope, (place) => place !== '');
  if (!page.ok) return problemAnswer(page.failure);
  const listed = await listConnections(
    dependencies,
    {
      ...page.value,
      endpoint: isEndpointName(endpoint) ? endpoint : null,
      state: isConnectionState(state) ? state : null,
      lwaClientId: lwaClientId ?? null,
    },
    invocation,
  );
  return listed.ok
    ? answerWith(pageOf('connections', listed.value.connections, scope, listed.value.next))
    : problemAnswer(unknownPlace());
}

const { lwaClientId, lwaClientSecret, clientSecretCreatedOn } = connectionSettingsSchema.shape;
export const clientSecretBody = z.strictObject(
  { lwaClientId, lwaClientSecret, clientSecretCreatedOn },
  { error: 'must be a JSON object' },
);

async function replace(
  dependencies: RegistryDependencies,
  { event, caller, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const query = readQuery(event, []);
  if (!query.ok) return problemAnswer(query.failure);
  const parsed = readBody(event, (body) => parseInput(clientSecretBody, body));
  if (!parsed.ok) return problemAnswer(parsed.failure);
  const replacements = await replaceClientSecret(
    dependencies,
    {
      lwaClientId: parsed.value.lwaClientId,
      lwaClientSecret: new Secret(parsed.value.lwaClientSecret),
      clientSecretCreatedOn: parsed.value.clientSecretCreatedOn ?? null,
      caller,
    },
    invocation,
  );
  return answerWith(replacements);
}
