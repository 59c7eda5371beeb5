import { AwsServiceError } from '../aws/service-error.ts';
import type { Log } from './audit.ts';

/** Writes what was thrown: an AWS service that failed us is told apart from a bug. */
export function reportError(error: unknown, log: Log): void {
  if (error instanceof AwsServiceError) log.unavailable({ reason: error.reason, action: error.action });
  else log.broken(error);
}
