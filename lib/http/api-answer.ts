import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Problem, problemBody, statusOf } from './problem.ts';

/** What a route answers: a body of ours, a problem to be put into words for the wire, or somebody else's answer as it is. */
export type RouteAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> }
  | { readonly problem: Problem }
  | { readonly passed: APIGatewayProxyStructuredResultV2 };

export function answerWith(body: unknown, status = 200, headers: Record<string, string> = {}): RouteAnswer {
  return { status, body, headers };
}

export function problemAnswer(problem: Problem): RouteAnswer {
  return { problem };
}

/** No answer of this API may be kept by a cache: some hold tokens, all are about now. */
const ALWAYS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function toApiGateway(answer: RouteAnswer, requestId: string): APIGatewayProxyStructuredResultV2 {
  if ('passed' in answer) return answer.passed;
  if ('problem' in answer) return problemResult(answer.problem, requestId);
  return {
    statusCode: answer.status,
    headers: { ...ALWAYS, 'content-type': 'application/json', ...answer.headers },
    body: JSON.stringify(answer.body),
  };
}

function problemResult(problem: Problem, requestId: string): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: statusOf(problem.code),
    headers: {
      ...ALWAYS,
      'content-type': 'application/problem+json',
      ...(problem.retryAfterSeconds === undefined ? {} : { 'retry-after': String(problem.retryAfterSeconds) }),
    },
    body: JSON.stringify(problemBody(problem, requestId)),
  };
}
