/**
 * The operations that the simulated SP-API serves: all of Amazon's. Some are played out, the others get a made-up answer.
 * Every other path is refused, as Amazon refuses an unknown one.
 */
import type { AccountType } from '../../lib/amazon/second-opinion.ts';
import { FEEDS_ROLES, type Role } from './account.ts';
import type { Answer } from './answer.ts';
import { getFeeds, getFeedsInSandbox } from './get-feeds.ts';
import { madeUpAnswer } from './made-up-answer.ts';
import { getMarketplaceParticipations, getMarketplaceParticipationsInSandbox } from './marketplace-participations.ts';
import { OPERATION_LIST } from './operation-list.ts';
import { matchPath, pathTemplate } from './path-template.ts';
import { type OperationName, USAGE_PLANS, type UsagePlan } from './quota.ts';
import { createRestrictedDataToken } from './restricted-data-token.ts';
import { success } from './sp-api-answers.ts';
import type { SpApiCall } from './sp-api-call.ts';

interface PlayedOut {
  readonly name: OperationName;
  readonly method: string;
  readonly path: string;
  /** The kind of token it takes: an account's own, or a grantless one of this scope. */
  readonly takes: 'account' | { readonly scope: string };
  readonly accountTypes: readonly AccountType[];
  /** Roles of which any one is enough; null where none is needed. */
  readonly roles: readonly Role[] | null;
  readonly production: (call: SpApiCall) => Answer;
  /** Null where the simulation has no sandbox of the operation. */
  readonly sandbox: ((call: SpApiCall) => Answer) | null;
}

const PLAYED_OUT: readonly PlayedOut[] = [
  {
    name: 'getFeeds',
    method: 'GET',
    path: '/feeds/2021-06-30/feeds',
    takes: 'account',
    accountTypes: ['seller', 'vendor'],
    roles: FEEDS_ROLES,
    production: getFeeds,
    sandbox: getFeedsInSandbox,
  },
  {
    name: 'getMarketplaceParticipations',
    method: 'GET',
    path: '/sellers/v1/marketplaceParticipations',
    takes: 'account',
    accountTypes: ['seller'],
    roles: null,
    production: getMarketplaceParticipations,
    sandbox: getMarketplaceParticipationsInSandbox,
  },
  {
    name: 'getPurchaseOrders',
    method: 'GET',
    path: '/vendor/orders/v1/purchaseOrders',
    takes: 'account',
    accountTypes: ['vendor'],
    roles: null,
    production: ({ requestId, rate }) => success(requestId, { payload: { orders: [] } }, rate),
    sandbox: null,
  },
  {
    name: 'createRestrictedDataToken',
    method: 'POST',
    path: '/tokens/2021-03-01/restrictedDataToken',
    takes: 'account',
    accountTypes: ['seller', 'vendor'],
    roles: null,
    production: createRestrictedDataToken,
    // Sandbox calls need a restricted data token from production (Amazon: The SP-API sandbox).
    sandbox: null,
  },
  {
    name: 'getDestinations',
    method: 'GET',
    path: '/notifications/v1/destinations',
    takes: { scope: 'sellingpartnerapi::notifications' },
    accountTypes: ['seller'],
    roles: null,
    production: ({ requestId, rate }) => success(requestId, { payload: [] }, rate),
    sandbox: null,
  },
];

export interface Operation extends Omit<PlayedOut, 'name'> {
  /** Its own name when it is played out, else `GET /orders/v0/orders/{orderId}`. */
  readonly name: string;
  /** Null where it is not known: then nothing is ever too much. */
  readonly plan: UsagePlan | null;
}

const OPERATIONS: readonly Operation[] = [
  ...PLAYED_OUT.map((operation) => ({ ...operation, plan: USAGE_PLANS[operation.name] })),
  ...OPERATION_LIST.filter((listed) => !PLAYED_OUT.some((known) => isSame(known, listed))).map(
    ({ method, path, plan, scope }): Operation => ({
      name: `${method} ${path}`,
      method,
      path,
      plan,
      takes: scope === null ? 'account' : { scope },
      accountTypes: path.startsWith('/vendor/') ? ['vendor'] : ['seller', 'vendor'],
      roles: null,
      production: madeUpAnswer,
      sandbox: madeUpAnswer,
    }),
  ),
];

const TEMPLATES = Map.groupBy(
  OPERATIONS.map((operation) => ({ operation, template: pathTemplate(operation.path) })),
  ({ operation }) => operation.method,
);

export interface FoundOperation {
  readonly operation: Operation;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** By the path as it was sent. */
export function findOperation(method: string, rawPath: string): FoundOperation | null {
  for (const { operation, template } of TEMPLATES.get(method) ?? []) {
    const pathParameters = matchPath(template, rawPath);
    if (pathParameters) return { operation, pathParameters };
  }
  return null;
}

function isSame(
  one: { readonly method: string; readonly path: string },
  other: { readonly method: string; readonly path: string },
): boolean {
  return one.method === other.method && one.path === other.path;
}
