import type { Endpoint } from '../../lib/amazon/endpoints.ts';
import type { AccessToken, AccessTokens } from './access-tokens.ts';

/** An SP-API request that has passed authentication, roles and quota, on its way to the operation. */
export interface SpApiCall {
  readonly requestId: string;
  readonly endpoint: Endpoint;
  /** `GET /orders/v0/orders/{orderId}`. */
  readonly operation: string;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** As sent, still encoded; without the question mark. */
  readonly query: string;
  readonly body: Buffer;
  readonly token: AccessToken;
  readonly tokens: AccessTokens;
  /** Requests a second of the usage plan in force; null where it is not known. */
  readonly rate: number | null;
  /** Epoch milliseconds. */
  readonly now: number;
}
