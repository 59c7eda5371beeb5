import { BatchGetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { awsClients, type Clients, errorOf } from './contract-target.ts';
import { createResultsTable } from './results-table.ts';

const NOW = Date.UTC(2026, 0, 1, 12);
const MARKER = 'marker-that-must-not-be-kept';

let aws: LocalAws;
let clients: Clients;
beforeEach(async () => {
  aws = await startLocalAws({ clock: () => NOW });
  clients = awsClients(aws.endpoint);
});
afterEach(() => aws.close());

const create = (Name: string, SecretString = 'x') =>
  clients.secrets.send(new CreateSecretCommand({ Name, SecretString }));
const update = (SecretString: string) => clients.secrets.send(new UpdateSecretCommand({ SecretId: 'a', SecretString }));

describe('what can be seen', () => {
  it('lists every call with its caller, service, operation, resource and outcome, and no values', async () => {
    await createResultsTable(aws.endpoint, 'results');
    const QueueUrl = aws.createQueue('tests');
    aws.createEventBus('bus');
    aws.forgetCalls();
    const item = { connectionId: { S: MARKER }, sort: { S: 'latest' } };
    await create('/c/a', MARKER);
    await errorOf(clients.secrets.send(new GetSecretValueCommand({ SecretId: '/c/absent' })));
    await clients.secrets.send(new ListSecretsCommand({}));
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: MARKER }));
    const entry = { Source: 'x', DetailType: 'y', Detail: JSON.stringify({ MARKER }), EventBusName: 'bus' };
    await clients.events.send(new PutEventsCommand({ Entries: [entry] }));
    await clients.tables.send(new PutItemCommand({ TableName: 'results', Item: item }));
    await clients.tables.send(new BatchGetItemCommand({ RequestItems: { results: { Keys: [item] } } }));
    await errorOf(clients.tables.send(new PutItemCommand({ TableName: 'absent', Item: item })));

    expect(aws.calls().map((call) => Object.values(call))).toEqual([
      ['AKIDEXAMPLE', 'secretsmanager', 'CreateSecret', '/c/a', NOW, 'ok'],
      ['AKIDEXAMPLE', 'secretsmanager', 'GetSecretValue', '/c/absent', NOW, 'ResourceNotFoundException'],
      ['AKIDEXAMPLE', 'secretsmanager', 'ListSecrets', null, NOW, 'ok'],
      ['AKIDEXAMPLE', 'sqs', 'SendMessage', 'tests', NOW, 'ok'],
      ['AKIDEXAMPLE', 'events', 'PutEvents', 'bus', NOW, 'ok'],
      ['AKIDEXAMPLE', 'dynamodb', 'PutItem', 'results', NOW, 'ok'],
      ['AKIDEXAMPLE', 'dynamodb', 'BatchGetItem', 'results', NOW, 'ok'],
      ['AKIDEXAMPLE', 'dynamodb', 'PutItem', 'absent', NOW, 'ResourceNotFoundException'],
    ]);
    expect(JSON.stringify(aws.calls())).not.toContain(MARKER);
    aws.forgetCalls();
    expect(aws.calls()).toEqual([]);
  });

  it('shows secrets, messages and events as they are', async () => {
    aws.createQueue('tests');
    aws.createEventBus('bus');
    const { ARN } = await create('a', 'value');
    const Tags = [{ Key: 'stage', Value: 'test' }];
    await clients.secrets.send(new CreateSecretCommand({ Name: 'b', SecretString: 'other', Description: 'two', Tags }));
    await clients.secrets.send(new DeleteSecretCommand({ SecretId: 'b', RecoveryWindowInDays: 7 }));
    expect(aws.secrets()).toMatchObject([
      { name: 'a', arn: ARN, value: 'value', description: null, tags: {}, deletedAt: null, versions: 1 },
      { name: 'b', value: 'other', description: 'two', tags: { stage: 'test' }, deletedAt: NOW + 7 * 86_400_000 },
    ]);

    const QueueUrl = aws.createQueue('tests');
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'two', DelaySeconds: 5 }));
    expect(aws.messages('tests')).toMatchObject([
      { body: 'one', sentAt: NOW, visibleAt: NOW + 30_000, receiveCount: 1, inFlight: true },
      { body: 'two', sentAt: NOW, visibleAt: NOW + 5_000, receiveCount: 0, inFlight: false },
    ]);

    const entry = { Source: 'x', DetailType: 'Y Z', Detail: '{"a":1}', EventBusName: 'bus', Resources: ['arn:x'] };
    const dated = { Source: 'x', DetailType: 'y', Detail: '{}', Time: new Date('2025-12-31T23:59:59Z') };
    const Entries = [entry, { ...entry, Detail: 'bad' }, dated];
    const put = await clients.events.send(new PutEventsCommand({ Entries }));
    expect(aws.events()).toMatchObject([{}, { bus: 'default', time: Date.UTC(2025, 11, 31, 23, 59, 59) }]);
    expect(aws.events().slice(0, 1)).toEqual([
      {
        id: put.Entries?.[0]?.EventId,
        bus: 'bus',
        source: 'x',
        detailType: 'Y Z',
        detail: { a: 1 },
        resources: ['arn:x'],
        time: NOW,
      },
    ]);
  });
});

describe('listening to calls', () => {
  it('tells each call before it is performed and before it is answered', async () => {
    const seen: unknown[] = [];
    const stop = aws.onCall(({ operation, outcome }, phase) => {
      seen.push([operation, phase, outcome, aws.secrets().length]);
    });
    await create('a');
    stop();
    await create('b');
    expect(seen).toEqual([
      ['CreateSecret', 'before', null, 0],
      ['CreateSecret', 'after', 'ok', 1],
    ]);
  });

  it('lets one writer overtake another', async () => {
    await create('a', 'first');
    let held = true;
    aws.onCall(async ({ operation }, phase) => {
      if (operation !== 'UpdateSecret' || phase !== 'before' || !held) return;
      held = false;
      await update('overtaker');
    });
    await update('overtaken');
    expect(aws.secrets()).toMatchObject([{ value: 'overtaken', versions: 3 }]);
  });

  it('ends the call when the listener throws: before it is performed, or after', async () => {
    await create('a', 'first');
    const stopBefore = aws.onCall((_, phase) => {
      if (phase === 'before') throw new Error('crash');
    });
    expect(await errorOf(update('second'))).toMatchObject({ code: 'ECONNRESET' });
    expect(aws.secrets()).toMatchObject([{ value: 'first' }]);
    stopBefore();
    aws.onCall((_, phase) => {
      if (phase === 'after') throw new Error('crash');
    });
    expect(await errorOf(update('second'))).toMatchObject({ code: 'ECONNRESET' });
    expect(aws.secrets()).toMatchObject([{ value: 'second' }]);
  });
});
