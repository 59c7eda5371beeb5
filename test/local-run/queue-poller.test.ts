import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import type { InvocationOutcome } from '../../infra/local-run/lambda-environment.ts';
import { type QueuePoller, type QueuePollerOptions, startQueuePoller } from '../../infra/local-run/queue-poller.ts';
import { eventually } from './eventually.ts';
import { type ManualTimers, manualTimers } from './manual-timers.ts';

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

let aws: LocalAws;
let sqs: SQSClient;
let queueUrl: string;
let timers: ManualTimers;
let batches: Batch[];
let troubles: unknown[];
let answer: (batch: Batch) => Promise<InvocationOutcome>;
let poller: QueuePoller | null;

beforeEach(async () => {
  aws = await startLocalAws();
  queueUrl = aws.createQueue('tests');
  sqs = new SQSClient({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  timers = manualTimers();
  batches = [];
  troubles = [];
  poller = null;
  answer = async () => ({ result: { batchItemFailures: [] } });
});

afterEach(async () => {
  await poller?.close();
  sqs.destroy();
  await aws.close();
});

function poll(options: Partial<QueuePollerOptions> = {}): void {
  poller = startQueuePoller({
    sqs,
    queueUrl,
    queueArn: 'arn:aws:sqs:us-east-1:000000000000:tests',
    region: 'us-east-1',
    batchSize: 10,
    windowMs: 0,
    reportBatchItemFailures: true,
    maxBatches: 2,
    timers,
    invoke(event) {
      const batch = event as Batch;
      batches.push(batch);
      return answer(batch);
    },
    onTrouble: (error) => troubles.push(error),
    ...options,
  });
}

async function send(...bodies: string[]): Promise<void> {
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
}

const bodiesLeft = () => aws.messages('tests').map(({ body }) => body);
const bodiesOf = (batch: Batch | undefined) => batch?.Records.map(({ body }) => body);
const idOf = (batch: Batch, body: string) => batch.Records.find((record) => record.body === body)?.messageId;
/** Deleting is the last that happens to a batch. */
const deletions = () =>
  aws.calls().filter(({ operation, outcome }) => operation === 'DeleteMessageBatch' && outcome !== null);

describe('the queue poller', () => {
  it('hands over what waits in the shape of an SQS event, and deletes it', async () => {
    await send('one', 'two');
    poll();
    await eventually(() => expect(bodiesLeft()).toEqual([]));
    expect(batches).toEqual([
      {
        Records: ['one', 'two'].map((body) => ({
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body,
          attributes: expect.objectContaining({
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
          }),
          messageAttributes: {},
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:tests',
          awsRegion: 'us-east-1',
        })),
      },
    ]);
  });

  it('leaves what the function names as failed', async () => {
    await send('good', 'bad');
    answer = async (batch) => ({ result: { batchItemFailures: [{ itemIdentifier: idOf(batch, 'bad') }] } });
    poll();
    await eventually(() => expect(bodiesLeft()).toEqual(['bad']));
  });

  it.each<[string, InvocationOutcome]>([
    ['fails', { error: { errorType: 'Error', errorMessage: 'broken' } }],
    ['names a message of another batch', { result: { batchItemFailures: [{ itemIdentifier: 'elsewhere' }] } }],
    ['names an empty identifier', { result: { batchItemFailures: [{ itemIdentifier: '' }] } }],
    ['names no identifier', { result: { batchItemFailures: [null] } }],
    ['answers with something else than a list', { result: { batchItemFailures: 'all' } }],
  ])('leaves the whole batch when the function %s', async (_, outcome) => {
    await send('one', 'two');
    answer = async ({ Records }) => (Records.some(({ body }) => body === 'last') ? { result: null } : outcome);
    poll();
    await eventually(() => expect(batches).toHaveLength(1));
    await send('last');
    await eventually(() => expect(deletions()).toHaveLength(1));
    expect(bodiesLeft()).toEqual(['one', 'two']);
  });

  it.each([null, {}, { batchItemFailures: null }, 'done'])('takes %j as success of the whole batch', async (result) => {
    await send('one');
    answer = async () => ({ result });
    poll();
    await eventually(() => expect(bodiesLeft()).toEqual([]));
  });

  it('takes any answer as success when the mapping knows no partial failures', async () => {
    await send('bad');
    answer = async (batch) => ({ result: { batchItemFailures: [{ itemIdentifier: idOf(batch, 'bad') }] } });
    poll({ reportBatchItemFailures: false });
    await eventually(() => expect(bodiesLeft()).toEqual([]));
  });

  it('gathers a full batch while its window is open', async () => {
    poll({ batchSize: 3, windowMs: 1_000 });
    await send('1', '2', '3', '4');
    await eventually(() => expect(bodiesOf(batches[0])).toEqual(['1', '2', '3']));
  });

  it('hands over what has come when the window closes', async () => {
    aws.onCall(({ operation }, phase) => {
      if (operation === 'ReceiveMessage' && phase === 'after') timers.advance(1_000);
    });
    poll({ batchSize: 10, windowMs: 1_000 });
    await send('1', '2');
    await eventually(() => expect(batches.flatMap(bodiesOf)).toEqual(['1', '2']));
  });

  it('holds batches of more than ten messages, and deletes them in calls of ten', async () => {
    await send(...Array.from({ length: 12 }, (_, index) => `message ${index}`));
    poll({ batchSize: 12, windowMs: 1_000 });
    await eventually(() => expect(bodiesLeft()).toEqual([]));
    expect(batches.map(({ Records }) => Records.length)).toEqual([12]);
    expect(deletions()).toHaveLength(2);
  });

  it('serves batches at the same time, but no more than it may', async () => {
    const release = Promise.withResolvers<InvocationOutcome>();
    answer = () => release.promise;
    await send('1', '2', '3');
    poll({ batchSize: 1, maxBatches: 2 });
    await eventually(() => expect(batches).toHaveLength(2));
    expect(aws.messages('tests').map(({ inFlight }) => inFlight)).toEqual([true, true, false]);
    release.resolve({ result: null });
    await eventually(() => expect(bodiesLeft()).toEqual([]));
  });

  it('goes on after the queue could not be read, a second later', async () => {
    let failures = 0;
    aws.onCall(({ operation }, phase) => {
      if (operation === 'ReceiveMessage' && phase === 'before' && failures++ === 0) throw new Error('network');
    });
    await send('one');
    poll();
    await eventually(() => expect(timers.nextInMs()).toBe(1_000));
    expect(troubles).toHaveLength(1);
    timers.advance(1_000);
    await eventually(() => expect(bodiesLeft()).toEqual([]));
  });

  it('tells when it could not delete', async () => {
    aws.onCall(({ operation }, phase) => {
      if (operation === 'DeleteMessageBatch' && phase === 'before') throw new Error('network');
    });
    await send('one');
    poll();
    await eventually(() => expect(troubles).toHaveLength(1));
    expect(bodiesLeft()).toEqual(['one']);
  });

  it('ends a long poll at once when it is closed', async () => {
    poll();
    await eventually(() => expect(aws.calls().map(({ operation }) => operation)).toEqual(['ReceiveMessage']));
    await poller?.close();
    expect(troubles).toEqual([]);
  });

  it('deletes nothing of a batch that was cut off by its end', async () => {
    const release = Promise.withResolvers<InvocationOutcome>();
    answer = () => release.promise;
    await send('one');
    poll();
    await eventually(() => expect(batches).toHaveLength(1));
    const closed = poller?.close();
    release.resolve({ result: null });
    await closed;
    expect(bodiesLeft()).toEqual(['one']);
  });
});
