import * as z from 'zod/mini';
import { parseQueueInput, QueueUrl } from './members.ts';
import { attributesMd5, selectAttributes } from './message-attributes.ts';
import type { Message, Queue } from './queue.ts';
import type { QueueStore } from './queue-store.ts';
import { invalidParameter } from './sqs-errors.ts';

const names = z.optional(z.array(z.string()));

const ReceiveMessageRequest = z.object({
  QueueUrl,
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
  MaxNumberOfMessages: z.optional(z.int()),
  VisibilityTimeout: z.optional(z.int()),
  WaitTimeSeconds: z.optional(z.int()),
});

/** Waits for the first message as long as it is asked to, by the clock of the services; ends early when `signal` is aborted. */
export async function receiveMessage(store: QueueStore, input: unknown, signal: AbortSignal): Promise<object> {
  const request = parseQueueInput(ReceiveMessageRequest, input);
  const queue = store.at(request.QueueUrl);
  const limit = request.MaxNumberOfMessages ?? 1;
  if (limit < 1 || limit > 10)
    throw invalidParameter('MaxNumberOfMessages', limit, 'Must be between 1 and 10, if provided.');
  const waitSeconds = request.WaitTimeSeconds ?? queue.settings.waitTimeSeconds;
  if (waitSeconds < 0 || waitSeconds > 20)
    throw invalidParameter('WaitTimeSeconds', waitSeconds, 'Must be >= 0 and <= 20, if provided.');
  const visibility = request.VisibilityTimeout;
  if (visibility !== undefined && (visibility < 0 || visibility > 43_200))
    throw invalidParameter('VisibilityTimeout', visibility, 'Must be >= 0 and <= 43200, if provided.');

  const messages = await waitFor(() => queue.receive(limit, visibility), waitSeconds, store, queue, signal);
  if (messages.length === 0) return {};
  const systemNames = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
  return { Messages: messages.map((message) => told(message, systemNames, request.MessageAttributeNames ?? [])) };
}

async function waitFor(
  receive: () => Message[],
  waitSeconds: number,
  store: QueueStore,
  queue: Queue,
  signal: AbortSignal,
): Promise<Message[]> {
  const deadline = store.clock() + waitSeconds * 1000;
  for (;;) {
    if (signal.aborted) return [];
    const messages = receive();
    const now = store.clock();
    if (messages.length > 0 || now >= deadline) return messages;
    await store.waiting.change(Math.min(deadline, queue.nextVisibleAt()) - now, signal);
  }
}

function told(message: Message, systemNames: readonly string[], attributeNames: readonly string[]): object {
  const attributes = selectAttributes(message.attributes, attributeNames);
  const system = systemAttributes(message, systemNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    Attributes: Object.keys(system).length === 0 ? undefined : system,
    MD5OfMessageAttributes: attributesMd5(attributes),
    MessageAttributes: Object.keys(attributes).length === 0 ? undefined : attributes,
  };
}

function systemAttributes(message: Message, asked: readonly string[]): Record<string, string> {
  const all: Record<string, string | null> = {
    SenderId: 'local',
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
  const told = Object.entries(all).filter(
    (entry): entry is [string, string] => entry[1] !== null && (asked.includes('All') || asked.includes(entry[0])),
  );
  return Object.fromEntries(told);
}
