import { describe, expect, test } from 'vitest';
import { numberAt, type TemplateMap } from '../../infra/template/values.ts';
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

describe('the queues', () => {
  test.each([
    ['a key of SQS', { SqsManagedSseEnabled: true }, {}],
    ['the customer key, if there is one,', { KmsMasterKeyId: everyOption.KmsKeyArn }, everyOption],
  ])('are these, encrypted with %s and with dead letters kept as long as SQS can', (_, encryption, parameters) => {
    const ofDeadLetters = { MessageRetentionPeriod: days(14), ...encryption };
    expect(resourcesOf('AWS::SQS::Queue', deployment(parameters))).toEqual({
      TestQueue: {
        VisibilityTimeout: 380,
        MessageRetentionPeriod: days(1),
        RedrivePolicy: { deadLetterTargetArn: 'TestDeadLetterQueue.Arn', maxReceiveCount: 3 },
        ...encryption,
      },
      TestDeadLetterQueue: ofDeadLetters,
      PlanDeadLetterQueue: ofDeadLetters,
      NotificationDeadLetterQueue: ofDeadLetters,
    });
  });
});

describe.each(Object.keys(queues))('%s', (logicalId) => {
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
});

describe('run-tests', () => {
  const sources = functions.flatMap((fn) => fn.queues.map((source) => ({ ...source, fn })));

  test('alone reads from a queue', () => {
    expect(sources.map(({ fn, source }) => [fn.name, source])).toEqual([['run-tests', 'TestQueue']]);
  });

  test('reads batches of ten, gathered for 20 seconds, as many at once as the parameter says, and tells which messages failed', () => {
    const context = deployment({ TestConcurrency: 7 });
    expect(resourcesOf('AWS::Serverless::Function', context).RunTestsFunction?.Events).toEqual({
      QueuedTests: {
        Type: 'SQS',
        Properties: {
          Queue: 'TestQueue.Arn',
          BatchSize: 10,
          MaximumBatchingWindowInSeconds: 20,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 7 },
        },
      },
    });
  });

  test('has six times its time-out, and the window, before a message is handed out again', () => {
    for (const { source, windowSeconds, fn } of sources) {
      const visibilitySeconds = numberAt(queues[source]?.VisibilityTimeout, source);
      expect(visibilitySeconds, source).toBeGreaterThanOrEqual(6 * fn.timeoutSeconds + windowSeconds);
    }
  });
});
