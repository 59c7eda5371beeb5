/** Routes of the function `access-tokens`: seller, grantless and restricted tokens. */
import * as z from 'zod/mini';
import { endpointOf } from '../amazon/endpoints.ts';
import { parseInput } from '../connection/input.ts';
import { isoTime } from '../time.ts';
import { type Grant, SELLER } from '../token/grant.ts';
import type { TokenBroker } from '../token/hand-out.ts';
import { DEFAULT_MIN_VALID_SECONDS } from '../token/token.ts';
import { answerWith, problemAnswer, type RouteAnswer } from './api-answer.ts';
import type { Route } from './api-handler.ts';
import { type ApiRequest, readBody, readConnectionId, readQuery } from './api-request.ts';
import { tokenFailureProblem } from './failure-problem.ts';
import type { Problem } from './problem.ts';

export const LONGEST_VALIDITY_SECONDS = 3_000;
export const SCOPES = 20;
/** The Tokens API takes at most 50 (Amazon: Tokens model). */
export const RESTRICTED_RESOURCES = 50;

const aValidity = `must be a whole number from 0 to ${LONGEST_VALIDITY_SECONDS}`;
const minValidSeconds = z.optional(
  z.int(aValidity).check(z.minimum(0, aValidity), z.maximum(LONGEST_VALIDITY_SECONDS, aValidity)),
);

/** RFC 6749: a scope is visible ASCII without space, quotation mark and backslash. */
const scope = z
  .string({ error: 'must be a text' })
  .check(
    z.regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/, { error: 'must be a scope like sellingpartnerapi::notifications' }),
  );

const text = z.string({ error: 'must be a text' });

export const restrictedResource = z.strictObject(
  {
    method: z.enum(['GET', 'PUT', 'POST', 'DELETE'], { error: 'must be GET, PUT, POST or DELETE' }),
    path: text.check(z.regex(/^\/\S*$/, { error: 'must be a path that begins with /' })),
    dataElements: z.optional(z.array(text, { error: 'must be a list of texts' })),
  },
  { error: 'must be an object' },
);

export const sellerBody = z.strictObject({ minValidSeconds }, { error: 'must be a JSON object' });

export const grantlessBody = z.strictObject(
  {
    scopes: z
      .array(scope, { error: 'must be a list of scopes' })
      .check(z.minLength(1, 'must not be empty'), z.maxLength(SCOPES, `must have at most ${SCOPES} scopes`)),
    minValidSeconds,
  },
  { error: 'must be a JSON object' },
);

export const restrictedBody = z.strictObject(
  {
    restrictedResources: z
      .array(restrictedResource, { error: 'must be a list of restricted resources' })
      .check(
        z.minLength(1, 'must not be empty'),
        z.maxLength(RESTRICTED_RESOURCES, `must have at most ${RESTRICTED_RESOURCES} resources`),
      ),
    minValidSeconds,
  },
  { error: 'must be a JSON object' },
);

export function tokenRoutes(broker: TokenBroker): Record<string, Route> {
  return {
    'POST /connections/{connectionId}/access-tokens': tokenRoute(broker, sellerBody, () => SELLER),
    'POST /connections/{connectionId}/grantless-tokens': tokenRoute(broker, grantlessBody, ({ scopes }) => ({
      kind: 'grantless',
      scopes: [...new Set(scopes)],
    })),
    'POST /connections/{connectionId}/restricted-data-tokens': tokenRoute(
      broker,
      restrictedBody,
      ({ restrictedResources }) => ({
        kind: 'restricted',
        restrictedResources,
      }),
    ),
  };
}

function tokenRoute<Schema extends z.ZodMiniType<{ minValidSeconds?: number | undefined }>>(
  broker: TokenBroker,
  schema: Schema,
  grantOf: (body: z.infer<Schema>) => Grant,
): Route {
  return async (request) => {
    const { event, invocation } = request;
    const id = readConnectionId(event);
    if (!id.ok) return problemAnswer(id.failure);
    const query = readQuery(event, []);
    if (!query.ok) return problemAnswer(query.failure);
    const parsed = readBody(event, (body) => parseInput(schema, body));
    if (!parsed.ok) return problemAnswer(parsed.failure);
    const grant = grantOf(parsed.value);
    const asked = {
      connectionId: id.value,
      grant,
      minValidSeconds: parsed.value.minValidSeconds ?? DEFAULT_MIN_VALID_SECONDS,
    };
    return handOut(broker, asked, request, invocation);
  };
}

async function handOut(
  broker: TokenBroker,
  asked: { readonly connectionId: string; readonly grant: Grant; readonly minValidSeconds: number },
  { caller }: ApiRequest,
  invocation: ApiRequest['invocation'],
): Promise<RouteAnswer> {
  const handedOut = await broker.token(asked, invocation);
  const problem: Problem | null = handedOut.ok ? null : tokenFailureProblem(handedOut.failure);
  invocation.log.audit({
    caller,
    connectionId: asked.connectionId,
    action: 'token',
    grant: asked.grant.kind,
    outcome: problem?.code ?? 'ok',
    amazonRequestId: amazonRequestIdOf(handedOut.ok ? handedOut.value : handedOut.failure),
  });
  if (!handedOut.ok) return problemAnswer(tokenFailureProblem(handedOut.failure));
  const { token, connection } = handedOut.value;
  return answerWith({
    accessToken: token.token.reveal(),
    tokenType: 'bearer',
    expiresAt: isoTime(token.expiresAt),
    baseUrl: endpointOf(connection.settings.endpoint).baseUrl,
  });
}

function amazonRequestIdOf(about: object): string | null {
  return 'amazonRequestId' in about && typeof about.amazonRequestId === 'string' ? about.amazonRequestId : null;
}
