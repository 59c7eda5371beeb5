import { AwsError, notAuthorized } from '../aws-error.ts';
import { objectMembers, textMember } from '../json-peek.ts';
import { type JsonOperation, jsonService } from '../json-service.ts';
import type { Service } from '../service.ts';
import { changeMessageVisibility, deleteMessage, deleteMessageBatch } from './finish-message.ts';
import { createQueue, getQueueAttributes, getQueueUrl, purgeQueue } from './manage-queue.ts';
import { type QueueStore, queueNameOf } from './queue-store.ts';
import { receiveMessage } from './receive-message.ts';
import { sendMessage, sendMessageBatch } from './send-message.ts';
import { sqsErrorHeaders } from './sqs-errors.ts';

/** Amazon SQS, standard queues, as far as this project uses it. `origin` gives the address in queue URLs once it is known. */
export function sqs(store: QueueStore, origin: () => string): Service {
  const bind =
    (operation: (store: QueueStore, input: unknown) => object): JsonOperation =>
    (input) =>
      operation(store, input);
  return jsonService({
    name: 'sqs',
    target: 'AmazonSQS',
    version: '1.0',
    operations: {
      ChangeMessageVisibility: bind(changeMessageVisibility),
      CreateQueue: (input) => createQueue(store, origin(), input),
      DeleteMessage: bind(deleteMessage),
      DeleteMessageBatch: bind(deleteMessageBatch),
      GetQueueAttributes: bind(getQueueAttributes),
      GetQueueUrl: (input) => getQueueUrl(store, origin(), input),
      PurgeQueue: bind(purgeQueue),
      ReceiveMessage: (input, signal) => receiveMessage(store, input, signal),
      SendMessage: bind(sendMessage),
      SendMessageBatch: bind(sendMessageBatch),
    },
    resourceOf(input) {
      const url = textMember(input, 'QueueUrl');
      return url === null ? textMember(input, 'QueueName') : queueNameOf(url);
    },
    faultError(fault, operation, resource) {
      switch (fault) {
        case 'throttled':
          return new AwsError('RequestThrottled', 'The request was denied due to request throttling.');
        case 'access-denied':
          return new AwsError(
            'AccessDeniedException',
            notAuthorized(`sqs:${operation.replace(/Batch$/, '').toLowerCase()}`, resource),
            403,
          );
        case 'internal-error':
          return new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
      }
    },
    failedEntries(operation, input) {
      if (!operation.endsWith('Batch')) return null;
      const failed = { SenderFault: false, Code: 'InternalError', Message: 'We encountered an internal error.' };
      return { Failed: objectMembers(input, 'Entries').map((entry) => ({ Id: textMember(entry, 'Id'), ...failed })) };
    },
    errorHeaders: sqsErrorHeaders,
  });
}

/** SQS names the action in lower case in this message. */
