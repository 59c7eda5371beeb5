import type { Endpoint } from '../amazon/endpoints.ts';
import type { AmazonError, AmazonOutcome } from '../amazon/exchange.ts';
import { feedsUrl } from '../amazon/feeds.ts';
import { LWA_TOKEN_URL } from '../amazon/lwa.ts';
import type { Secret } from '../secret.ts';
import { redact } from '../telemetry/redaction.ts';
import { requestIdOf } from '../telemetry/request-id.ts';
import type { RequestReport } from './test-result.ts';

/** All that is kept of an error of Amazon's, in characters. */
const ERROR_CHARACTERS = 200;

interface Reported {
  readonly reading: { readonly outcome: 'passed' | 'failed' | 'inconclusive'; readonly error: AmazonError | null };
  readonly outcome: AmazonOutcome;
  readonly latencyMs: number | null;
  readonly attempts: number;
}

export function tokenExchangeReport(sent: Reported, secrets: readonly Secret[]): RequestReport {
  return { name: 'token-exchange', method: 'POST', url: LWA_TOKEN_URL, ...report(sent, secrets) };
}

export function getFeedsReport(endpoint: Endpoint, sent: Reported, secrets: readonly Secret[]): RequestReport {
  return { name: 'get-feeds', method: 'GET', url: feedsUrl(endpoint), ...report(sent, secrets) };
}

const SKIPPED = {
  outcome: 'skipped',
  status: null,
  latencyMs: null,
  attempts: 0,
  requestId: null,
  error: null,
} as const;

export function skippedTokenExchange(): RequestReport {
  return { name: 'token-exchange', method: 'POST', url: LWA_TOKEN_URL, ...SKIPPED };
}

export function skippedGetFeeds(endpoint: Endpoint): RequestReport {
  return { name: 'get-feeds', method: 'GET', url: feedsUrl(endpoint), ...SKIPPED };
}

function report({ reading, outcome, latencyMs, attempts }: Reported, secrets: readonly Secret[]) {
  const answer = outcome.kind === 'answer' ? outcome : null;
  return {
    outcome: reading.outcome,
    status: answer?.status ?? null,
    latencyMs: latencyMs === null ? null : Math.round(latencyMs),
    attempts,
    requestId: answer && requestIdOf(answer, secrets),
    error: reading.error && shorten(reading.error, secrets),
  };
}

/** Redacted first and cut afterwards: a cut could leave a piece of a secret too short to be recognized. */
function shorten(error: AmazonError, secrets: readonly Secret[]): AmazonError {
  // Well-formed, since a cut may fall into the middle of a character, and not every store takes half of one.
  const kept = (text: string, characters: number) => redact(text, secrets).slice(0, characters).toWellFormed();
  const code = kept(error.code, ERROR_CHARACTERS);
  const message = kept(error.message, ERROR_CHARACTERS - code.length);
  const details = kept(error.details, ERROR_CHARACTERS - code.length - message.length);
  return { code, message, details };
}
