import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { batchesOf } from '../aws/batches.ts';
import { asked } from '../aws/service-error.ts';
import { type Left, untilNothingIsLeft } from '../aws/until-nothing-is-left.ts';
import { systemClock } from '../system-clock.ts';
import type { Clock } from '../time.ts';
import type { QueuedTest, TestQueue } from './test-message.ts';

/** SQS takes ten messages a call. */
const BATCH = 10;
const BATCHES_AT_ONCE = 10;

export function sqsTestQueue(
  client: SQSClient,
  queueUrl: string,
  clock: Pick<Clock, 'sleep'> = systemClock,
): TestQueue {
  /** Answers those that were refused, with status 200: what was taken of the same batch is not sent again. */
  async function sendBatch(tests: readonly QueuedTest[]): Promise<Left<QueuedTest>> {
    const entries = tests.map(({ message, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      DelaySeconds: delaySeconds,
    }));
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
    // One right covers both forms of sending: IAM knows no SendMessageBatch.
    const { Failed = [] } = await asked('sqs:SendMessage', client.send(command));
    const refused = new Set(Failed.map(({ Id }) => Id));
    return { requests: tests.filter((_test, index) => refused.has(String(index))), reason: Failed[0]?.Code };
  }

  return {
    async send(tests) {
      await pMap(batchesOf(tests, BATCH), (batch) => untilNothingIsLeft('sqs:SendMessage', batch, sendBatch, clock), {
        concurrency: BATCHES_AT_ONCE,
      });
    },
  };
}
