import { describe, expect, it } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { diagnose } from '../../lib/connection-test/diagnosis.ts';
import { problemAnswer, toApiGateway } from '../../lib/http/api-answer.ts';
import { readFailureProblem, tokenFailureProblem } from '../../lib/http/failure-problem.ts';
import { invalidRequest, PROBLEM_STATUS, type ProblemCode } from '../../lib/http/problem.ts';
import type { TokenFailure } from '../../lib/token/token-failure.ts';

const diagnosis = diagnose('client_rejected', {
  endpoint: endpointOf('na'),
  at: 'token-exchange',
  lastPassedAt: null,
  evidence: [],
});

describe('a problem on the wire', () => {
  it('is problem+json by RFC 9457, and kept by no cache', () => {
    const answer = toApiGateway(problemAnswer({ code: 'connection_not_found', detail: 'There is none.' }), 'request-1');
    expect(answer).toEqual({
      statusCode: 404,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Not Found',
        status: 404,
        detail: 'There is none.',
        code: 'connection_not_found',
        requestId: 'request-1',
      }),
    });
  });

  it('says when to come back', () => {
    const problem = { code: 'throttled', detail: '', retryAfterSeconds: 7 } as const;
    expect(toApiGateway(problemAnswer(problem), 'r')).toMatchObject({
      statusCode: 429,
      headers: { 'retry-after': '7' },
    });
  });

  it('names every field that is wrong', () => {
    const problem = invalidRequest([
      { pointer: '/lwaClientId', detail: 'is required' },
      { pointer: '', detail: 'is not JSON in UTF-8' },
      { parameter: 'limit', detail: 'must be a number' },
    ]);
    expect(problem.detail).toBe(
      'The request is not valid: /lwaClientId is required; the body is not JSON in UTF-8; limit must be a number.',
    );
    expect(JSON.parse(String(toApiGateway(problemAnswer(problem), 'r').body))).toMatchObject({
      errors: problem.errors,
    });
  });

  const codes: Record<number, readonly ProblemCode[]> = {
    400: ['invalid_request', 'path_refused'],
    403: ['operation_refused'],
    404: ['connection_not_found', 'route_not_found'],
    409: ['connection_pending_deletion', 'connection_malformed'],
    412: ['version_conflict'],
    413: ['payload_too_large'],
    415: ['unsupported_media_type'],
    422: ['connection_test_failed'],
    429: ['throttled'],
    500: ['internal_error'],
    502: ['amazon_rejected', 'amazon_unexpected', 'response_too_large'],
    503: ['connection_test_inconclusive', 'amazon_unavailable', 'storage_unavailable'],
    504: ['timed_out'],
  };

  it.each(Object.entries(codes).flatMap(([status, list]) => list.map((code) => [code, Number(status)] as const)))(
    '%s has the status %d, and its title',
    (code, status) => {
      const { statusCode, body } = toApiGateway(problemAnswer({ code, detail: '' }), 'r');
      expect(statusCode).toBe(status);
      expect(JSON.parse(String(body))).toMatchObject({
        status,
        code,
        title: expect.stringMatching(/^[A-Z][a-z]+( [A-Z][a-z]+)*$/),
      });
      expect(JSON.parse(String(body)).title).not.toBe('Error');
    },
  );

  it('has no other code', () => {
    expect(Object.keys(PROBLEM_STATUS).toSorted()).toEqual(Object.values(codes).flat().toSorted());
  });
});

describe('a token that is not handed out', () => {
  const amazonRequestId = null;
  const inconclusive = (code: Extract<TokenFailure, { kind: 'inconclusive' }>['code']): TokenFailure => ({
    kind: 'inconclusive',
    code,
    amazonRequestId,
  });

  it.each([
    [{ kind: 'rejected', diagnosis, amazonRequestId }, 'amazon_rejected', undefined],
    [inconclusive('throttled'), 'throttled', 10],
    [inconclusive('amazon_unavailable'), 'amazon_unavailable', 10],
    [inconclusive('network_unreachable'), 'amazon_unavailable', 10],
    [inconclusive('timed_out'), 'timed_out', undefined],
    [inconclusive('unexpected_response'), 'amazon_unexpected', undefined],
    [{ kind: 'restricted_resources_invalid', message: 'Bad path', amazonRequestId }, 'invalid_request', undefined],
    [{ kind: 'connection_not_found' }, 'connection_not_found', undefined],
    [{ kind: 'connection_pending_deletion' }, 'connection_pending_deletion', undefined],
    [{ kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'x' }, 'storage_unavailable', 5],
  ] as const satisfies readonly (readonly [TokenFailure, ProblemCode, number | undefined])[])(
    'because of %j is the problem %s, Retry-After %s',
    (failure, code, retryAfterSeconds) => {
      const problem = tokenFailureProblem(failure);
      expect(problem.code).toBe(code);
      expect(problem.retryAfterSeconds).toBe(retryAfterSeconds);
    },
  );

  it('because Amazon refuses it says which setting to review, and what to do', () => {
    const problem = tokenFailureProblem({ kind: 'rejected', diagnosis, amazonRequestId });
    expect(problem.diagnosis).toBe(diagnosis);
    expect(problem.detail).toBe(`${diagnosis.summary} ${diagnosis.remedy}`);
  });

  it('because its resources are wrong says what Amazon says', () => {
    const problem = tokenFailureProblem({ kind: 'restricted_resources_invalid', message: 'Bad path', amazonRequestId });
    expect(problem.errors).toEqual([{ pointer: '/restrictedResources', detail: 'Bad path' }]);
  });

  it('tells nothing of the AWS service that failed us', () => {
    const failure = {
      kind: 'storage_unavailable',
      action: 'secretsmanager:GetSecretValue',
      reason: 'AccessDeniedException',
    } as const;
    expect(JSON.stringify(readFailureProblem(failure))).not.toMatch(/secretsmanager|AccessDenied/);
  });
});
