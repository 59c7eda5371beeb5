import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultTarget } from '../../infra/local-aws/faults.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';
import { auditsOf, logOf, sumsOf } from './log-lines.ts';

let world: LocalWorld;
let bundle: Bundle;
let ids = 0;
let id: string;

beforeAll(async () => {
  world = await startLocalWorld();
  bundle = await world.load('run-tests');
});
afterAll(() => world.close());
beforeEach(() => {
  bundle.forget();
  ids += 1;
  id = `connection-${ids}`;
  world.amazon.clearRequests();
  world.refillQuotas();
});
afterEach(() => world.aws.faults.clear());

type Message = string | { connectionId: string; trigger?: string; scheduledTime?: string };

/** An event as SQS gives it to Lambda. */
function sqsEvent(messages: readonly Message[]) {
  const scheduledTime = new Date().toISOString();
  return {
    Records: messages.map((message, index) => ({
      messageId: `message-${index}`,
      receiptHandle: 'handle',
      body:
        typeof message === 'string'
          ? message
          : JSON.stringify({ runId: 'run', scheduledTime, trigger: 'schedule', ...message }),
      attributes: {},
      messageAttributes: {},
      eventSource: 'aws:sqs',
    })),
  };
}

/** Answers the numbers of the messages that must come again. */
async function run(...messages: Message[]): Promise<number[]> {
  const { result, error } = await bundle.invoke(sqsEvent(messages));
  if (error) throw new Error(error.text);
  const { batchItemFailures } = result as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => Number(itemIdentifier.replace('message-', '')));
}

const settingsOf = (accountName: string) => world.account(accountName).settings;
const latestOf = async (connectionId: string) =>
  (await world.items()).find((item) => item.connectionId === connectionId && item.sort === 'latest');
const eventsOf = (connectionId: string) =>
  world.aws
    .events()
    .flatMap(({ detail }) => ('connectionId' in detail && detail.connectionId === connectionId ? [detail] : []));

describe('a batch', () => {
  it('tests every connection of it, and judges each as expected', async () => {
    const accounts = BUILT_IN_ACCOUNTS.filter(({ name }) => name !== 'slow' && name !== 'never-answers');
    for (const { name, settings } of accounts) await world.save(name, settings);
    for (let from = 0; from < accounts.length; from += 10) {
      const batch = accounts.slice(from, from + 10);
      expect(await run(...batch.map(({ name }) => ({ connectionId: name, trigger: 'save' })))).toEqual([]);
    }
    for (const { name, expected } of accounts) {
      const result = JSON.parse((await latestOf(name))?.result ?? '{}');
      expect([name, result.verdict, result.diagnosis?.code ?? null]).toEqual([name, expected.verdict, expected.code]);
    }
    expect(auditsOf(bundle.stdout)).toHaveLength(accounts.length);
    const sums = sumsOf(bundle.stdout);
    const count = (verdict: string) => accounts.filter(({ expected }) => expected.verdict === verdict).length;
    expect(sums).toMatchObject({
      'TestsRun[passed]': count('passed'),
      'TestsRun[failed]': count('failed'),
      'TestsRun[inconclusive]': count('inconclusive'),
    });
  });

  it('of a connection that fails on schedule queues the test that confirms it, and tells nobody yet', async () => {
    await world.save(id, settingsOf('wrong-secret'));
    expect(await run({ connectionId: id })).toEqual([]);
    expect(world.queued().filter((message) => message.connectionId === id)).toMatchObject([
      { trigger: 'confirm', delaySeconds: 300 },
    ]);
    expect(await latestOf(id)).toMatchObject({ state: 'unknown', verdict: 'failed' });
    expect(eventsOf(id)).toEqual([]);
    expect(await run({ connectionId: id, trigger: 'confirm' })).toEqual([]);
    expect(await latestOf(id)).toMatchObject({ state: 'failed' });
    expect(eventsOf(id)).toMatchObject([{ from: null, to: 'failed', diagnosis: { code: 'client_rejected' } }]);
  });

  it('seeks no evidence on schedule, and does so when it confirms', async () => {
    await world.save(id, settingsOf('wrong-region'));
    await run({ connectionId: id });
    expect(world.amazon.requests()).toHaveLength(2);
    expect(JSON.parse((await latestOf(id))?.result ?? '{}').diagnosis.code).toBe('access_refused');
    await run({ connectionId: id, trigger: 'confirm' });
    expect(JSON.parse((await latestOf(id))?.result ?? '{}').diagnosis.code).toBe('wrong_region');
  });

  it('tests no connection twice', async () => {
    await world.save(id, settingsOf('acme-na'));
    expect(await run({ connectionId: id }, { connectionId: id }, { connectionId: id, trigger: 'traffic' })).toEqual([]);
    expect(world.amazon.requests()).toHaveLength(2);
  });

  it('of a message that came before does nothing', async () => {
    await world.save(id, settingsOf('acme-na'));
    const scheduledTime = new Date().toISOString();
    await run({ connectionId: id, scheduledTime });
    world.amazon.clearRequests();
    expect(await run({ connectionId: id, scheduledTime })).toEqual([]);
    expect(world.amazon.requests()).toEqual([]);
  });

  it('passes over connections that are gone, going, or paused', async () => {
    await world.save(`${id}-going`, settingsOf('acme-na'));
    await world.remove(`${id}-going`);
    await world.save(`${id}-paused`, { ...settingsOf('acme-na'), testing: 'paused' });
    expect(
      await run({ connectionId: `${id}-gone` }, { connectionId: `${id}-going` }, { connectionId: `${id}-paused` }),
    ).toEqual([]);
    expect(world.amazon.requests()).toEqual([]);
    expect(bundle.stderr).toEqual([]);
    expect(bundle.stdout).toEqual([]);
  });

  it('counts and logs what it cannot read, and goes on', async () => {
    await world.save(id, settingsOf('acme-na'));
    const garbage = [
      '',
      '{',
      'null',
      '{"connectionId":"../x"}',
      JSON.stringify({ connectionId: id, trigger: 'manual' }),
    ];
    expect(await run(...garbage, { connectionId: id })).toEqual([]);
    expect(sumsOf(bundle.stdout)).toMatchObject({ MessagesDropped: 5, 'TestsRun[passed]': 1 });
    const dropped = logOf([...bundle.stdout, ...bundle.stderr]).filter(({ message }) => message === 'message dropped');
    expect(dropped.map(({ messageId, reason }) => [messageId, reason])).toEqual(
      garbage.map((_body, index) => [`message-${index}`, 'unreadable']),
    );
    expect(JSON.stringify(dropped)).not.toContain('../x');
  });

  it('without messages is done', async () => {
    expect(await run()).toEqual([]);
  });

  it('that is no batch is an error, for SQS to send it again', async () => {
    const { error } = await bundle.invoke({});
    expect(error).not.toBeNull();
    expect(logOf(bundle.stderr)).toMatchObject([{ message: 'broken', errorName: 'TypeError' }]);
  });
});

