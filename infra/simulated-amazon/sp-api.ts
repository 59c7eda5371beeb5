/** The SP-API behind its six hosts: who may call what, in the order in which Amazon's gateway finds fault. */
import { type Endpoint, endpointOf } from '../../lib/amazon/endpoints.ts';
import type { AccessToken, AccessTokens } from './access-tokens.ts';
import type { SimulatedAccount } from './account.ts';
import type { Answer } from './answer.ts';
import type { LiveAccount } from './authorizations.ts';
import { findOperation, type Operation } from './operations.ts';
import { type Quotas, SANDBOX_PLAN, type UsagePlan } from './quota.ts';
import { REFUSALS, refusal, refusalOfTheRoot, spApiTrouble } from './sp-api-answers.ts';

interface SpApiRequest {
  readonly requestId: string;
  readonly endpoint: Endpoint;
  readonly method: string;
  readonly path: string;
  /** As sent, still encoded; without the question mark. */
  readonly query: string;
  readonly body: Buffer;
  /** The header `x-amz-access-token`, or null. */
  readonly accessToken: string | null;
}

export class SpApi {
  readonly #tokens: AccessTokens;
  readonly #quotas: Quotas;
  readonly #now: () => number;

  /** `now` in epoch milliseconds. */
  constructor(tokens: AccessTokens, quotas: Quotas, now: () => number) {
    this.#tokens = tokens;
    this.#quotas = quotas;
    this.#now = now;
  }

  /** The account whose token a request carries, living or expired. */
  callerOf(request: SpApiRequest): LiveAccount | null {
    return this.#find(request)?.owner ?? null;
  }

  answer(request: SpApiRequest): Answer {
    const { requestId, endpoint, method, path } = request;
    const token = this.#find(request);
    if (!request.accessToken) return refusal(requestId, REFUSALS.missing);
    if (!token) return refusal(requestId, REFUSALS.invalid);
    if (token.expiresAt <= this.#now()) return refusal(requestId, REFUSALS.expired);
    if (token.secret.expiresAt <= this.#now()) return refusal(requestId, REFUSALS.secretExpired);

    if (path === '/') return refusalOfTheRoot();
    const found = findOperation(method, path);
    if (!found) return refusal(requestId, REFUSALS.unsaid);
    const { operation, pathParameters } = found;
    const perform = endpoint.sandbox ? operation.sandbox : operation.production;
    if (!perform || !mayCall(token, operation, endpoint)) return refusal(requestId, REFUSALS.unsaid);
    if (!marketplacesBelong(request)) return refusal(requestId, REFUSALS.foreignMarketplace);

    const plan = endpoint.sandbox ? SANDBOX_PLAN : operation.plan;
    if (plan && !this.#withinQuota(token, operation, endpoint, plan)) return spApiTrouble(requestId, 429);
    return perform({
      ...request,
      operation: `${operation.method} ${operation.path}`,
      pathParameters,
      token,
      tokens: this.#tokens,
      rate: plan?.requestsPerSecond ?? null,
      now: this.#now(),
    });
  }

  #find({ accessToken }: SpApiRequest): AccessToken | null {
    return accessToken ? this.#tokens.find(accessToken) : null;
  }

  #withinQuota(token: AccessToken, operation: Operation, endpoint: Endpoint, plan: UsagePlan): boolean {
    const { account, clientId } = token.owner;
    if (account.exhaustedQuotas.some((name) => name === operation.name)) return false;
    const environment = endpoint.sandbox ? 'sandbox' : 'production';
    return this.#quotas.take([operation.name, account.name, clientId, environment].join(' '), plan);
  }
}

function mayCall(token: AccessToken, operation: Operation, endpoint: Endpoint): boolean {
  const { account } = token.owner;
  if (operation.takes !== 'account') {
    return token.grant.kind === 'grantless' && token.grant.scopes.includes(operation.takes.scope);
  }
  return (
    token.grant.kind === 'account' &&
    !account.suspended &&
    isAuthorizedAt(account, endpoint) &&
    operation.accountTypes.includes(account.accountType) &&
    (operation.roles === null || operation.roles.some((role) => account.roles.includes(role)))
  );
}

/** An authorization is regional in production; the sandbox hosts take the tokens of every region, and production ones. */
function isAuthorizedAt(account: SimulatedAccount, endpoint: Endpoint): boolean {
  return endpoint.sandbox || endpointOf(account.authorizedFor) === endpoint;
}

function marketplacesBelong({ query, endpoint }: SpApiRequest): boolean {
  const ids = new URLSearchParams(query).get('marketplaceIds')?.split(',') ?? [];
  return ids.every((id) => endpoint.marketplaces.some((marketplace) => marketplace.id === id));
}
