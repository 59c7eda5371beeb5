/** Why a call did not do what was asked, in words that say what to do next. */
import type { TestResult } from './shapes.ts';

export interface InputComplaint {
  /** JSON pointer of a field, `/endpoint`; absent for a query or header. */
  readonly pointer?: string;
  readonly parameter?: string;
  readonly detail: string;
}

export interface Problem {
  /** 0 without an answer. */
  readonly status: number;
  /** Of the API's closed list, or `forbidden`, `no_session`, `unreachable`, `gateway`. */
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly InputComplaint[];
  readonly retryAfterSeconds: number | null;
  readonly requestId: string | null;
  readonly test: TestResult | null;
}

export const UNREACHABLE: Problem = {
  status: 0,
  code: 'unreachable',
  detail: 'The console does not answer. Is the command that serves it still running?',
  errors: [],
  retryAfterSeconds: null,
  requestId: null,
  test: null,
};

export interface FailedAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly requestId: string | null;
  /** Parsed JSON; null for anything else. */
  readonly body: Partial<Problem> | null;
}

/** `route` is the method and path that were asked for. */
export function problemOf({ status, retryAfter, requestId, body }: FailedAnswer, route: string): Problem {
  const seconds = Number(retryAfter);
  const known = {
    status,
    errors: body?.errors ?? [],
    retryAfterSeconds: retryAfter !== null && Number.isFinite(seconds) ? seconds : null,
    requestId: body?.requestId ?? requestId,
    test: body?.test ?? null,
  };
  if (typeof body?.code === 'string') return { ...known, code: body.code, detail: body.detail ?? '' };
  // API Gateway's own answers tell no code: it refused before a function was asked.
  if (status === 403) {
    const detail = `AWS refused: the credentials behind this console lack execute-api:Invoke on ${route}, or they have expired.`;
    return { ...known, code: 'forbidden', detail };
  }
  return { ...known, code: 'gateway', detail: `The API answered ${status} and gave no reason. Try again in a moment.` };
}
