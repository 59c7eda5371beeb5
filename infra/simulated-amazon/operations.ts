/** The operations that the simulated SP-API serves; every other path is refused, as Amazon refuses an unknown one. */
import type { AccountType } from '../../lib/amazon/second-opinion.ts';
import { FEEDS_ROLES, type Role } from './account.ts';
import type { Answer } from './answer.ts';
import { getFeeds, getFeedsInSandbox } from './get-feeds.ts';
import { getMarketplaceParticipations, getMarketplaceParticipationsInSandbox } from './marketplace-participations.ts';
import type { OperationName } from './quota.ts';
import { createRestrictedDataToken } from './restricted-data-token.ts';
import { success } from './sp-api-answers.ts';
import type { SpApiCall } from './sp-api-call.ts';

export interface Operation {
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

const OPERATIONS: readonly Operation[] = [
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

export function findOperation(method: string, path: string): Operation | null {
  return OPERATIONS.find((operation) => operation.method === method && operation.path === path) ?? null;
}
