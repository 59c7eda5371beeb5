import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { parseQueueInput, QueueUrl } from './members.ts';
import type { Queue } from './queue.ts';
import { settingAttributes } from './queue-attributes.ts';
import { type QueueStore, queueUrl } from './queue-store.ts';

const CreateQueueRequest = z.object({
  QueueName: z.string(),
  Attributes: z.optional(z.record(z.string(), z.string())),
});
const GetQueueUrlRequest = z.object({ QueueName: z.string() });
const GetQueueAttributesRequest = z.object({ QueueUrl, AttributeNames: z.optional(z.array(z.string())) });
const PurgeQueueRequest = z.object({ QueueUrl });

const PURGE_INTERVAL_MS = 60_000;

/** `origin` is where the queue's URL points. Tags are accepted and forgotten. */
export function createQueue(store: QueueStore, origin: string, input: unknown): object {
  const request = parseQueueInput(CreateQueueRequest, input);
  const queue = store.create(request.QueueName, request.Attributes ?? {});
  return { QueueUrl: queueUrl(origin, queue.name) };
}

export function getQueueUrl(store: QueueStore, origin: string, input: unknown): object {
  const { QueueName } = parseQueueInput(GetQueueUrlRequest, input);
  return { QueueUrl: queueUrl(origin, store.named(QueueName).name) };
}

export function getQueueAttributes(store: QueueStore, input: unknown): object {
  const request = parseQueueInput(GetQueueAttributesRequest, input);
  const all = attributesOf(store.at(request.QueueUrl));
  const asked = request.AttributeNames ?? [];
  if (asked.includes('All')) return { Attributes: all };
  const unknown = asked.find((name) => !(name in all) && !optional.includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const told = Object.entries(all).filter(([name]) => asked.includes(name));
  return told.length === 0 ? {} : { Attributes: Object.fromEntries(told) };
}

export function purgeQueue(store: QueueStore, input: unknown): object {
  const queue = store.at(parseQueueInput(PurgeQueueRequest, input).QueueUrl);
  const now = store.clock();
  if (queue.purgedAt !== null && now - queue.purgedAt < PURGE_INTERVAL_MS)
    throw new AwsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      403,
    );
  queue.purgedAt = now;
  queue.purge();
  return {};
}

/** Attributes that only some queues have: asking for them is no mistake. */
const optional = ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'Policy', 'RedriveAllowPolicy', 'RedrivePolicy'];

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts();
  const createdAt = String(Math.floor(queue.createdAt / 1000));
  return {
    ...settingAttributes(queue.given),
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: createdAt,
    LastModifiedTimestamp: createdAt,
  };
}
