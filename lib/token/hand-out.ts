/** What is asked of the token broker, and what it hands out. */
import type { StoredConnection } from '../connection/stored-connection.ts';
import type { Invocation } from '../invocation.ts';
import type { Result } from '../result.ts';
import type { Grant } from './grant.ts';
import type { Token } from './token.ts';
import type { TokenFailure } from './token-failure.ts';

export interface TokenRequest {
  readonly connectionId: string;
  readonly grant: Grant;
  readonly minValidSeconds: number;
}

export interface HandedOut {
  readonly token: Token;
  /** The connection as it was when the token was made. */
  readonly connection: StoredConnection;
  /** Of the exchange; null for a token from memory. */
  readonly amazonRequestId: string | null;
}

export type HandOut = Result<HandedOut, TokenFailure>;

export interface TokenBroker {
  token(request: TokenRequest, invocation: Invocation): Promise<HandOut>;
  /**
   * Another token for one that the SP-API refused: `access_token_rejected` drops it and exchanges anew (once for all who hold
   * it), `client_secret_expired` reads the secret again. Null when the secret is the latest, so that there is no other.
   */
  renew(
    refused: HandedOut,
    grant: Grant,
    cause: 'access_token_rejected' | 'client_secret_expired',
    invocation: Invocation,
  ): Promise<HandOut | null>;
  /** For who holds a fresh token that is refused all the same. */
  reportDead(connectionId: string, invocation: Invocation): Promise<void>;
}
