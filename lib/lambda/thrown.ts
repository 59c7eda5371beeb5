/** What a handler throws, Lambda writes to the log and answers to whoever invoked it: nothing of it may be a surprise. */
import { AwsServiceError } from '../aws/service-error.ts';
import { nameOf } from '../telemetry/error-name.ts';

/** The event names no run that could be planned. */
export class ScheduleEventError extends Error {
  override name = 'ScheduleEventError';
}

/** The error by its name; by its text only where that is made of words of ours; never with its cause, place or members. */
export function thrown(error: unknown): Error {
  const isOurs = error instanceof AwsServiceError || error instanceof ScheduleEventError;
  const bare = new Error(isOurs ? error.message : '');
  bare.name = nameOf(error);
  bare.stack = `${bare}`;
  return bare;
}
