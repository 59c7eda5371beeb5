/** GET Feeds, the second request of a test: `GET /feeds/2021-06-30/feeds`. */

import { member, readJson } from '../json.ts';
import type { Secret } from '../secret.ts';
import type { Endpoint } from './endpoints.ts';
import {
  type AmazonError,
  type AmazonOutcome,
  type AmazonRequest,
  type InconclusiveCode,
  isServerError,
} from './exchange.ts';
import { type RefusalCause, readSpApiErrors, refusalCause, saysNoCannedAnswer } from './sp-api-error.ts';
import { USER_AGENT } from './user-agent.ts';

/** `JSON_LISTINGS_FEED` is the one feed type open to sellers and vendors alike; without `feedTypes` production answers 400. */
const PRODUCTION_QUERY = 'feedTypes=JSON_LISTINGS_FEED&pageSize=1';

/** The sandbox's canned case (Feeds model, `x-amzn-api-sandbox`): it matches byte for byte, so the comma stays bare. */
const SANDBOX_QUERY = 'feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE';

export type FeedsReading =
  | {
      readonly outcome: 'passed';
      readonly remark: 'sandbox_no_canned_answer' | null;
      readonly error: AmazonError | null;
    }
  /** `cause` null: Amazon refused without saying why. */
  | { readonly outcome: 'failed'; readonly cause: RefusalCause | null; readonly error: AmazonError | null }
  | { readonly outcome: 'inconclusive'; readonly code: InconclusiveCode; readonly error: AmazonError | null };

export function feedsUrl(endpoint: Endpoint): string {
  return `${endpoint.baseUrl}/feeds/2021-06-30/feeds?${endpoint.sandbox ? SANDBOX_QUERY : PRODUCTION_QUERY}`;
}

export function feedsRequest(endpoint: Endpoint, accessToken: Secret): AmazonRequest {
  return spApiGet(feedsUrl(endpoint), accessToken);
}

export function spApiGet(url: string, accessToken: Secret): AmazonRequest {
  return {
    method: 'GET',
    url,
    headers: { accept: 'application/json', 'user-agent': USER_AGENT, 'x-amz-access-token': accessToken.reveal() },
  };
}

/** Status decides first, then the body; the content type is not believed. */
export function interpretFeedsAnswer(outcome: AmazonOutcome, endpoint: Endpoint): FeedsReading {
  if (outcome.kind !== 'answer') return { outcome: 'inconclusive', code: outcome.kind, error: null };
  const { status, text } = outcome;
  if (status === 200 && Array.isArray(member(readJson(text)?.value, 'feeds'))) {
    return { outcome: 'passed', remark: null, error: null };
  }
  const { json, errors } = readSpApiErrors(text);
  const error = errors[0] ?? null;
  if (isServerError(status)) return { outcome: 'inconclusive', code: 'amazon_unavailable', error };
  if (status === 429) return { outcome: 'inconclusive', code: 'throttled', error };
  if ((status === 401 || status === 403) && json) return { outcome: 'failed', cause: refusalCause(errors), error };
  if (status === 400 && endpoint.sandbox && saysNoCannedAnswer(errors)) {
    return { outcome: 'passed', remark: 'sandbox_no_canned_answer', error };
  }
  return { outcome: 'inconclusive', code: 'unexpected_response', error };
}
