import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutEventsCommand, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { PurgeQueueCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { functions } from '../../template/stack.ts';
import type { Clients, EmulatedWorld } from '../emulator/emulated-world.ts';
import type { DeployedStack, Statement } from '../stack/deployed-stack.ts';

/** A connection that is there, and a secret of somebody else. */
const OWN = '/selling-partner-connections/prod/acme-eu';
const FOREIGN = '/somebody-else/database';
const TOKEN = '5d0d2a5c-7d0f-4c2c-8d8a-0a3a3f0c9d11';

type Attempt = (clients: Clients, stack: DeployedStack) => Promise<unknown>;

const table = ({ outputs }: DeployedStack) => outputs.TestResultsTableName;
const queue = ({ outputs }: DeployedStack) => outputs.TestQueueUrl;
const eventOf = (source: string, bus: string | undefined) =>
  new PutEventsCommand({ Entries: [{ Source: source, DetailType: 'Test', Detail: '{}', EventBusName: bus }] });

const ATTEMPTS = {
  'read a secret of somebody else': ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: FOREIGN })),
  'read a connection': ({ secrets }) => secrets.send(new GetSecretValueCommand({ SecretId: OWN })),
  'list the secrets': ({ secrets }) => secrets.send(new ListSecretsCommand({})),
  'write a connection': ({ secrets }) =>
    secrets.send(new UpdateSecretCommand({ SecretId: OWN, SecretString: '{}', ClientRequestToken: TOKEN })),
  'write a secret of somebody else': ({ secrets }) =>
    secrets.send(new UpdateSecretCommand({ SecretId: FOREIGN, SecretString: '{}', ClientRequestToken: TOKEN })),
  'make a secret of another prefix': ({ secrets }) =>
    secrets.send(new CreateSecretCommand({ Name: '/elsewhere/x', SecretString: '{}', ClientRequestToken: TOKEN })),
  'write a version aside': ({ secrets }) =>
    secrets.send(new PutSecretValueCommand({ SecretId: OWN, SecretString: '{}', ClientRequestToken: TOKEN })),
  'delete a connection': ({ secrets }) => secrets.send(new DeleteSecretCommand({ SecretId: OWN })),
  'delete a connection for good': ({ secrets }) =>
    secrets.send(new DeleteSecretCommand({ SecretId: OWN, ForceDeleteWithoutRecovery: true })),
  'delete a secret of somebody else': ({ secrets }) => secrets.send(new DeleteSecretCommand({ SecretId: FOREIGN })),
  'share a connection': ({ secrets }) =>
    secrets.send(new PutResourcePolicyCommand({ SecretId: OWN, ResourcePolicy: '{}' })),
  'read the whole table': ({ tables }, stack) => tables.send(new ScanCommand({ TableName: table(stack) })),
  'list the connections of a fleet': ({ tables }, stack) =>
    tables.send(
      new QueryCommand({
        TableName: table(stack),
        KeyConditionExpression: 'connectionId = :partition',
        ExpressionAttributeValues: { ':partition': { S: 'fleet#na' } },
      }),
    ),
  'update an item in place': ({ tables }, stack) =>
    tables.send(
      new UpdateItemCommand({ TableName: table(stack), Key: { connectionId: { S: 'a' }, sort: { S: 'latest' } } }),
    ),
  'delete an item': ({ tables }, stack) =>
    tables.send(
      new DeleteItemCommand({ TableName: table(stack), Key: { connectionId: { S: 'a' }, sort: { S: 'latest' } } }),
    ),
  'delete the table': ({ tables }, stack) => tables.send(new DeleteTableCommand({ TableName: table(stack) })),
  'make a table': ({ tables }) =>
    tables.send(
      new CreateTableCommand({
        TableName: 'other',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    ),
  'queue a test': ({ sqs }, stack) => sqs.send(new SendMessageCommand({ QueueUrl: queue(stack), MessageBody: '{}' })),
  'put a message among the dead': ({ sqs }, { outputs }) =>
    sqs.send(new SendMessageCommand({ QueueUrl: outputs.TestDeadLetterQueueUrl, MessageBody: '{}' })),
  'take a test from the queue': ({ sqs }, stack) => sqs.send(new ReceiveMessageCommand({ QueueUrl: queue(stack) })),
  'empty the queue': ({ sqs }, stack) => sqs.send(new PurgeQueueCommand({ QueueUrl: queue(stack) })),
  'put an event': ({ events }, { outputs }) =>
    events.send(eventOf('selling-partner-connections', outputs.EventBusName)),
  'put an event in the name of another': ({ events }, { outputs }) =>
    events.send(eventOf('somebody.else', outputs.EventBusName)),
  'put an event on another bus': ({ events }) => events.send(eventOf('selling-partner-connections', 'default')),
  'make a rule': ({ events }, { outputs }) =>
    events.send(new PutRuleCommand({ Name: 'copy', EventBusName: outputs.EventBusName, EventPattern: '{}' })),
} satisfies Record<string, Attempt>;

type AttemptName = keyof typeof ATTEMPTS;

const forAll: AttemptName[] = [
  'read a secret of somebody else',
  'write a secret of somebody else',
  'make a secret of another prefix',
  'write a version aside',
  'delete a connection for good',
  'delete a secret of somebody else',
  'share a connection',
  'read the whole table',
  'update an item in place',
  'delete the table',
  'make a table',
  'put a message among the dead',
  'empty the queue',
  'put an event in the name of another',
  'put an event on another bus',
  'make a rule',
];
const forReaders: AttemptName[] = ['write a connection', 'delete a connection', 'delete an item'];

/** What each function must not do, besides what nobody may. */
const DENIED: Readonly<Record<string, readonly AttemptName[]>> = {
  connections: ['take a test from the queue', 'list the connections of a fleet'],
  'connection-tests': [
    ...forReaders,
    'list the secrets',
    'queue a test',
    'take a test from the queue',
    'list the connections of a fleet',
  ],
  'access-tokens': [
    ...forReaders,
    'list the secrets',
    'put an event',
    'take a test from the queue',
    'list the connections of a fleet',
  ],
  operations: [
    ...forReaders,
    'list the secrets',
    'put an event',
    'take a test from the queue',
    'list the connections of a fleet',
  ],
  'plan-tests': [...forReaders, 'read a connection', 'take a test from the queue'],
  'run-tests': [...forReaders, 'list the secrets'],
};

/** Statements that no call of the functions' own code needs, and who does. */
const USED_BY_LAMBDA: Readonly<Record<string, string>> = {
  WriteLogs: 'Lambda itself writes the logs, in the role of the function',
  KeepFailedRuns:
    'Lambda itself sends failed asynchronous invocations to the dead-letter queue, in the role of the function',
};

/** Rights that are needed only when two writers meet: tried in test/watch and test/registry, not here. */
const USED_IN_RACES: Readonly<Record<string, string>> = {
  'plan-tests dynamodb:GetItem': 'a state is read again when somebody else has written it meanwhile',
};

export function rights(world: () => EmulatedWorld): void {
  describe.each(functions.map(({ name }) => name))('the role of %s', (name) => {
    test('was refused nothing that the function asked for', async () => {
      const { role } = world().deployed(name);
      const refused = (await world().asked()).filter((one) => one.caller.includes(`/${role}/`) && !one.allowed);

      expect(refused).toEqual([]);
    });

    test('has no right that nobody uses', async () => {
      const { role, statements } = world().deployed(name);
      const asked = (await world().asked()).filter((one) => one.caller.includes(`/${role}/`) && one.allowed);
      const unused = statements
        .filter(({ Sid }) => USED_BY_LAMBDA[Sid] === undefined)
        .flatMap(pairs)
        .filter(([action]) => USED_IN_RACES[`${name} ${action}`] === undefined)
        .filter(([action, resource]) => !asked.some((one) => one.action === action && isLike(one.resource, resource)))
        .map(([action, resource]) => `${action} on ${resource}`);

      expect(unused).toEqual([]);
    });

    test.each([...forAll, ...(DENIED[name] ?? [])])('may not %s', async (attempt) => {
      const trying: Attempt = ATTEMPTS[attempt];
      const outcome: unknown = await trying(world().inRoleOf(name), world().stack).catch((error: unknown) => error);

      expect(outcome).toBeInstanceOf(Error);
      expect(outcome).toMatchObject({ name: 'AccessDeniedException' });
    });
  });
}

function pairs({ Action, Resource }: Statement): [string, string][] {
  return [Action].flat().flatMap((action) => [Resource].flat().map((resource): [string, string] => [action, resource]));
}

/** Of the wildcards only `*` is used in the template, and only behind text. */
function isLike(text: string, pattern: string): boolean {
  const [before = '', ...more] = pattern.split('*');
  return more.length === 0 ? text === pattern : more.join('') === '' && text.startsWith(before);
}
