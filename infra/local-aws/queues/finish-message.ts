import * as z from 'zod/mini';
import { batchEntries, performBatch } from './batch.ts';
import { parseQueueInput, QueueUrl } from './members.ts';
import type { QueueStore } from './queue-store.ts';
import { invalidParameter } from './sqs-errors.ts';

const MAX_VISIBILITY_SECONDS = 43_200;

const DeleteMessageRequest = z.object({ QueueUrl, ReceiptHandle: z.string() });
const DeleteMessageBatchRequest = z.object({
  QueueUrl,
  Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string() })),
});
const ChangeMessageVisibilityRequest = z.object({
  QueueUrl,
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.int(),
});

export function deleteMessage(store: QueueStore, input: unknown): object {
  const request = parseQueueInput(DeleteMessageRequest, input);
  store.at(request.QueueUrl).delete(request.ReceiptHandle);
  return {};
}

export function deleteMessageBatch(store: QueueStore, input: unknown): object {
  const request = parseQueueInput(DeleteMessageBatchRequest, input);
  const queue = store.at(request.QueueUrl);
  return performBatch(batchEntries(request.Entries, 'DeleteMessageBatchRequestEntry'), ({ ReceiptHandle }) => {
    queue.delete(ReceiptHandle);
    return {};
  });
}

/** Zero seconds give a message back at once. */
export function changeMessageVisibility(store: QueueStore, input: unknown): object {
  const request = parseQueueInput(ChangeMessageVisibilityRequest, input);
  const queue = store.at(request.QueueUrl);
  const { VisibilityTimeout: seconds } = request;
  if (seconds < 0 || seconds > MAX_VISIBILITY_SECONDS)
    throw invalidParameter('VisibilityTimeout', seconds, 'VisibilityTimeout must be >= 0 and <= 43200.');
  queue.changeVisibility(request.ReceiptHandle, seconds);
  store.waiting.wake();
  return {};
}
