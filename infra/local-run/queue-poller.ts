/**
 * Lambda's event source mapping of an SQS queue: receives messages, gathers them in batches, hands each batch to the function and
 * deletes what succeeded. What failed stays, and returns when its visibility time-out has run out. Source: AWS, "Using Lambda
 * with Amazon SQS".
 */
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { InvocationOutcome } from './lambda-environment.ts';
import { pause, type Timers } from './timers.ts';

export interface QueuePollerOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly region: string;
  readonly batchSize: number;
  /** How long a batch waits for more messages, from its first one. */
  readonly windowMs: number;
  readonly reportBatchItemFailures: boolean;
  /** Batches at the same time. */
  readonly maxBatches: number;
  readonly timers: Timers;
  invoke(event: unknown): Promise<InvocationOutcome>;
  /** Told when the queue cannot be read or written; polling goes on. */
  readonly onTrouble: (error: unknown) => void;
}

export interface QueuePoller {
  /** Stops receiving at once, and returns when the batches at work have ended. */
  close(): Promise<void>;
}

/** SQS's limits for one ReceiveMessage or DeleteMessageBatch, and for its waiting. */
const MESSAGES_A_CALL = 10;
const LONGEST_WAIT_SECONDS = 20;
const PAUSE_AFTER_TROUBLE_MS = 1_000;

export function startQueuePoller(options: QueuePollerOptions): QueuePoller {
  const { sqs, queueUrl, batchSize, timers } = options;
  const closing = new AbortController();
  const batches = new Set<Promise<void>>();

  async function poll(): Promise<void> {
    while (!closing.signal.aborted) {
      if (batches.size >= options.maxBatches) {
        await Promise.race(batches);
        continue;
      }
      const messages = await gather();
      if (messages.length === 0) continue;
      const batch = serve(messages).finally(() => batches.delete(batch));
      batches.add(batch);
    }
  }

  /** A full batch, or what has come by the end of the window; nothing when nothing came for a while. */
  async function gather(): Promise<Message[]> {
    const messages = await receive(batchSize, LONGEST_WAIT_SECONDS);
    const closesAt = timers.now() + options.windowMs;
    while (messages.length > 0 && messages.length < batchSize && !closing.signal.aborted) {
      const leftMs = closesAt - timers.now();
      if (leftMs <= 0) break;
      const waitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.ceil(leftMs / 1_000));
      messages.push(...(await receive(batchSize - messages.length, waitSeconds)));
    }
    return messages;
  }

  async function receive(atMost: number, waitSeconds: number): Promise<Message[]> {
    try {
      const command = new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(MESSAGES_A_CALL, atMost),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
      });
      const { Messages = [] } = await sqs.send(command, { abortSignal: closing.signal });
      return Messages;
    } catch (error) {
      if (closing.signal.aborted) return [];
      options.onTrouble(error);
      await pause(timers, PAUSE_AFTER_TROUBLE_MS, closing.signal);
      return [];
    }
  }

  async function serve(messages: readonly Message[]): Promise<void> {
    const outcome = await options.invoke({ Records: messages.map(toRecord) });
    const failed = failedIds(outcome, messages, options.reportBatchItemFailures);
    const done = messages.filter((message) => !failed.has(message.MessageId));
    for (let from = 0; from < done.length; from += MESSAGES_A_CALL) {
      await remove(done.slice(from, from + MESSAGES_A_CALL));
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    const Entries = messages.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle }));
    try {
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }), { abortSignal: closing.signal });
    } catch (error) {
      if (!closing.signal.aborted) options.onTrouble(error);
    }
  }

  function toRecord(message: Message) {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: {},
      md5OfBody: message.MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: options.queueArn,
      awsRegion: options.region,
    };
  }

  const polling = poll();
  return {
    async close() {
      closing.abort();
      await polling;
      await Promise.all(batches);
    },
  };
}

/** The messages to keep: those that the function names; all of them when it failed, or named one that is not in the batch. */
function failedIds(
  outcome: InvocationOutcome,
  messages: readonly Message[],
  reportBatchItemFailures: boolean,
): ReadonlySet<string | undefined> {
  const all = new Set(messages.map((message) => message.MessageId));
  if ('error' in outcome) return all;
  if (!reportBatchItemFailures) return new Set();
  const named = readFailures(outcome.result);
  return named?.every((id) => all.has(id)) ? new Set(named) : all;
}

/** Null when the function's answer is not a list of identifiers. No answer and no list mean that nothing failed. */
function readFailures(result: unknown): string[] | null {
  if (result === null || typeof result !== 'object' || !('batchItemFailures' in result)) return [];
  const { batchItemFailures } = result;
  if (batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return null;
  const ids: unknown[] = batchItemFailures.map((failure) => failure?.itemIdentifier);
  return ids.every((id) => typeof id === 'string') ? ids : null;
}
