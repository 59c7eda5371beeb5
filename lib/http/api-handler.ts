/** The edge of the HTTP functions: from API Gateway's event to a route and back, as thin as it can be. */
import middy from '@middy/core';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { AwsServiceError } from '../aws/service-error.ts';
import { type ObservedContext, observed, TIMEOUT_EARLY_MS } from '../lambda/observed.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Clock } from '../time.ts';
import { type RouteAnswer, toApiGateway } from './api-answer.ts';
import type { ApiEvent, ApiRequest } from './api-request.ts';
import { storageUnavailable } from './problem.ts';

export type Route = (request: ApiRequest) => Promise<RouteAnswer>;

export interface ApiDependencies {
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}

/** A handler that dispatches on `routeKey`; what no route expected becomes a 500, and a time-out a 504. */
export function apiHandler({ telemetry, clock }: ApiDependencies, routes: Readonly<Record<string, Route>>) {
  return middy<ApiEvent, APIGatewayProxyStructuredResultV2, Error, ObservedContext>({
    timeoutEarlyInMillis: TIMEOUT_EARLY_MS,
  })
    .before(fillIn)
    .use(observed(telemetry, clock, requestIdOf))
    .onError((request) => {
      const { event, context, error } = request;
      request.response = toApiGateway(unexpected(error), requestIdOf(event, context));
    })
    .handler(async (event, context) => {
      const route =
        event.routeKey !== undefined && Object.hasOwn(routes, event.routeKey) ? routes[event.routeKey] : undefined;
      const answer = route
        ? await route({ event, caller: callerOf(event), invocation: context.invocation })
        : noSuchRoute();
      return toApiGateway(answer, requestIdOf(event, context));
    });
}

/** A direct invocation may come without an event. */
function fillIn(request: { event: ApiEvent | null }): void {
  request.event ??= {};
}

function noSuchRoute(): RouteAnswer {
  return { problem: { code: 'route_not_found', detail: 'There is no such route.' } };
}

function unexpected(error: Error | null | undefined): RouteAnswer {
  if (error instanceof AwsServiceError) return { problem: storageUnavailable() };
  return error?.name === 'TimeoutError'
    ? { problem: { code: 'timed_out', detail: 'The request took too long.' } }
    : {
        problem: {
          code: 'internal_error',
          detail: 'Something is broken on our side; the log has more under the request id.',
        },
      };
}

/** What the caller is told is what the log lines carry. */
function requestIdOf(event: ApiEvent, context: Context): string {
  return event.requestContext?.requestId ?? context.awsRequestId;
}

/** Invoked directly, without API Gateway: IAM has authorized the caller. */
function callerOf(event: ApiEvent): string {
  return event.requestContext?.authorizer?.iam?.userArn ?? 'direct-invocation';
}
