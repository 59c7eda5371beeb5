/** One cheap call beside Feeds, to tell a missing Feeds permission from an account that is out of reach. */
import type { Secret } from '../secret.ts';
import type { Endpoint } from './endpoints.ts';
import type { AmazonRequest } from './exchange.ts';
import { spApiGet } from './feeds.ts';

export type AccountType = 'seller' | 'vendor';

/** The Sellers API is for sellers only; vendors have no part in it and are asked for one purchase order. */
const PATHS: Record<AccountType, string> = {
  seller: '/sellers/v1/marketplaceParticipations',
  vendor: '/vendor/orders/v1/purchaseOrders?limit=1',
};

export function secondOpinionRequest(endpoint: Endpoint, accountType: AccountType, accessToken: Secret): AmazonRequest {
  return spApiGet(`${endpoint.baseUrl}${PATHS[accountType]}`, accessToken);
}
