import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dueTimeOf } from '../../../lib/watch/schedule.ts';
import { functions } from '../../template/stack.ts';
import type { EmulatedFunction, Invoked } from '../emulator/emulated-function.ts';
import type { EmulatedWorld } from '../emulator/emulated-world.ts';
import { type Interposed, interpose } from '../emulator/interposed.ts';
import { checkLines } from '../emulator/log-check.ts';

/** Saved untested for this story: one that works, one that does not, and one whose secret cannot be read for a while. */
const HEALTHY = 'story-healthy';
const BROKEN = 'story-broken';
const UNREADABLE = 'story-unreadable';

export function wholeStory(world: () => EmulatedWorld): void {
  describe('the watch, from the clock to whoever subscribed', () => {
    let secrets: Interposed;
    let runTests: EmulatedFunction;
    let subscriber: string;
    const queueUrl = () => world().stack.outputs.TestQueueUrl ?? '';

    beforeAll(async () => {
      secrets = await interpose(world().endpoint);
      runTests = await world().start('run-tests', { variables: { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.origin } });
      subscriber = await subscribe(world());
      await world().administrator.sqs.send(new PurgeQueueCommand({ QueueUrl: queueUrl() }));
    });
    afterAll(() => secrets.close());

    test('begins with connections that were saved untested: each is queued for a test', async () => {
      for (const [id, account] of [
        [HEALTHY, 'acme-eu'],
        [BROKEN, 'revoked-token'],
        [UNREADABLE, 'acme-vendor'],
      ] as const) {
        const { settings } = world().account(account);
        expect(await world().api({ call: `PUT /connections/${id}/untested`, body: settings })).toMatchObject({
          status: 201,
        });
      }
      expect(await waiting(world(), queueUrl())).toMatchObject({ visible: 3, delayed: 0 });
    });

    test('Scheduler’s payload makes plan-tests queue what is due in the quarter of an hour, each for its moment', async () => {
      const { slot } = dueTimeOf(HEALTHY, 60);
      const scheduledTime = new Date(Date.UTC(2026, 10, 23, 10, slot * 15)).toISOString().replace('.000', '');
      const before = await waiting(world(), queueUrl());

      const planned = await (await world().running('plan-tests')).invoke(scheduled(scheduledTime));

      expect(planned).toEqual({ result: null });
      expect((await waiting(world(), queueUrl())).delayed).toBeGreaterThan(before.delayed);
      const lines = (await world().running('plan-tests')).lines();
      checkLines(lines);
      expect(lines.join('\n')).toContain('"RunCompleted":1');
    });

    test('run-tests gives back what it could not read, and SQS deletes the rest', async () => {
      secrets.interfere((body) => (body.includes(UNREADABLE) ? 500 : null));
      const batch = await receive(world(), queueUrl());
      expect(batch.map(connectionOf).sort()).toEqual([BROKEN, HEALTHY, UNREADABLE]);

      expect(await serve(world(), runTests, batch, queueUrl())).toEqual([UNREADABLE]);

      checkLines(runTests.lines());
    });

    test('what failed comes three times, and then lies in the dead-letter queue', async () => {
      for (const time of ['second', 'third']) {
        const batch = await receive(world(), queueUrl());
        expect(batch.map(connectionOf), time).toEqual([UNREADABLE]);
        expect(await serve(world(), runTests, batch, queueUrl()), time).toEqual([UNREADABLE]);
      }
      expect(await receive(world(), queueUrl())).toEqual([]);
      const dead = await receive(world(), world().stack.outputs.TestDeadLetterQueueUrl ?? '');
      expect(dead.map(connectionOf)).toEqual([UNREADABLE]);
    });

    /** Plans tests of all connections, and runs them. Answers which. */
    async function testFleet(): Promise<string[]> {
      world().refillQuotas();
      expect(await (await world().running('plan-tests')).invoke({ all: true })).toEqual({ result: null });
      const done = new Set<string>();
      for (;;) {
        const batch = await receive(world(), queueUrl());
        if (batch.length === 0) return [...done];
        expect(await serve(world(), runTests, batch, queueUrl())).toEqual([]);
        for (const message of batch) done.add(connectionOf(message));
      }
    }

    test('a whole fleet is queued at once on request, and those tests are run', async () => {
      secrets.interfere(() => null);

      expect(await testFleet()).toEqual(expect.arrayContaining([HEALTHY, BROKEN, UNREADABLE]));
    });

    test('the table holds the last result and the history', async () => {
      for (const [id, verdict] of [
        [HEALTHY, 'passed'],
        [BROKEN, 'failed'],
      ] as const) {
        const [latest, ...history] = await itemsOf(world(), id);
        expect(latest, id).toMatchObject({ sort: 'latest', verdict, state: verdict });
        const of = { sort: expect.stringMatching(/^test#/), verdict };
        expect(history, id).toMatchObject([of, of]);
      }
    });

    test('an outage of Amazon is no connection’s fault: its state stays', async () => {
      world().amazon.setFault('acme-eu', { spApi: { kind: 'status', status: 503 } });
      await testFleet();
      world().amazon.setFault('acme-eu', null);

      const [latest] = await itemsOf(world(), HEALTHY);
      expect(latest).toMatchObject({ verdict: 'inconclusive', state: 'passed' });
    });

    test('a connection of which nothing was heard for hours becomes unknown', async () => {
      await silence(world(), HEALTHY);
      expect(await (await world().running('plan-tests')).invoke({ all: true })).toEqual({ result: null });

      const [latest] = await itemsOf(world(), HEALTHY);
      expect(latest).toMatchObject({ state: 'unknown' });
    });

    test('the bus brings the change to the queue of a subscriber, and the topic of the stack tells it in words', async () => {
      const messages = await receive(world(), subscriber);
      const events = messages.map(({ Body = '' }) => JSON.parse(Body));
      expect(events).toContainEqual(
        expect.objectContaining({
          source: 'selling-partner-connections',
          'detail-type': 'Connection State Changed',
          detail: expect.objectContaining({ connectionId: BROKEN, from: 'unknown', to: 'failed' }),
        }),
      );
      expect(await world().published()).toContainEqual(
        expect.stringContaining(`"The connection ${BROKEN} (na) fails since `),
      );
    });
  });
}

/** The input of the schedule in the template, filled in as Scheduler does. */
function scheduled(scheduledTime: string): unknown {
  const [schedule] = functions.flatMap(({ schedules }) => schedules);
  const input = (schedule?.input ?? '')
    .replace('<aws.scheduler.scheduled-time>', scheduledTime)
    .replace('<aws.scheduler.execution-id>', '0c8a9f7e');
  expect(input).not.toContain('<aws.scheduler');
  return JSON.parse(input);
}

/** A queue of somebody else's, told of every change by a rule of theirs. */
async function subscribe({ administrator, stack }: EmulatedWorld): Promise<string> {
  const { QueueUrl = '' } = await administrator.sqs.send(new CreateQueueCommand({ QueueName: 'subscriber' }));
  const EventBusName = stack.outputs.EventBusName;
  const EventPattern = JSON.stringify({ source: ['selling-partner-connections'] });
  await administrator.events.send(new PutRuleCommand({ Name: 'subscriber', EventBusName, EventPattern }));
  const Arn = 'arn:aws:sqs:us-east-1:123456789012:subscriber';
  await administrator.events.send(
    new PutTargetsCommand({ Rule: 'subscriber', EventBusName, Targets: [{ Id: 'queue', Arn }] }),
  );
  return QueueUrl;
}

async function waiting({ administrator }: EmulatedWorld, QueueUrl: string) {
  const { Attributes } = await administrator.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed),
  };
}

