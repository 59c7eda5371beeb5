import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import { answerWith } from '../../lib/http/api-answer.ts';
import { apiHandler, type Route } from '../../lib/http/api-handler.ts';
import type { ApiEvent } from '../../lib/http/api-request.ts';
import type { ObservedContext } from '../../lib/lambda/observed.ts';
import { handClock } from '../hand-clock.ts';
import { type NotedInvocation, noted } from '../noted-invocation.ts';

function edge(routes: Record<string, Route>) {
  const clock = handClock();
  const invocations: (NotedInvocation & { requestId: string; published: number })[] = [];
  const telemetry = (requestId: string, deadlineAt: number) => {
    const invocation = {
      ...noted(deadlineAt),
      requestId,
      published: 0,
      publish() {
        invocation.published += 1;
      },
    };
    invocations.push(invocation);
    return invocation;
  };
  const handler = apiHandler({ telemetry, clock }, routes);
  const invoke = async (event: unknown, remainingMs = 29_000) => {
    const context: Partial<Context> = { awsRequestId: 'lambda-1', getRemainingTimeInMillis: () => remainingMs };
    const answer = await handler(event as ApiEvent, context as ObservedContext);
    return { ...answer, body: JSON.parse(String(answer.body)) };
  };
  return { clock, invocations, invoke };
}

const fromTheApi = {
  routeKey: 'GET /things',
  requestContext: { requestId: 'api-1', authorizer: { iam: { userArn: 'arn:aws:iam::1:role/jobs' } } },
};

describe('the edge of a function', () => {
  it('takes a request to its route, with caller, log and deadline, and publishes once', async () => {
    const { clock, invocations, invoke } = edge({
      'GET /things': async ({ caller, invocation }) => answerWith({ caller, deadlineAt: invocation.deadlineAt }),
    });
    expect(await invoke(fromTheApi)).toEqual({
      statusCode: 200,
      headers: {
        'cache-control': 'no-store',
        'content-type': 'application/json',
        'x-content-type-options': 'nosniff',
      },
      body: { caller: 'arn:aws:iam::1:role/jobs', deadlineAt: clock.now() + 28_000 },
    });
    expect(invocations).toMatchObject([{ requestId: 'api-1', published: 1 }]);
  });

  it.each([
    [{ ...fromTheApi, routeKey: 'GET /nothing' }],
    [{ ...fromTheApi, routeKey: 'get /things' }],
    [{ ...fromTheApi, routeKey: '$default' }],
    [{ ...fromTheApi, routeKey: 'toString' }],
    [{ ...fromTheApi, routeKey: '__proto__' }],
    [{}],
    [null],
    [undefined],
    ['text'],
    [5],
    [[]],
  ])('knows no route for %j', async (event) => {
    const { invoke } = edge({ 'GET /things': async () => answerWith({}) });
    expect(await invoke(event)).toMatchObject({ statusCode: 404, body: { code: 'route_not_found' } });
  });

  it('serves a direct invocation without a request context', async () => {
    const { invocations, invoke } = edge({ 'GET /things': async ({ caller }) => answerWith({ caller }) });
    expect(await invoke({ routeKey: 'GET /things' })).toMatchObject({ body: { caller: 'direct-invocation' } });
    expect(invocations).toMatchObject([{ requestId: 'lambda-1' }]);
  });

  it('tells the request id under which the log has more', async () => {
    const { invocations, invoke } = edge({
      'GET /things': async () => {
        throw new Error('bug');
      },
    });
    for (const [event, requestId] of [
      [fromTheApi, 'api-1'],
      [{ routeKey: 'GET /things' }, 'lambda-1'],
    ] as const) {
      expect(await invoke(event)).toMatchObject({ body: { requestId } });
      expect(invocations.at(-1)).toMatchObject({ requestId });
    }
  });

  it('makes a bug a 500 that tells nothing of it, and logs it', async () => {
    const bug = new TypeError('with a secret in it');
    const { invocations, invoke } = edge({
      'GET /things': async () => {
        throw bug;
      },
    });
    const answer = await invoke(fromTheApi);
    expect(answer).toMatchObject({ statusCode: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(invocations).toMatchObject([{ published: 1, lines: [['broken', bug]] }]);
  });

  it('makes an AWS service that fails us a 503, and logs which', async () => {
    const { invocations, invoke } = edge({
      'GET /things': async () => {
        throw new AwsServiceError('dynamodb:Query', 'ThrottlingException');
      },
    });
    expect(await invoke(fromTheApi)).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'storage_unavailable' },
    });
    expect(invocations[0]?.lines).toEqual([
      ['unavailable', { action: 'dynamodb:Query', reason: 'ThrottlingException' }],
    ]);
  });

  it('answers 504 half a second before Lambda would end it, and publishes once', async () => {
    const route = Promise.withResolvers<ReturnType<typeof answerWith>>();
    const { invocations, invoke } = edge({ 'GET /things': () => route.promise });
    expect(await invoke(fromTheApi, 500)).toMatchObject({ statusCode: 504, body: { code: 'timed_out' } });
    route.resolve(answerWith({}));
    await route.promise;
    expect(invocations).toMatchObject([{ published: 1 }]);
  });

  it('answers something, and never throws, whatever the event is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true }), fc.anything(), async (requestContext, event) => {
        const { invoke } = edge({ 'GET /things': async () => answerWith({}) });
        expect((await invoke(event)).statusCode).toBe(404);
        expect((await invoke({ routeKey: 'GET /things', requestContext })).statusCode).toBe(200);
      }),
    );
  });
});
