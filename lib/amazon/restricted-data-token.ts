/** Restricted data tokens: `POST /tokens/2021-03-01/restrictedDataToken`, called with the seller's access token. */

import { member, readJson } from '../json.ts';
import type { Secret } from '../secret.ts';
import { type Endpoint, productionEndpointOf } from './endpoints.ts';
import {
  type AmazonError,
  type AmazonOutcome,
  type AmazonRequest,
  type InconclusiveCode,
  isServerError,
} from './exchange.ts';
import { type RefusalCause, readSpApiErrors, refusalCause } from './sp-api-error.ts';
import { type FreshToken, readToken } from './token-answer.ts';
import { USER_AGENT } from './user-agent.ts';

/** As the Tokens API models it: method, path, and for three Orders operations the data elements. */
export interface RestrictedResource {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly dataElements?: readonly string[] | undefined;
}

export type RestrictedTokenReading =
  | ({ readonly outcome: 'passed' } & FreshToken)
  /** Amazon found the resources wrong (400). Its message may be told to the caller, but neither logged nor stored. */
  | { readonly outcome: 'invalid'; readonly message: string }
  | { readonly outcome: 'failed'; readonly cause: RefusalCause | null }
  | { readonly outcome: 'inconclusive'; readonly code: InconclusiveCode };

/** Sandbox calls need a token from production too (Amazon: The SP-API sandbox). */
export function restrictedTokenRequest(
  endpoint: Endpoint,
  accessToken: Secret,
  restrictedResources: readonly RestrictedResource[],
): AmazonRequest {
  return {
    method: 'POST',
    url: `${productionEndpointOf(endpoint.region).baseUrl}/tokens/2021-03-01/restrictedDataToken`,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'x-amz-access-token': accessToken.reveal(),
    },
    body: JSON.stringify({ restrictedResources }),
  };
}

export function interpretRestrictedTokenAnswer(outcome: AmazonOutcome): RestrictedTokenReading {
  if (outcome.kind !== 'answer') return { outcome: 'inconclusive', code: outcome.kind };
  const { status, text } = outcome;
  if (status === 200) {
    const body = readJson(text)?.value;
    const fresh = readToken(member(body, 'restrictedDataToken'), member(body, 'expiresIn'));
    if (fresh) return { outcome: 'passed', ...fresh };
  }
  if (isServerError(status)) return { outcome: 'inconclusive', code: 'amazon_unavailable' };
  if (status === 429) return { outcome: 'inconclusive', code: 'throttled' };
  const { errors } = readSpApiErrors(text);
  if (status === 401 || status === 403) return { outcome: 'failed', cause: refusalCause(errors) };
  if (status === 400) return { outcome: 'invalid', message: messageOf(errors[0]) };
  return { outcome: 'inconclusive', code: 'unexpected_response' };
}

function messageOf(error: AmazonError | undefined): string {
  const told = error ? [error.message, error.details].filter((text) => text !== '').join(' ') : '';
  return told || 'Amazon refused the restricted resources without saying why.';
}