/** As the event source mapping of the template receives: in the role of the function. */
async function receive(world: EmulatedWorld, QueueUrl: string): Promise<Message[]> {
  const ours = QueueUrl === world.stack.outputs.TestQueueUrl;
  const { sqs } = ours ? world.inRoleOf('run-tests') : world.administrator;
  if (ours) await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
  );
  return Messages;
}

/** Hands a batch to the function, deletes what succeeded, and lets the visibility time-out of the rest run out. Answers the rest. */
async function serve(
  world: EmulatedWorld,
  runTests: EmulatedFunction,
  batch: readonly Message[],
  QueueUrl: string,
): Promise<string[]> {
  const failed = failuresOf(await runTests.invoke({ Records: batch.map(recordOf) }));
  const { sqs } = world.inRoleOf('run-tests');
  for (const { MessageId = '', ReceiptHandle } of batch) {
    if (!failed.includes(MessageId)) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    else {
      const back = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 });
      await world.administrator.sqs.send(back);
    }
  }
  return batch.filter(({ MessageId = '' }) => failed.includes(MessageId)).map(connectionOf);
}

function recordOf({ MessageId, ReceiptHandle, Body, Attributes, MD5OfBody }: Message) {
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes,
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:tests',
    awsRegion: 'us-east-1',
  };
}

function failuresOf(invoked: Invoked): string[] {
  if ('error' in invoked) throw new Error(JSON.stringify(invoked.error));
  const { batchItemFailures } = invoked.result as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** Makes the last conclusive test of a connection four hours old, and its last save too. */
async function silence({ administrator, stack }: EmulatedWorld, connectionId: string): Promise<void> {
  const ago = new Date(Date.now() - 4 * 3_600_000).toISOString();
  await administrator.tables.send(
    new UpdateItemCommand({
      TableName: stack.outputs.TestResultsTableName,
      Key: { connectionId: { S: connectionId }, sort: { S: 'latest' } },
      UpdateExpression: 'SET lastConclusiveAt = :ago, savedAt = :ago',
      ExpressionAttributeValues: { ':ago': { S: ago } },
    }),
  );
}

const connectionOf = ({ Body = '{}' }: Message): string => JSON.parse(Body).connectionId;

async function itemsOf({ administrator, stack }: EmulatedWorld, connectionId: string) {
  const { Items = [] } = await administrator.tables.send(
    new QueryCommand({
      TableName: stack.outputs.TestResultsTableName,
      KeyConditionExpression: 'connectionId = :id',
      ExpressionAttributeValues: { ':id': { S: connectionId } },
    }),
  );
  return Items.map((item) =>
    Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N])),
  );
}
