/** SP-API's `errors` list, and the few texts in it that tell one 403 from another. */

import { member, readJson, textOrEmpty } from '../json.ts';
import type { AmazonError } from './exchange.ts';

export interface SpApiErrors {
  /** Whether the body was JSON at all: HTML and XML come from what stands before SP-API. */
  readonly json: boolean;
  readonly errors: readonly AmazonError[];
}

export function readSpApiErrors(text: string): SpApiErrors {
  const json = readJson(text);
  const list = member(json?.value, 'errors');
  const entries = Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : [];
  return {
    json: json !== null,
    errors: entries.map((entry) => ({
      code: textOrEmpty(member(entry, 'code')),
      message: textOrEmpty(member(entry, 'message')),
      details: textOrEmpty(member(entry, 'details')),
    })),
  };
}

export type RefusalCause = 'client_secret_expired' | 'wrong_region' | 'access_token_rejected';

/**
 * Wire texts, as recorded. `code` and `message` are the same for every 403, so `details` decides;
 * some answers carry the text in `message` instead.
 */
const TELLING_TEXTS: ReadonlyArray<readonly [text: string, cause: RefusalCause]> = [
  ['the lwa secret token you provided has expired', 'client_secret_expired'],
  ['the marketplaces you provided are not valid for region', 'wrong_region'],
  ['the access token you provided has expired', 'access_token_rejected'],
  ['the access token you provided is revoked, malformed or invalid', 'access_token_rejected'],
  ['access token is missing in the request header', 'access_token_rejected'],
];

/** What the text of a 401 or 403 tells, or null when it tells nothing (a missing role, a wrong region, an unknown path …). */
export function refusalCause(errors: readonly AmazonError[]): RefusalCause | null {
  for (const text of [...errors.map((error) => error.details), ...errors.map((error) => error.message)]) {
    const plain = normalize(text);
    const match = TELLING_TEXTS.find(([telling]) => plain.includes(telling));
    if (match) return match[1];
  }
  return null;
}

/** The sandbox's answer to parameters that its model does not list: credentials and roles were accepted before it. */
export function saysNoCannedAnswer(errors: readonly AmazonError[]): boolean {
  return errors.some((error) =>
    normalize(`${error.message} ${error.details}`).includes('could not match input arguments'),
  );
}

function normalize(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ');
}
