import { AwsError } from '../aws-error.ts';
import type { Refusal } from '../input.ts';

/**
 * SQS tells an error twice: by its name in the JSON protocol, and in the header `x-amzn-query-error` by the code of its old
 * query protocol, which the SDK prefers. Here the errors whose two names differ; for the others they are the same.
 */
const queryCodes: Readonly<Record<string, string>> = {
  AccessDeniedException: 'AccessDenied',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  InvalidParameterValueException: 'InvalidParameterValue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  MissingRequiredParameterException: 'MissingParameter',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
};

export function queryCode(error: AwsError): string {
  return queryCodes[error.code] ?? error.code;
}

export function sqsErrorHeaders(error: AwsError): Record<string, string> {
  return { 'x-amzn-query-error': `${queryCode(error)};${error.status < 500 ? 'Sender' : 'Receiver'}` };
}

export function invalidParameter(name: string, value: string | number, reason: string): AwsError {
  return new AwsError(
    'InvalidParameterValueException',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}

export function missingParameter(name: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`);
}

/** What `parseInput` refuses, in the words of SQS. */
export function refusedParameter({ path, kind, constraint }: Refusal): AwsError {
  const name = path.map(String).join('.');
  return kind === 'missing'
    ? missingParameter(name)
    : new AwsError('InvalidParameterValueException', `Parameter ${name} is invalid. Reason: ${constraint}.`);
}