describe('an AWS service that is down', () => {
  it.each<[string, FaultTarget, Fault, string]>([
    ['read', 'secretsmanager.GetSecretValue', 'access-denied', 'secretsmanager:GetSecretValue'],
    ['judged', 'dynamodb.GetItem', 'access-denied', 'dynamodb:GetItem'],
    ['recorded', 'dynamodb.PutItem', 'html-500', 'dynamodb:PutItem'],
    ['told of', 'events.PutEvents', 'entries-fail', 'events:PutEvents'],
  ])('when a connection is %s makes its message come again', async (_when, target, fault, action) => {
    await world.save(id, settingsOf('acme-na'));
    world.aws.faults.inject(target, fault);
    expect(await run({ connectionId: id }, 'garbage')).toEqual([0]);
    expect(logOf(bundle.stderr)).toContainEqual(
      expect.objectContaining({ message: 'aws service unavailable', action }),
    );
    world.aws.faults.clear();
    expect(await run({ connectionId: id })).toEqual([]);
    expect(await latestOf(id)).toMatchObject({ state: 'passed' });
  });

  it('when a failure is to be confirmed makes its message come again, and loses nothing', async () => {
    await world.save(id, settingsOf('wrong-secret'));
    world.aws.faults.inject('sqs.*', 'access-denied');
    expect(await run({ connectionId: id })).toEqual([0]);
    expect(await latestOf(id)).toBeUndefined();
    world.aws.faults.clear();
    expect(await run({ connectionId: id })).toEqual([]);
    expect(world.queued().filter(({ connectionId }) => connectionId === id)).toHaveLength(1);
  });

  it('for one connection fails only that one', async () => {
    for (const name of ['one', 'two', 'three']) await world.save(`${id}-${name}`, settingsOf('acme-na'));
    const stop = world.aws.onCall(({ operation, resource }, phase) => {
      if (operation === 'GetSecretValue' && phase === 'before' && resource?.endsWith('two')) throw new Error('reset');
    });
    const connectionIds = ['one', 'two', 'three'].map((name) => ({ connectionId: `${id}-${name}` }));
    expect(await run(...connectionIds)).toEqual([1]);
    stop();
    expect(sumsOf(bundle.stdout)).toMatchObject({ 'TestsRun[passed]': 2, SecretReadErrors: 1 });
  });
});

describe('metrics of single connections', () => {
  it('are made of failing ones only, and only when asked for', async () => {
    const telling = await world.load('run-tests', { PER_CONNECTION_METRICS: 'failing' });
    await world.save(id, settingsOf('wrong-secret'));
    await world.save(`${id}-good`, settingsOf('acme-na'));
    const messages = [id, `${id}-good`].map((connectionId) => ({ connectionId, trigger: 'traffic' }));
    await telling.invoke(sqsEvent(messages));
    expect(sumsOf(telling.stdout)).toMatchObject({ [`ConnectionFailing[${id}]`]: 1 });
    expect(telling.stdout.join('\n')).not.toContain(`"ConnectionId":"${id}-good"`);
    await run({ connectionId: id, trigger: 'traffic', scheduledTime: '2099-01-01T00:00:00Z' });
    expect(Object.keys(sumsOf(bundle.stdout)).filter((name) => name.startsWith('ConnectionFailing'))).toEqual([]);
  });
});
