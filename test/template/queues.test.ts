import { describe, expect, test } from 'vitest';
import { mapAt, numberAt, type TemplateMap } from '../../infra/template/values.ts';
import { deployment, everyOption, functions, resourcesOf } from './stack.ts';

const queues = resourcesOf('AWS::SQS::Queue');
const days = (count: number) => count * 24 * 60 * 60;

/** Who may send to a queue without a role of this template. */
const otherSenders: Readonly<Record<string, TemplateMap[]>> = {
  NotificationDeadLetterQueue: [
    {
      Sid: 'KeepFailedNotifications',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: 'NotificationDeadLetterQueue.Arn',
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    },
  ],
};

describe.each(Object.keys(queues))('%s', (logicalId) => {
  test('is encrypted, with the customer key if there is one', () => {
    const plain = queues[logicalId] ?? {};
    const encrypted = resourcesOf('AWS::SQS::Queue', deployment(everyOption))[logicalId] ?? {};
    expect(plain.SqsManagedSseEnabled).toBe(true);
    expect(plain).not.toHaveProperty('KmsMasterKeyId');
    expect(encrypted.KmsMasterKeyId).toBe(everyOption.KmsKeyArn);
    expect(encrypted).not.toHaveProperty('SqsManagedSseEnabled');
  });

  test('talks to nobody without TLS, and lets in nobody who is not named', () => {
    expect(resourcesOf('AWS::SQS::QueuePolicy')[`${logicalId}Policy`]).toEqual({
      Queues: [logicalId],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: `${logicalId}.Arn`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          ...(otherSenders[logicalId] ?? []),
        ],
      },
    });
  });

  test('keeps dead letters as long as SQS can, or has a queue for them', () => {
    const { RedrivePolicy, MessageRetentionPeriod } = queues[logicalId] ?? {};
    if (RedrivePolicy === undefined) expect(MessageRetentionPeriod).toBe(days(14));
    else expect(RedrivePolicy).toEqual({ deadLetterTargetArn: 'TestDeadLetterQueue.Arn', maxReceiveCount: 3 });
  });
});

describe('run-tests', () => {
  const sources = functions.flatMap((fn) => fn.queues.map((source) => ({ ...source, fn })));

  test('reads batches of ten, gathered for 20 seconds, and tells which messages failed', () => {
    expect(sources.map(({ fn, ...source }) => ({ ...source, name: fn.name }))).toEqual([
      { name: 'run-tests', source: 'TestQueue', batchSize: 10, windowSeconds: 20, reportBatchItemFailures: true },
    ]);
  });

  test('has six times its time-out, and the window, before a message is handed out again', () => {
    for (const { source, windowSeconds, fn } of sources) {
      const visibilitySeconds = numberAt(queues[source]?.VisibilityTimeout, source);
      expect(visibilitySeconds, source).toBeGreaterThanOrEqual(6 * fn.timeoutSeconds + windowSeconds);
    }
  });

  test('runs as many batches at once as the parameter says', () => {
    const { Events } =
      resourcesOf('AWS::Serverless::Function', deployment({ TestConcurrency: 7 })).RunTestsFunction ?? {};
    const { Properties } = mapAt(mapAt(Events, 'Events').QueuedTests, 'QueuedTests');
    expect(mapAt(Properties, 'Properties').ScalingConfig).toEqual({ MaximumConcurrency: 7 });
  });
});
