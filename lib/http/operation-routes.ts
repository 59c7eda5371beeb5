/** The route of the function `operations`: any SP-API call through a connection. */

import { DEFAULT_ENDPOINT, endpointOf } from '../amazon/endpoints.ts';
import { textOrEmpty } from '../json.ts';
import { isRefused, operationGrant } from '../operation/operation-grant.ts';
import { forwardedHeaders, returnedHeaders } from '../operation/operation-headers.ts';
import { operationPath, operationUrl } from '../operation/operation-path.ts';
import {
  type Operation,
  type OperationDependencies,
  type OperationFailure,
  type Performed,
  performOperation,
} from '../operation/perform-operation.ts';
import { LAMBDA_PAYLOAD_BYTES } from '../payload-limit.ts';
import { failed, ok, type Result } from '../result.ts';
import { problemAnswer, type RouteAnswer } from './api-answer.ts';
import type { Route } from './api-handler.ts';
import { type ApiEvent, type ApiRequest, bodyBytes, headerOf, readConnectionId } from './api-request.ts';
import { tokenFailureProblem } from './failure-problem.ts';
import { passedOn } from './passed-on.ts';
import { invalidRequest, type Problem } from './problem.ts';

export function operationRoutes(dependencies: OperationDependencies): Record<string, Route> {
  return { 'ANY /connections/{connectionId}/sp-api/{path+}': (request) => operation(dependencies, request) };
}

async function operation(
  dependencies: OperationDependencies,
  { event, caller, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const id = readConnectionId(event);
  if (!id.ok) return problemAnswer(id.failure);
  const connectionId = id.value;
  const read = readOperation(event, connectionId);
  if (!read.ok) {
    // Whoever tries what is refused leaves a trace: the access log holds no path.
    const outcome = read.failure.code;
    invocation.log.audit({ caller, connectionId, action: 'operation', grant: null, outcome, amazonRequestId: null });
    return problemAnswer(read.failure);
  }
  const { method, path } = read.value;
  const performed = await performOperation(dependencies, read.value, invocation);
  const answer = performed.ok ? answerOf(performed.value) : problemAnswer(operationProblem(performed.failure));
  invocation.log.audit({
    caller,
    connectionId,
    action: 'operation',
    grant: operationGrant(method, path).kind,
    outcome: 'problem' in answer ? answer.problem.code : 'ok',
    amazonRequestId: performed.ok ? performed.value.amazonRequestId : amazonRequestIdOf(performed.failure),
  });
  const attempts = performed.ok
    ? performed.value.attempts
    : 'attempts' in performed.failure
      ? performed.failure.attempts
      : 0;
  if (attempts > 1) {
    invocation.log.repeated({ connectionId, attempts, status: performed.ok ? performed.value.answer.status : null });
  }
  return answer;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'POST', 'PATCH', 'OPTIONS']);
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

function readOperation(event: ApiEvent, connectionId: string): Result<Operation, Problem> {
  const method = event.requestContext?.http?.method ?? '';
  if (!METHODS.has(method)) {
    return failed(invalidRequest([{ parameter: 'method', detail: 'is not one that the SP-API knows' }]));
  }
  const decodedPath = spApiPath(event, connectionId);
  const path = operationPath(decodedPath, headerOf(event, 'x-sp-api-path'));
  const rawQuery = textOrEmpty(event.rawQueryString);
  // Before anything is sent, a token exchange too: what goes wrong on one of Amazon's hosts goes wrong on all of them.
  if (!path.ok || !operationUrl(endpointOf(DEFAULT_ENDPOINT).baseUrl, path.value, rawQuery).ok) {
    return failed(pathRefused());
  }
  if (isRefused(decodedPath)) {
    const detail =
      'Operations on the application itself are not performed through a connection: they would change all of its connections.';
    return failed({ code: 'operation_refused', detail });
  }

  const bytes = bodyBytes(event);
  if (!bytes) return failed(invalidRequest([{ pointer: '', detail: 'is not valid base64' }]));
  if (bytes.length > LAMBDA_PAYLOAD_BYTES) {
    return failed({ code: 'payload_too_large', detail: `The body must have at most ${LAMBDA_PAYLOAD_BYTES} bytes.` });
  }
  const body = bytes.length === 0 || WITHOUT_BODY.has(method) ? null : bytes;
  const headers = forwardedHeaders(event.headers ?? {}, body !== null);
  if (!headers.ok) {
    return failed(invalidRequest([{ parameter: headers.failure, detail: 'is not a header value' }]));
  }
  return ok({
    connectionId,
    method,
    path: path.value,
    rawQuery,
    headers: headers.value,
    body,
  });
}

/**
 * The path as API Gateway decoded it, behind whatever a mapping of a custom domain puts before it; empty when it is of
 * another connection than the route. A direct invocation may give only the parameter.
 */
function spApiPath({ rawPath, pathParameters }: ApiEvent, connectionId: string): string {
  if (rawPath === undefined) return `/${textOrEmpty(pathParameters?.path)}`;
  const path = textOrEmpty(rawPath);
  const before = `/connections/${connectionId}/sp-api`;
  const at = path.indexOf(`${before}/`);
  return at < 0 ? '' : path.slice(at + before.length);
}

function answerOf({ answer, attempts, retryAfterSeconds }: Performed): RouteAnswer {
  const passed = passedOn(answer.status, answer.body, {
    ...returnedHeaders(answer.headers),
    ...(retryAfterSeconds === null || answer.headers['retry-after']
      ? {}
      : { 'retry-after': String(retryAfterSeconds) }),
    'x-answered-by': 'amazon',
    'x-attempts': String(attempts),
  });
  return (
    passed ??
    problemAnswer({
      code: 'response_too_large',
      detail: "Amazon's answer is larger than a function may return (6,291,556 bytes).",
    })
  );
}

/** As the cool-down of the broker: long enough for a moment of trouble to pass. */
const NO_ANSWER_SECONDS = 10;

function operationProblem(failure: OperationFailure): Problem {
  switch (failure.kind) {
    case 'path_refused':
      return pathRefused();
    case 'no_answer':
      return noAnswerProblem(failure);
    default:
      return tokenFailureProblem(failure);
  }
}

function noAnswerProblem({ cause, attempts }: Extract<OperationFailure, { kind: 'no_answer' }>): Problem {
  const outcome = attempts > 0 ? 'The operation may have been carried out.' : 'Nothing was sent.';
  return cause === 'timed_out'
    ? { code: 'timed_out', detail: `The SP-API did not answer in time. ${outcome}` }
    : {
        code: 'amazon_unavailable',
        detail: `The SP-API did not answer, or not to the end. ${outcome}`,
        retryAfterSeconds: NO_ANSWER_SECONDS,
      };
}

function amazonRequestIdOf(failure: OperationFailure): string | null {
  return 'amazonRequestId' in failure ? failure.amazonRequestId : null;
}

function pathRefused(): Problem {
  const detail =
    'The path cannot be sent as it is meant. A slash inside a segment is said in x-sp-api-path, which must decode to the path of the URL.';
  return { code: 'path_refused', detail };
}
