import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type SendMessageBatchCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import type { ConnectionStateChanged, EventBus } from '../../lib/watch/events.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';
import { parseTestMessage, type QueuedTest, type TestQueue } from '../../lib/watch/test-message.ts';
import { handClock } from '../hand-clock.ts';
import { minute } from './fixtures.ts';
import { localClientOptions } from './local-table.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.faults.clear();
  aws.forgetCalls();
});

describe('the test queue', () => {
  let name: string;
  let queue: TestQueue;
  let client: SQSClient;
  let clock: ReturnType<typeof handClock>;
  beforeEach(() => {
    name = `tests-${randomUUID()}`;
    client = new SQSClient(localClientOptions(aws));
    clock = handClock();
    queue = sqsTestQueue(client, aws.createQueue(name), clock);
  });

  const tests = (count: number): QueuedTest[] =>
    Array.from({ length: count }, (_, index) => ({
      message: { connectionId: `connection-${index}`, runId: 'run', scheduledTime: minute(0), trigger: 'schedule' },
      delaySeconds: index % 841,
    }));

  it.each([
    [0, 0],
    [1, 1],
    [10, 1],
    [11, 2],
    [234, 24],
  ])('takes %d tests in %d calls, each once and after its delay', async (count, calls) => {
    await queue.send(tests(count));
    expect(aws.calls().map(({ operation }) => operation)).toEqual(
      Array.from({ length: calls }, () => 'SendMessageBatch'),
    );
    const messages = aws.messages(name);
    expect(messages).toHaveLength(count);
    const queued = messages.map(({ body, sentAt, visibleAt }) => ({
      message: parseTestMessage(body),
      delaySeconds: (visibleAt - sentAt) / 1_000,
    }));
    const byId = (a: { message: { connectionId: string } | null }, b: typeof a) =>
      (a.message?.connectionId ?? '').localeCompare(b.message?.connectionId ?? '');
    expect(queued.toSorted(byId)).toEqual(tests(count).toSorted(byId));
  });

  it('is sent again what was refused in an answer of 200, after a pause', async () => {
    aws.faults.inject('sqs.SendMessageBatch', 'entries-fail', 1);
    await queue.send(tests(25));
    expect(aws.messages(name)).toHaveLength(25);
    expect(clock.slept).toEqual([50]);
  });

  it('is not sent again what was taken of the same batch', async () => {
    const refused = new Set(['3', '7']);
    client.middlewareStack.add(
      (next) => async (args) => {
        const { Entries = [] } = args.input as SendMessageBatchCommandInput;
        const taken = Entries.filter(
          ({ MessageBody }) => !refused.has(/connection-(\d+)/.exec(MessageBody ?? '')?.[1] ?? ''),
        );
        const left = Entries.filter((entry) => !taken.includes(entry));
        refused.clear();
        const answer = await next({ ...args, input: { ...args.input, Entries: taken } });
        const Failed = left.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
        return { ...answer, output: { ...answer.output, Failed } };
      },
      { step: 'initialize' },
    );
    await queue.send(tests(10));
    const ids = aws.messages(name).map(({ body }) => parseTestMessage(body)?.connectionId);
    expect(ids.toSorted()).toEqual(tests(10).map(({ message }) => message.connectionId));
  });

  it('is an error when a message is refused again and again', async () => {
    aws.faults.inject('sqs.SendMessageBatch', 'entries-fail');
    await expect(queue.send(tests(1))).rejects.toMatchObject({ name: 'AwsServiceError', action: 'sqs:SendMessage' });
    expect(clock.slept).toEqual([50, 100, 200, 400]);
  });

  it('is an error when it does not answer, by the name of the right that it needs', async () => {
    aws.faults.inject('sqs.*', 'access-denied');
    await expect(queue.send(tests(1))).rejects.toMatchObject({ name: 'AwsServiceError', action: 'sqs:SendMessage' });
  });

  it('is tried again by the SDK when it is throttled', async () => {
    aws.faults.inject('sqs.SendMessageBatch', 'throttled', 1);
    await queue.send(tests(1));
    expect(aws.messages(name)).toHaveLength(1);
  });
});

describe('the event bus', () => {
  let name: string;
  let bus: EventBus;
  beforeEach(() => {
    name = `bus-${randomUUID()}`;
    aws.createEventBus(name);
    bus = eventBridgeEventBus(new EventBridgeClient(localClientOptions(aws)), name);
  });

  const detail: ConnectionStateChanged = {
    schema: 1,
    id: 'an-id',
    connectionId: 'acme',
    endpoint: 'eu',
    from: null,
    to: 'failed',
    since: minute(0),
    testId: 'a-test',
    diagnosis: null,
  };

  it('takes an event with our source', async () => {
    await bus.put('Connection State Changed', detail);
    expect(aws.events().filter((event) => event.bus === name)).toMatchObject([
      { source: 'selling-partner-connections', detailType: 'Connection State Changed', detail },
    ]);
  });

  it('is an error when the event is refused in an answer of 200', async () => {
    aws.faults.inject('events.PutEvents', 'entries-fail', 1);
    await expect(bus.put('Connection State Changed', detail)).rejects.toMatchObject({
      name: 'AwsServiceError',
      action: 'events:PutEvents',
    });
  });

  it('is an error when it does not answer, or does not exist', async () => {
    aws.faults.inject('events.PutEvents', 'access-denied', 1);
    await expect(bus.put('Connection State Changed', detail)).rejects.toMatchObject({ reason: /AccessDenied/ });
    const nowhere = eventBridgeEventBus(new EventBridgeClient(localClientOptions(aws)), 'nowhere');
    await expect(nowhere.put('Connection State Changed', detail)).rejects.toMatchObject({ name: 'AwsServiceError' });
  });
});
