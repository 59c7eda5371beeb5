import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { awsClients, type Clients, errorOf, expectRefused } from './contract-target.ts';

let now = 0;
let aws: LocalAws;
let clients: Clients;
let QueueUrl: string;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1, 12);
  aws = await startLocalAws({ clock: () => now });
  clients = awsClients(aws.endpoint);
  QueueUrl = aws.createQueue('tests', { VisibilityTimeout: '60', MessageRetentionPeriod: '3600' });
});
afterEach(() => aws.close());

const send = (MessageBody: string, rest = {}) =>
  clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest }));
const receive = async (rest: Partial<ReceiveMessageCommandInput> = {}, options = {}) =>
  (await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, ...rest }), options)).Messages ?? [];
const remove = (ReceiptHandle: string | undefined) =>
  clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
  clients.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));

describe('a local queue', () => {
  it('hides and shows messages by the injected clock', async () => {
    await send('x');
    expect(await receive()).toHaveLength(1);
    now += 59_999;
    expect(await receive()).toEqual([]);
    now += 1;
    expect(await receive()).toHaveLength(1);
  });

  it('keeps a message that is deleted by the handle of an earlier receive', async () => {
    await send('x');
    const [first] = await receive();
    now += 60_000;
    const [second] = await receive();
    await remove(first?.ReceiptHandle);
    expect(aws.messages('tests')).toHaveLength(1);
    await remove(second?.ReceiptHandle);
    expect(aws.messages('tests')).toEqual([]);
  });

  it('deletes and hides by the last handle also after its time-out', async () => {
    await send('x');
    const [message] = await receive();
    now += 120_000;
    await change(message?.ReceiptHandle, 60);
    expect(await receive()).toEqual([]);
    now += 120_000;
    await remove(message?.ReceiptHandle);
    expect(aws.messages('tests')).toEqual([]);
  });

  it('refuses to hide a message that is gone or was received again', async () => {
    await send('x');
    const [first] = await receive();
    now += 60_000;
    const [second] = await receive();
    await expectRefused(change(first?.ReceiptHandle, 60), 'InvalidParameterValue');
    await remove(second?.ReceiptHandle);
    await expectRefused(change(second?.ReceiptHandle, 60), 'InvalidParameterValue');
  });

  it('refuses the handle of another queue', async () => {
    await send('x');
    const [message] = await receive();
    QueueUrl = aws.createQueue('other');
    await expectRefused(remove(message?.ReceiptHandle), 'ReceiptHandleIsInvalid');
  });

  it('forgets messages after the retention period', async () => {
    await send('x');
    now += 3_600_001;
    expect(await receive()).toEqual([]);
    expect(aws.messages('tests')).toEqual([]);
  });

  it('hands a message to nobody whose caller has gone', async () => {
    const caller = new AbortController();
    const waiting = errorOf(receive({ WaitTimeSeconds: 20 }, { abortSignal: caller.signal }));
    await aws.receiveWaiting();
    const left = Promise.withResolvers<void>();
    aws.onCall(({ operation }, phase) => {
      if (operation === 'ReceiveMessage' && phase === 'after') left.resolve();
    });
    caller.abort();
    await waiting;
    await left.promise;
    await send('for the next');
    expect(await receive()).toMatchObject([{ Body: 'for the next' }]);
  });

  it('serves several receives that wait, each message once', async () => {
    const receives = Array.from({ length: 5 }, () => receive({ WaitTimeSeconds: 20 }));
    await aws.receiveWaiting();
    const Entries = Array.from({ length: 5 }, (_, index) => ({ Id: `${index}`, MessageBody: `${index}` }));
    await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const received = (await Promise.all(receives)).flat();
    expect(received.map(({ Body }) => Body).sort()).toEqual(['0', '1', '2', '3', '4']);
  });

  it('delays by the queue’s own delay unless the message says otherwise', async () => {
    QueueUrl = aws.createQueue('delayed', { DelaySeconds: '10' });
    await send('by the queue');
    await send('at once', { DelaySeconds: 0 });
    expect(await receive()).toMatchObject([{ Body: 'at once' }]);
    now += 10_000;
    expect(await receive()).toMatchObject([{ Body: 'by the queue' }]);
  });

  it('refuses messages over its own limit, attributes counted', async () => {
    QueueUrl = aws.createQueue('small', { MaximumMessageSize: '1024' });
    const MessageAttributes = { Name: { DataType: 'String', StringValue: 'x' } };
    const attributeBytes = 'Name'.length + 'String'.length + 'x'.length;
    await send('x'.repeat(1024 - attributeBytes), { MessageAttributes });
    await expectRefused(
      send('x'.repeat(1025 - attributeBytes), { MessageAttributes }),
      'InvalidParameterValue',
      'One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.',
    );
  });

  it.each([
    ['eleven attributes', Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, 'x']))],
    ['a name with a space', { 'a b': 'x' }],
    ['an empty value', { a: '' }],
  ])('refuses a message with %s', async (_, texts) => {
    const attributes = Object.entries(texts).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
    const MessageAttributes = Object.fromEntries(attributes);
    await expectRefused(send('x', { MessageAttributes }), 'InvalidParameterValue');
  });

  it.each([
    { VisibilityTimeout: '43201' },
    { DelaySeconds: '-1' },
    { ReceiveMessageWaitTimeSeconds: '1.5' },
    { MaximumMessageSize: '1023' },
    { RedrivePolicy: 'not JSON' },
    { RedrivePolicy: '{}' },
    { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:tests","maxReceiveCount":0}' },
    { FifoQueue: 'true' },
  ])('is not made with %j', (attributes) => {
    expect(() => aws.createQueue('bad', attributes)).toThrow();
    expect(() => aws.messages('bad')).toThrow('does not exist');
  });
});
