import { BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { awsClients, type Clients, errorOf } from './contract-target.ts';
import { createResultsTable } from './results-table.ts';

let aws: LocalAws;
let clients: Clients;
let queue: string;
beforeEach(async () => {
  aws = await startLocalAws();
  clients = awsClients(aws.endpoint);
  await createResultsTable(aws.endpoint, 'results');
  queue = aws.createQueue('tests');
  aws.forgetCalls();
});
afterEach(() => aws.close());

const getSecret = () => clients.secrets.send(new GetSecretValueCommand({ SecretId: 'a' }));
const createSecret = () => clients.secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'x' }));
const sendMessage = () => clients.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'x' }));
const putEvents = () =>
  clients.events.send(new PutEventsCommand({ Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}' }] }));
const getItem = () =>
  clients.tables.send(
    new GetItemCommand({ TableName: 'results', Key: { connectionId: { S: 'a' }, sort: { S: 'latest' } } }),
  );

describe('faults', () => {
  it.each([
    [
      'secretsmanager.GetSecretValue',
      getSecret,
      'ThrottlingException',
      'AccessDeniedException',
      'InternalServiceError',
    ],
    ['sqs.SendMessage', sendMessage, 'RequestThrottled', 'AccessDenied', 'InternalError'],
    ['events.PutEvents', putEvents, 'ThrottlingException', 'AccessDeniedException', 'InternalException'],
    ['dynamodb.GetItem', getItem, 'ThrottlingException', 'AccessDeniedException', 'InternalServerError'],
  ] as const)('%s fails under the names of its own service', async (target, call, throttled, denied, internal) => {
    aws.faults.inject(target, 'throttled', 1);
    aws.faults.inject(target, 'access-denied', 1);
    aws.faults.inject(target, 'internal-error', 1);
    expect((await errorOf(call())).name).toBe(throttled);
    expect(await errorOf(call())).toMatchObject({
      name: denied,
      message: expect.stringMatching(/is not authorized to perform: \w+:\w+ on resource: /),
    });
    expect(await errorOf(call())).toMatchObject({ name: internal, $metadata: { httpStatusCode: 500 } });
  });

  it('names the action that is missing', async () => {
    aws.faults.inject('secretsmanager.GetSecretValue', 'access-denied');
    expect((await errorOf(getSecret())).message).toContain('secretsmanager:GetSecretValue on resource: a');
    aws.faults.inject('sqs.SendMessageBatch', 'access-denied');
    const batch = new SendMessageBatchCommand({ QueueUrl: queue, Entries: [{ Id: 'a', MessageBody: 'x' }] });
    expect((await errorOf(clients.sqs.send(batch))).message).toContain('sqs:sendmessage on resource: tests');
  });

  it('are used up one by one, then calls succeed', async () => {
    aws.faults.inject('sqs.SendMessage', 'throttled', 2);
    await errorOf(sendMessage());
    await errorOf(sendMessage());
    await sendMessage();
    expect(aws.calls().map(({ outcome }) => outcome)).toEqual(['throttled', 'throttled', 'ok']);
  });

  it('are overcome by the tries of the SDK', async () => {
    aws.faults.inject('sqs.SendMessage', 'reset', 1);
    clients = awsClients(aws.endpoint, 3);
    await sendMessage();
    expect(aws.messages('tests')).toHaveLength(1);
  });

  it('last until they are cleared, for all operations of a service if so wanted', async () => {
    aws.faults.inject('secretsmanager.*', 'throttled');
    await errorOf(getSecret());
    await errorOf(createSecret());
    await sendMessage();
    aws.faults.clear('secretsmanager.*');
    await createSecret();
    aws.faults.inject('sqs.*', 'throttled');
    aws.faults.clear();
    await sendMessage();
  });

  it('leave the operation unperformed', async () => {
    for (const fault of ['throttled', 'access-denied', 'internal-error', 'html-500', 'reset'] as const) {
      aws.faults.inject('secretsmanager.CreateSecret', fault, 1);
      await errorOf(createSecret());
    }
    expect(aws.secrets()).toEqual([]);
  });

  it('answer a page instead of JSON', async () => {
    aws.faults.inject('secretsmanager.GetSecretValue', 'html-500');
    expect(await errorOf(getSecret())).toMatchObject({ $metadata: { httpStatusCode: 500 } });
  });

  it('reset the connection', async () => {
    aws.faults.inject('secretsmanager.GetSecretValue', 'reset');
    expect(await errorOf(getSecret())).toMatchObject({ code: 'ECONNRESET' });
  });

  it('lose the answer of an operation that was performed', async () => {
    aws.faults.inject('secretsmanager.CreateSecret', 'answer-lost', 1);
    expect(await errorOf(createSecret())).toMatchObject({ code: 'ECONNRESET' });
    expect(aws.secrets()).toMatchObject([{ name: 'a', value: 'x' }]);
  });

  it('lose an answer so that the SDK’s second try finds its own first one', async () => {
    aws.faults.inject('secretsmanager.CreateSecret', 'answer-lost', 1);
    clients = awsClients(aws.endpoint, 2);
    expect(await createSecret()).toMatchObject({ Name: 'a' });
    expect(aws.calls()).toHaveLength(2);
    expect(aws.secrets()).toMatchObject([{ versions: 1 }]);
  });

  it('leave a caller without an answer until it gives up', async () => {
    aws.faults.inject('secretsmanager.GetSecretValue', 'no-answer');
    const caller = new AbortController();
    aws.onCall(() => caller.abort());
    const command = new GetSecretValueCommand({ SecretId: 'a' });
    expect(await errorOf(clients.secrets.send(command, { abortSignal: caller.signal }))).toMatchObject({
      name: 'AbortError',
    });
    expect(aws.calls()).toMatchObject([{ operation: 'GetSecretValue', outcome: 'no-answer' }]);
  });

  it('fail every entry of a batch that is answered with status 200', async () => {
    aws.faults.inject('sqs.SendMessageBatch', 'entries-fail');
    aws.faults.inject('events.PutEvents', 'entries-fail');
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x' }));
    const sent = await clients.sqs.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
    expect(sent.Successful).toBeUndefined();
    expect(sent.Failed).toMatchObject([
      { Id: 'a', SenderFault: false },
      { Id: 'b', SenderFault: false },
    ]);
    expect(await putEvents()).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    expect(aws.messages('tests')).toEqual([]);
    expect(aws.events()).toEqual([]);
  });

  it('say so when an operation has no entries that could fail', async () => {
    aws.faults.inject('sqs.SendMessage', 'entries-fail', 1);
    expect((await errorOf(sendMessage())).message).toContain('sqs.SendMessage has no entries that could fail');
    aws.faults.inject('dynamodb.GetItem', 'entries-fail', 1);
    expect((await errorOf(getItem())).message).toContain('dynamodb.GetItem has no entries');
  });

  it('leave a batch of DynamoDB as it was asked', async () => {
    aws.faults.inject('dynamodb.BatchGetItem', 'entries-fail', 1);
    const Keys = [{ connectionId: { S: 'a' }, sort: { S: 'b' } }];
    const RequestItems = { results: { Keys } };
    expect(await clients.tables.send(new BatchGetItemCommand({ RequestItems }))).toMatchObject({
      UnprocessedKeys: RequestItems,
    });
  });

  it.each(['html-200', 'cut-off'] as const)('answer 200 with what is no answer: %s', async (fault) => {
    aws.faults.inject('secretsmanager.GetSecretValue', fault);
    expect(await errorOf(getSecret())).toMatchObject({ name: expect.stringMatching(/^(SyntaxError|Error)$/) });
  });

  it('can meet only the calls in which a text stands, and tell how many they met', async () => {
    const met = aws.faults.inject('secretsmanager.*', 'access-denied', 2, '"one"');
    const named = (Name: string) => clients.secrets.send(new CreateSecretCommand({ Name, SecretString: 'x' }));
    await named('another');
    expect(met()).toBe(0);
    await errorOf(named('one'));
    await errorOf(named('one'));
    await named('one');
    expect(met()).toBe(2);
  });

  it('can let the first calls pass', async () => {
    aws.faults.inject('secretsmanager.CreateSecret', 'access-denied', 1, '', 1);
    expect(await createSecret()).toMatchObject({ Name: 'a' });
    expect((await errorOf(createSecret())).name).toBe('AccessDeniedException');
    expect((await errorOf(createSecret())).name).toBe('ResourceExistsException');
  });
});
