import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { AwsServiceError, asked } from '../aws/service-error.ts';
import type { QueuedTest, TestQueue } from './test-message.ts';

/** SQS takes ten messages a call. */
const BATCH = 10;
const BATCHES_AT_ONCE = 10;

export function sqsTestQueue(client: SQSClient, queueUrl: string): TestQueue {
  async function sendBatch(tests: readonly QueuedTest[]): Promise<void> {
    const entries = tests.map(({ message, delaySeconds }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      DelaySeconds: delaySeconds,
    }));
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
    // One right covers both forms of sending: IAM knows no SendMessageBatch.
    const answer = await asked('sqs:SendMessage', client.send(command));
    const refused = answer.Failed?.[0];
    if (refused) throw new AwsServiceError('sqs:SendMessage', refused.Code ?? 'unknown');
  }

  return {
    async send(tests) {
      const batches = Array.from({ length: Math.ceil(tests.length / BATCH) }, (_, index) =>
        tests.slice(index * BATCH, (index + 1) * BATCH),
      );
      await pMap(batches, sendBatch, { concurrency: BATCHES_AT_ONCE });
    },
  };
}
