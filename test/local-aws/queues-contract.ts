import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { describe, expect } from 'vitest';
import { awsClients, type ContractTarget, type ContractTest, expectRefused, uniqueName } from './contract-target.ts';

const MIB = 1_048_576;

export function queuesContract(target: ContractTarget, test: ContractTest): void {
  const sqs = () => awsClients(target.endpoint()).sqs;
  const createQueue = async (Attributes: Record<string, string> = {}, QueueName = uniqueName('contract')) => {
    const { QueueUrl = '' } = await sqs().send(new CreateQueueCommand({ QueueName, Attributes }));
    return QueueUrl;
  };
  const send = (QueueUrl: string, MessageBody: string, rest: Partial<SendMessageCommandInput> = {}) =>
    sqs().send(new SendMessageCommand({ QueueUrl, MessageBody, ...rest }));
  const receive = async (QueueUrl: string, rest: Partial<ReceiveMessageCommandInput> = {}) => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...rest });
    return (await sqs().send(command)).Messages ?? [];
  };
  const attributes = async (QueueUrl: string) =>
    (await sqs().send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
  const bodies = (messages: { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);

  describe('SQS: messages', () => {
    test('a message is received as it was sent, and is gone once deleted', async () => {
      const queue = await createQueue();
      const { MessageId } = await send(queue, '{"text":"grüße €"}', {
        MessageAttributes: {
          Text: { DataType: 'String', StringValue: 'a' },
          Bytes: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 3]) },
        },
      });
      const [message] = await receive(queue, { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
      expect(message).toMatchObject({
        MessageId,
        Body: '{"text":"grüße €"}',
        MessageAttributes: { Text: { DataType: 'String', StringValue: 'a' }, Bytes: { DataType: 'Binary' } },
        Attributes: { ApproximateReceiveCount: '1' },
      });
      expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThan(1_600_000_000_000);
      const done = { QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle };
      await sqs().send(new DeleteMessageCommand(done));
      await sqs().send(new DeleteMessageCommand(done));
      expect(await attributes(queue)).toMatchObject({
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesNotVisible: '0',
      });
    });

    test('the digest of message attributes is the one of the developer guide', async () => {
      const queue = await createQueue();
      const sent = await send(queue, 'msg', { MessageAttributes: { Foo: { DataType: 'String', StringValue: 'Bar' } } });
      expect(sent.MD5OfMessageAttributes).toBe('ae7155c6026991b6d54b11589678bf9c');
    });

    test('an empty queue answers without messages', async () => {
      const command = new ReceiveMessageCommand({ QueueUrl: await createQueue() });
      expect((await sqs().send(command)).Messages).toBeUndefined();
    });

    test('attributes are told by name and by prefix', async () => {
      const queue = await createQueue({ VisibilityTimeout: '0' });
      const text = (StringValue: string) => ({ DataType: 'String', StringValue });
      await send(queue, 'x', { MessageAttributes: { 'a.one': text('1'), 'a.two': text('2'), b: text('3') } });
      const told = async (MessageAttributeNames: string[]) => {
        const [message] = await receive(queue, { MessageAttributeNames });
        return Object.keys(message?.MessageAttributes ?? {}).sort();
      };
      expect(await told([])).toEqual([]);
      expect(await told(['b', 'absent'])).toEqual(['b']);
      expect(await told(['a.*'])).toEqual(['a.one', 'a.two']);
      expect(await told(['.*'])).toEqual(['a.one', 'a.two', 'b']);
    });

    test('a received message is hidden for the visibility time-out, then received again', async () => {
      const queue = await createQueue({ VisibilityTimeout: '1' });
      await send(queue, 'x');
      expect(await receive(queue)).toHaveLength(1);
      expect(await receive(queue)).toEqual([]);
      expect(await attributes(queue)).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '1' });
      await target.advance(1_200);
      const [again] = await receive(queue, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
      expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
    });

    test('a visibility of zero seconds gives a message back at once', async () => {
      const queue = await createQueue();
      await send(queue, 'x');
      const [message] = await receive(queue);
      await sqs().send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queue,
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
      expect(await receive(queue)).toHaveLength(1);
    });

    test('visibility is at most twelve hours', async () => {
      const queue = await createQueue();
      await send(queue, 'x');
      const [message] = await receive(queue);
      const change = { QueueUrl: queue, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout: 43_201 };
      await expectRefused(sqs().send(new ChangeMessageVisibilityCommand(change)), 'InvalidParameterValue');
    });

    test('a delayed message is hidden until its time comes', async () => {
      const queue = await createQueue();
      await send(queue, 'later', { DelaySeconds: 1 });
      expect(await receive(queue)).toEqual([]);
      expect(await attributes(queue)).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
      await target.advance(1_200);
      expect(bodies(await receive(queue))).toEqual(['later']);
    });

    test('a delay is at most 900 seconds', async () => {
      const queue = await createQueue();
      await send(queue, 'x', { DelaySeconds: 900 });
      await expectRefused(
        send(queue, 'x', { DelaySeconds: 901 }),
        'InvalidParameterValue',
        'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
      );
    });

    test('a body has 1 MiB at most', async () => {
      const queue = await createQueue();
      await send(queue, 'x'.repeat(MIB));
      await expectRefused(send(queue, 'x'.repeat(MIB + 1)), 'InvalidParameterValue', /1048576 bytes/);
    });

    test('a body is not empty', async () => {
      await expectRefused(send(await createQueue(), ''), 'MissingParameter', /MessageBody/);
    });

    test('a body holds only characters of XML', async () => {
      await expectRefused(send(await createQueue(), 'bell \u0007'), 'InvalidMessageContents');
    });

    test('a handle that is none is refused', async () => {
      const done = { QueueUrl: await createQueue(), ReceiptHandle: 'invented' };
      await expectRefused(sqs().send(new DeleteMessageCommand(done)), 'ReceiptHandleIsInvalid');
    });

    test('a receive asks for one to ten messages and waits twenty seconds at most', async () => {
      const queue = await createQueue();
      await expectRefused(receive(queue, { MaxNumberOfMessages: 11 }), 'InvalidParameterValue');
      await expectRefused(receive(queue, { MaxNumberOfMessages: 0 }), 'InvalidParameterValue');
      await expectRefused(receive(queue, { WaitTimeSeconds: 21 }), 'InvalidParameterValue');
    });
  });

  describe('SQS: waiting', () => {
    test('a waiting receive is answered when a message comes', async () => {
      const queue = await createQueue();
      const waiting = receive(queue, { WaitTimeSeconds: 20 });
      await target.receiveWaiting();
      await send(queue, 'here');
      expect(bodies(await waiting)).toEqual(['here']);
    });

    test('a waiting receive is answered when a delayed message shows', async () => {
      const queue = await createQueue();
      await send(queue, 'delayed', { DelaySeconds: 1 });
      const waiting = receive(queue, { WaitTimeSeconds: 20 });
      await target.receiveWaiting();
      await target.advance(1_200);
      expect(bodies(await waiting)).toEqual(['delayed']);
    });

    test('a waiting receive ends without messages when its time is over', async () => {
      const queue = await createQueue();
      const waiting = receive(queue, { WaitTimeSeconds: 1 });
      await target.receiveWaiting();
      await target.advance(1_200);
      expect(await waiting).toEqual([]);
    });

    test('the queue says how long a receive waits that does not say', async () => {
      const queue = await createQueue({ ReceiveMessageWaitTimeSeconds: '20' });
      const waiting = receive(queue);
      await target.receiveWaiting();
      await send(queue, 'here');
      expect(bodies(await waiting)).toEqual(['here']);
    });
  });

  describe('SQS: batches', () => {
    const entries = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ Id: `id-${index}`, MessageBody: `body ${index}` }));
    const sendBatch = (QueueUrl: string, Entries: { Id: string; MessageBody: string }[]) =>
      sqs().send(new SendMessageBatchCommand({ QueueUrl, Entries }));

    test('ten messages are sent, received and deleted together', async () => {
      const queue = await createQueue();
      const sent = await sendBatch(queue, entries(10));
      expect(sent.Successful).toHaveLength(10);
      expect(sent.Failed ?? []).toEqual([]);
      const messages = await receive(queue);
      expect(bodies(messages).sort()).toEqual(entries(10).map(({ MessageBody }) => MessageBody));
      const Entries = messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
      const deleted = await sqs().send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
      expect(deleted.Successful).toHaveLength(10);
      expect(deleted.Failed ?? []).toEqual([]);
      expect(await attributes(queue)).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' });
    });

    test('a batch of none, of eleven, with an id twice or an id that is none is refused', async () => {
      const queue = await createQueue();
      await expectRefused(sendBatch(queue, []), 'EmptyBatchRequest');
      await expectRefused(
        sendBatch(queue, entries(11)),
        'TooManyEntriesInBatchRequest',
        'Maximum number of entries per request are 10. You have sent 11.',
      );
      await expectRefused(
        sendBatch(queue, [...entries(2), ...entries(1)]),
        'BatchEntryIdsNotDistinct',
        'Id id-0 repeated.',
      );
      await expectRefused(sendBatch(queue, [{ Id: 'a b', MessageBody: 'x' }]), 'InvalidBatchEntryId');
      expect(await receive(queue)).toEqual([]);
    });

    test('a batch has 1 MiB at most in all', async () => {
      const half = 'x'.repeat(MIB / 2);
      const batch = (second: string) => [
        { Id: 'a', MessageBody: half },
        { Id: 'b', MessageBody: second },
      ];
      const queue = await createQueue();
      expect((await sendBatch(queue, batch(half))).Successful).toHaveLength(2);
      await expectRefused(
        sendBatch(queue, batch(`${half}x`)),
        'BatchRequestTooLong',
        'Batch requests cannot be longer than 1048576 bytes. You have sent 1048577 bytes.',
      );
    });

    test('an entry that is refused does not stop the others', async () => {
      const queue = await createQueue();
      const sent = await sqs().send(
        new SendMessageBatchCommand({
          QueueUrl: queue,
          Entries: [
            { Id: 'good', MessageBody: 'x' },
            { Id: 'bad', MessageBody: 'x', DelaySeconds: 901 },
          ],
        }),
      );
      expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good']);
      expect(sent.Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'InvalidParameterValue' }]);
    });
  });

  describe('SQS: queues', () => {
    test('a message that was received too often goes to the dead-letter queue', async () => {
      const deadLetters = await createQueue();
      const { QueueArn: deadLetterTargetArn } = await attributes(deadLetters);
      const queue = await createQueue({
        VisibilityTimeout: '0',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
      });
      const { MessageId } = await send(queue, 'poison');
      expect(await receive(queue)).toHaveLength(1);
      expect(await receive(queue)).toHaveLength(1);
      expect(await receive(queue)).toEqual([]);
      expect(await attributes(queue)).toMatchObject({ ApproximateNumberOfMessages: '0' });
      expect(bodies(await receive(deadLetters, { VisibilityTimeout: 0 }))).toEqual(['poison']);
      expect(await receive(deadLetters)).toMatchObject([{ MessageId }]);
    });

    test('a message in a dead-letter queue keeps its count of receives and names its queue', async () => {
      const deadLetters = await createQueue();
      const { QueueArn: deadLetterTargetArn } = await attributes(deadLetters);
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 });
      const queue = await createQueue({ VisibilityTimeout: '0', RedrivePolicy });
      await send(queue, 'poison');
      await receive(queue);
      await receive(queue);
      const [dead] = await receive(deadLetters, { MessageSystemAttributeNames: ['All'] });
      const { QueueArn } = await attributes(queue);
      expect(dead?.Attributes).toMatchObject({ ApproximateReceiveCount: '2', DeadLetterQueueSourceArn: QueueArn });
    });

    test('a dead-letter queue must be there', async () => {
      const RedrivePolicy = JSON.stringify({
        deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:absent',
        maxReceiveCount: 2,
      });
      await expectRefused(createQueue({ RedrivePolicy }), ['InvalidParameterValue', 'QueueDoesNotExist']);
    });

    test('a queue that is not there is told', async () => {
      const absent = { QueueUrl: `${target.endpoint()}/000000000000/${uniqueName('absent')}` };
      await expectRefused(receive(absent.QueueUrl), 'QueueDoesNotExist');
      await expectRefused(send(absent.QueueUrl, 'x'), 'QueueDoesNotExist');
      await expectRefused(sqs().send(new GetQueueUrlCommand({ QueueName: uniqueName('absent') })), 'QueueDoesNotExist');
    });

    test('a queue is found by its name', async () => {
      const name = uniqueName('contract');
      const url = await createQueue({}, name);
      expect((await sqs().send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(url);
    });

    test('creating a queue again is no mistake, unless its attributes differ', async () => {
      const name = uniqueName('contract');
      const url = await createQueue({ VisibilityTimeout: '60' }, name);
      expect(await createQueue({ VisibilityTimeout: '60' }, name)).toBe(url);
      await expectRefused(createQueue({ VisibilityTimeout: '61' }, name), 'QueueNameExists');
    });

    test('a queue tells its attributes, the defaults included', async () => {
      const told = await attributes(await createQueue({ VisibilityTimeout: '77' }));
      expect(told).toMatchObject({
        VisibilityTimeout: '77',
        DelaySeconds: '0',
        MessageRetentionPeriod: '345600',
        ReceiveMessageWaitTimeSeconds: '0',
        ApproximateNumberOfMessages: '0',
        ApproximateNumberOfMessagesDelayed: '0',
        ApproximateNumberOfMessagesNotVisible: '0',
      });
      expect(told.QueueArn).toMatch(/^arn:aws:sqs:us-east-1:\d{12}:contract-/);
    });

    test('an attribute that no queue has is refused', async () => {
      await expectRefused(createQueue({ Colour: 'blue' }), 'InvalidAttributeName', 'Unknown Attribute Colour.');
    });

    test('a name holds letters, digits, hyphens and underscores, 80 at most', async () => {
      await createQueue({}, randomUUID().padEnd(80, 'x'));
      await expectRefused(createQueue({}, 'x'.repeat(81)), 'InvalidParameterValue');
      await expectRefused(createQueue({}, 'a b'), 'InvalidParameterValue');
    });

    test('a purge empties a queue', async () => {
      const queue = await createQueue();
      await send(queue, 'x');
      await sqs().send(new PurgeQueueCommand({ QueueUrl: queue }));
      expect(await receive(queue)).toEqual([]);
    });

    test('a second purge within sixty seconds is refused', async () => {
      const queue = await createQueue();
      await sqs().send(new PurgeQueueCommand({ QueueUrl: queue }));
      await expectRefused(sqs().send(new PurgeQueueCommand({ QueueUrl: queue })), 'PurgeQueueInProgress');
    });
  });
}
