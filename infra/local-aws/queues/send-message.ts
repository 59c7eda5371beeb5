import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { batchEntries, performBatch } from './batch.ts';
import { parseQueueInput, QueueUrl } from './members.ts';
import { attributesBytes, attributesMd5, checkMessageAttributes, MessageAttributes } from './message-attributes.ts';
import type { Queue } from './queue.ts';
import { MAX_MESSAGE_BYTES } from './queue-attributes.ts';
import type { QueueStore } from './queue-store.ts';
import { invalidParameter, missingParameter } from './sqs-errors.ts';

const message = {
  MessageBody: z.string(),
  DelaySeconds: z.optional(z.int()),
  MessageAttributes: z.optional(MessageAttributes),
  MessageSystemAttributes: z.optional(MessageAttributes),
};
const SendMessageRequest = z.object({ QueueUrl, ...message });
const Entry = z.object({ Id: z.string(), ...message });
const SendMessageBatchRequest = z.object({ QueueUrl, Entries: z.array(Entry) });

type MessageInput = Omit<z.infer<typeof Entry>, 'Id'>;

/** Characters that XML 1.0 allows; SQS takes no others. */
const CONTENTS = /^[\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

export function sendMessage(store: QueueStore, input: unknown): object {
  const request = parseQueueInput(SendMessageRequest, input);
  const queue = store.at(request.QueueUrl);
  const sent = send(queue, request, 'One or more parameters are invalid.');
  store.waiting.wake();
  return sent;
}

/** Up to ten messages of together 1 MiB; those refused are told one by one. */
export function sendMessageBatch(store: QueueStore, input: unknown): object {
  const request = parseQueueInput(SendMessageBatchRequest, input);
  const queue = store.at(request.QueueUrl);
  const entries = batchEntries(request.Entries, 'SendMessageBatchRequestEntry');
  const bytes = entries.map(sizeOf).reduce((sum, size) => sum + size, 0);
  if (bytes > MAX_MESSAGE_BYTES)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  const answer = performBatch(entries, (entry) => send(queue, entry, 'One or more parameters cannot be validated.'));
  store.waiting.wake();
  return answer;
}

function send(queue: Queue, input: MessageInput, tooLong: string): object {
  const { MessageBody, MessageAttributes: attributes = {}, MessageSystemAttributes: system = {}, DelaySeconds } = input;
  if (MessageBody === '') throw missingParameter('MessageBody');
  if (!CONTENTS.test(MessageBody))
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
    );
  checkMessageAttributes(attributes);
  if (DelaySeconds !== undefined && (DelaySeconds < 0 || DelaySeconds > 900))
    throw invalidParameter('DelaySeconds', DelaySeconds, 'DelaySeconds must be >= 0 and <= 900.');
  const limit = queue.settings.maximumMessageBytes;
  if (sizeOf(input) > limit)
    throw new AwsError(
      'InvalidParameterValueException',
      `${tooLong} Reason: Message must be shorter than ${limit} bytes.`,
    );
  const traceHeader = system.AWSTraceHeader?.StringValue ?? null;
  const sent = queue.send({ body: MessageBody, attributes, traceHeader, delaySeconds: DelaySeconds });
  return {
    MessageId: sent.id,
    MD5OfMessageBody: sent.bodyMd5,
    MD5OfMessageAttributes: sent.attributesMd5,
    MD5OfMessageSystemAttributes: attributesMd5(system),
  };
}

function sizeOf({ MessageBody, MessageAttributes: attributes = {} }: MessageInput): number {
  return Buffer.byteLength(MessageBody) + attributesBytes(attributes);
}
