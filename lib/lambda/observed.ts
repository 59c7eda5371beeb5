import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { reportError } from '../telemetry/report-error.ts';
import type { ObservedInvocation, Telemetry } from '../telemetry/telemetry.ts';
import type { Clock } from '../time.ts';
import { thrown } from './thrown.ts';

export interface ObservedContext extends Context {
  invocation: ObservedInvocation;
}

/** What is left between our own deadline and Lambda's: time to record, to answer and to log. */
const MARGIN_MS = 1_000;
/** Middy's own time-out, in case something does not keep the deadline: an answer still goes out. */
export const TIMEOUT_EARLY_MS = 500;

/** Gives each invocation its own log, metrics and deadline, and prints the metrics however it ends. Log lines carry `requestIdOf`. */
export function observed<Event, Result>(
  telemetry: Telemetry,
  clock: Clock,
  requestIdOf: (event: Event, context: Context) => string = (_event, { awsRequestId }) => awsRequestId,
): MiddlewareObj<Event, Result, Error, ObservedContext> {
  return {
    before({ event, context }) {
      context.invocation = telemetry(requestIdOf(event, context), clock.now() + remainingMs(context) - MARGIN_MS);
    },
    after({ context }) {
      context.invocation.publish();
    },
    onError(request) {
      const { context, error } = request;
      reportError(error, context.invocation.log);
      context.invocation.publish();
      request.error = thrown(error);
    },
  };
}

/** Less than every time-out in the template, for a caller that is not Lambda and gives no context. */
const WITHOUT_CONTEXT_MS = 28_000;

function remainingMs(context: Partial<Context>): number {
  return context.getRemainingTimeInMillis?.() ?? WITHOUT_CONTEXT_MS;
}
