/** How an invocation ended, in the API's own words. */
import type { Invoked } from '../functions/bundle.ts';

export interface ApiEnding {
  readonly status: number;
  /** Of the problem; null when there is none. */
  readonly code: string | null;
  /** Of the test, where the answer tells of one. */
  readonly verdict: string | null;
  /** The code of the diagnosis, of the test or of the problem. */
  readonly diagnosis: string | null;
  readonly retryAfter: string | null;
  readonly warnings: readonly string[];
  /** Whether it is Amazon's own answer that was passed on. */
  readonly amazons: boolean;
}

interface Body {
  readonly code?: string;
  readonly verdict?: string;
  readonly diagnosis?: { readonly code: string } | null;
  readonly test?: Body | null;
  readonly warnings?: readonly { readonly code: string }[];
}

export function apiEnding({ result, error }: Invoked): ApiEnding | { readonly threw: string } {
  if (error) return { threw: error.text };
  const { statusCode, headers, body } = result as { statusCode: number; headers: Record<string, string>; body: string };
  const amazons = headers['x-answered-by'] === 'amazon';
  const said: Body = amazons ? {} : JSON.parse(body);
  const test = said.test ?? said;
  return {
    status: statusCode,
    code: headers['content-type'] === 'application/problem+json' ? (said.code ?? null) : null,
    verdict: test.verdict ?? null,
    diagnosis: test.diagnosis?.code ?? null,
    retryAfter: headers['retry-after'] ?? null,
    warnings: (said.warnings ?? []).map(({ code }) => code),
    amazons,
  };
}

/** The messages of a batch that must come again. */
export function batchEnding({ result, error }: Invoked): { readonly failures: number } | { readonly threw: string } {
  if (error) return { threw: error.text };
  return { failures: (result as { batchItemFailures: unknown[] }).batchItemFailures.length };
}

export function runEnding({ error }: Invoked): { readonly threw: string | null } {
  return { threw: error?.name ?? null };
}
