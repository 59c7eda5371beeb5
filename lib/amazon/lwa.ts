/** Login with Amazon: the token exchange, as a request to build and an answer to interpret. */

import { member, readJson, textOrEmpty } from '../json.ts';
import type { Secret } from '../secret.ts';
import { LWA_HOST } from './endpoints.ts';
import {
  type AmazonError,
  type AmazonOutcome,
  type AmazonRequest,
  type InconclusiveCode,
  isServerError,
} from './exchange.ts';
import { type FreshToken, readToken } from './token-answer.ts';
import { USER_AGENT } from './user-agent.ts';

export const LWA_TOKEN_URL = `https://${LWA_HOST}/auth/o2/token`;

export interface LwaClient {
  readonly lwaClientId: string;
  readonly lwaClientSecret: Secret;
}

export interface LwaCredentials extends LwaClient {
  readonly lwaRefreshToken: Secret;
}

export type LwaFailureCode =
  | 'client_rejected'
  | 'refresh_token_rejected'
  | 'client_token_mismatch'
  | 'client_blocked'
  | 'request_refused';

export type TokenExchangeReading =
  | ({ readonly outcome: 'passed'; readonly error: null } & FreshToken)
  | { readonly outcome: 'failed'; readonly code: LwaFailureCode; readonly error: AmazonError }
  | { readonly outcome: 'inconclusive'; readonly code: InconclusiveCode; readonly error: AmazonError | null };

/** The seller's token: a refresh-token grant. */
export function sellerTokenRequest(credentials: LwaCredentials): AmazonRequest {
  return tokenRequest({
    grant_type: 'refresh_token',
    refresh_token: credentials.lwaRefreshToken.reveal(),
    client_id: credentials.lwaClientId,
    client_secret: credentials.lwaClientSecret.reveal(),
  });
}

/** A token of the application itself, for grantless operations; several scopes are separated by a space. */
export function grantlessTokenRequest(client: LwaClient, scopes: readonly string[]): AmazonRequest {
  return tokenRequest({
    grant_type: 'client_credentials',
    scope: scopes.join(' '),
    client_id: client.lwaClientId,
    client_secret: client.lwaClientSecret.reveal(),
  });
}

function tokenRequest(form: Record<string, string>): AmazonRequest {
  return {
    method: 'POST',
    url: LWA_TOKEN_URL,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'user-agent': USER_AGENT,
    },
    // URLSearchParams encodes what tokens and secrets hold (`|`, `+`, `&`); a form joined by hand mangles them.
    body: new URLSearchParams(form).toString(),
  };
}

/** OAuth error codes that LWA is known to answer (RFC 6749 section 5.2 and Amazon's own), in lower case. */
const FAILURES: Readonly<Record<string, LwaFailureCode>> = {
  invalid_client: 'client_rejected',
  invalid_grant: 'refresh_token_rejected',
  unauthorized_client: 'client_token_mismatch',
  access_denied: 'client_blocked',
  invalid_request: 'request_refused',
  unsupported_grant_type: 'request_refused',
  invalid_scope: 'request_refused',
};

/** Amazon's own trouble; the spelling differs between its pages, so both are known. */
const UNAVAILABLE: ReadonlySet<string> = new Set(['server_error', 'servererror', 'temporarily_unavailable']);

/** Status and `error` decide; `error_description` is only shown, since its wording changes. */
export function interpretTokenAnswer(outcome: AmazonOutcome): TokenExchangeReading {
  if (outcome.kind !== 'answer') return { outcome: 'inconclusive', code: outcome.kind, error: null };
  const { status, text } = outcome;
  const json = readJson(text)?.value;
  if (status === 200) {
    const fresh = readToken(member(json, 'access_token'), member(json, 'expires_in'));
    if (fresh) return { outcome: 'passed', error: null, ...fresh };
  }
  const error = readOAuthError(json);
  if (isServerError(status)) return { outcome: 'inconclusive', code: 'amazon_unavailable', error };
  if (status === 429) return { outcome: 'inconclusive', code: 'throttled', error };
  if (status >= 400 && status <= 499 && error) {
    const name = error.code.toLowerCase();
    if (UNAVAILABLE.has(name)) return { outcome: 'inconclusive', code: 'amazon_unavailable', error };
    const code = Object.hasOwn(FAILURES, name) ? FAILURES[name] : undefined;
    if (code) return { outcome: 'failed', code, error };
  }
  return { outcome: 'inconclusive', code: 'unexpected_response', error };
}

function readOAuthError(json: unknown): AmazonError | null {
  const code = member(json, 'error');
  const message = member(json, 'error_description');
  if (typeof code !== 'string' && typeof message !== 'string') return null;
  return { code: textOrEmpty(code), message: textOrEmpty(message), details: '' };
}
