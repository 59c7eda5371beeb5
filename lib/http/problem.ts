/** Errors of the HTTP API: `application/problem+json` (RFC 9457) with a stable `code`. */
import type { InputError } from '../connection/input.ts';
import type { Diagnosis, TestResult } from '../connection-test/test-result.ts';

/** A closed list that clients match on: a code is never renamed, and keeps its status (`docs/api.md`). */
export const PROBLEM_STATUS = {
  invalid_request: 400,
  path_refused: 400,
  operation_refused: 403,
  connection_not_found: 404,
  route_not_found: 404,
  connection_pending_deletion: 409,
  connection_malformed: 409,
  version_conflict: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  connection_test_failed: 422,
  throttled: 429,
  internal_error: 500,
  amazon_rejected: 502,
  amazon_unexpected: 502,
  response_too_large: 502,
  connection_test_inconclusive: 503,
  amazon_unavailable: 503,
  storage_unavailable: 503,
  timed_out: 504,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
  readonly errors?: readonly InputError[];
  readonly diagnosis?: Diagnosis;
  readonly test?: TestResult;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export function statusOf(code: ProblemCode): number {
  return PROBLEM_STATUS[code];
}

export function problemBody(problem: Problem, requestId: string) {
  const status = statusOf(problem.code);
  const { code, detail, errors, diagnosis, test } = problem;
  return {
    type: 'about:blank',
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    code,
    requestId,
    ...(errors && { errors }),
    ...(diagnosis && { diagnosis }),
    ...(test && { test }),
  };
}

export function invalidRequest(errors: readonly InputError[]): Problem {
  const named = errors.map(
    (error) => `${'pointer' in error ? error.pointer || 'the body' : error.parameter} ${error.detail}`,
  );
  return { code: 'invalid_request', detail: `The request is not valid: ${named.join('; ')}.`, errors };
}

/** How soon to come back when the store did not answer: long enough for a throttled second to pass. */
const STORAGE_RETRY_SECONDS = 5;

export function storageUnavailable(): Problem {
  return {
    code: 'storage_unavailable',
    detail: 'An AWS service that keeps the connections did not answer, or refused. Try again; a repeat does no harm.',
    retryAfterSeconds: STORAGE_RETRY_SECONDS,
  };
}
