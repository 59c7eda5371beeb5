/** The function `connections` in a test's hands: its real parts, against AWS services and an Amazon of this machine. */

import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ulid } from 'ulid';
import { type LocalAws, type SecretSeen, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { type AccountOutline, account, type SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { AWS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import { secretsManagerIndex } from '../../lib/connection/secrets-manager-index.ts';
import { secretsManagerStore } from '../../lib/connection/secrets-manager-store.ts';
import type { ConnectionSettingsInput } from '../../lib/connection/settings.ts';
import { apiHandler } from '../../lib/http/api-handler.ts';
import { connectionRoutes } from '../../lib/http/connection-routes.ts';
import { fleetRoutes } from '../../lib/http/fleet-routes.ts';
import type { RegistryDependencies } from '../../lib/registry/registry.ts';
import { systemClock } from '../../lib/system-clock.ts';
import type { Clock } from '../../lib/time.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';
import { createResultsTable } from '../local-aws/results-table.ts';
import { type NotedInvocation, noted } from '../noted-invocation.ts';
import { type Answer, type ApiCall, answerOf, eventOf } from './api-call.ts';

export const PREFIX = '/spc/test/';
const TABLE = 'results';
const QUEUE = 'tests';
const BUS = 'bus';
const STAGE = 'test';

export interface RegistryWorld {
  readonly aws: LocalAws;
  readonly amazon: SimulatedAmazon;
  readonly queueUrl: string;
  readonly clients: AwsClients;
  readonly dependencies: RegistryDependencies;
  /** Calls the API as API Gateway would; the function has 28 seconds left, or as many as said. */
  readonly api: (call: ApiCall, secondsLeft?: number) => Promise<NotedAnswer>;
  /** The same function once more, with parts exchanged: another environment of Lambda's. */
  readonly environment: (parts: Partial<RegistryDependencies>) => RegistryWorld['api'];
  /** What a user enters for a simulated account. */
  readonly settingsOf: (accountName: string, rest?: object) => ConnectionSettingsInput;
  readonly secretOf: (connectionId: string) => SecretSeen | undefined;
  readonly valueOf: (connectionId: string) => Record<string, unknown>;
  readonly descriptionOf: (connectionId: string) => Record<string, unknown>;
  readonly eventsOf: (connectionId: string) => Record<string, unknown>[];
  readonly messagesOf: (connectionId: string) => Record<string, unknown>[];
  /** The items of the results table; `sort` is `latest` or that of a test in the history. */
  readonly itemsOf: (connectionId: string) => Promise<Record<string, string>[]>;
  /** Operations that were called, `secretsmanager.UpdateSecret`, since the last `forgetCalls`. */
  readonly called: () => string[];
  /** Heals what was broken, and removes every secret: connections of one test must not meet those of another. */
  readonly clear: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface NotedAnswer extends Answer {
  readonly invocation: NotedInvocation;
}

export interface WorldOptions {
  readonly accounts?: readonly SimulatedAccount[];
  readonly clock?: Clock;
  /** Of the SDK; three unless said, as in production. */
  readonly maxAttempts?: number;
  readonly requestTimeoutMs?: number;
}

/** Sellers that have all authorized one application, and pass their tests. */
export function sellers(count: number, application = 'one'): SimulatedAccount[] {
  return outlines(
    Array.from({ length: count }, (_, index) => ({ name: `seller-${index}`, application: { name: application } })),
  );
}

export function outlines(list: readonly AccountOutline[]): SimulatedAccount[] {
  return list.map(account);
}

export async function startRegistryWorld(options: WorldOptions = {}): Promise<RegistryWorld> {
  const { clock = systemClock, maxAttempts = 3, requestTimeoutMs = 3_000 } = options;
  const aws = await startLocalAws();
  await createResultsTable(aws.endpoint, TABLE);
  const queueUrl = aws.createQueue(QUEUE);
  aws.createEventBus(BUS);
  const amazon = await startSimulatedAmazon({
    accounts: options.accounts ?? sellers(3),
    clock: minutesPass(),
  });
  const clients = awsClients(aws.endpoint, { maxAttempts, requestTimeoutMs });
  const dependencies = wire(clients, queueUrl, amazon.origin, clock);
  aws.forgetCalls();

  const environment =
    (parts: Partial<RegistryDependencies>): RegistryWorld['api'] =>
    async (call, secondsLeft = 28) => {
      const wired = { ...dependencies, ...parts };
      const during: NotedInvocation[] = [];
      const telemetry = (requestId: string, deadlineAt: number) => {
        const invocation = noted(deadlineAt);
        during.push(invocation);
        return { ...invocation, requestId, publish: () => undefined };
      };
      const handler = apiHandler(
        { telemetry, clock: wired.clock },
        { ...fleetRoutes(wired), ...connectionRoutes(wired) },
      );
      // One second is kept back for the answer.
      const context = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => (secondsLeft + 1) * 1_000 };
      const result: unknown = await Reflect.apply(handler, undefined, [eventOf(call), context]);
      const [invocation] = during;
      if (!invocation) throw new Error('The handler asked for no log.');
      return { ...answerOf(result), invocation };
    };

  const secretOf = (connectionId: string) => aws.secrets().find(({ name }) => name === `${PREFIX}${connectionId}`);
  const itemsFrom = async (connectionId: string) => {
    const command = new QueryCommand({
      TableName: TABLE,
      KeyConditionExpression: 'connectionId = :id',
      ExpressionAttributeValues: { ':id': { S: connectionId } },
      ConsistentRead: true,
    });
    const { Items = [] } = await clients.tables.send(command);
    return Items.map((item) =>
      Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? value.N ?? ''])),
    );
  };
  return {
    aws,
    amazon,
    queueUrl,
    clients,
    dependencies,
    environment,
    api: environment({}),
    settingsOf: (accountName, rest = {}) => {
      const found = amazon.accounts.find(({ name }) => name === accountName);
      if (!found) throw new Error(`no simulated account is named ${accountName}`);
      return { ...found.settings, ...rest };
    },
    secretOf,
    valueOf: (connectionId) => JSON.parse(secretOf(connectionId)?.value ?? 'null'),
    descriptionOf: (connectionId) => JSON.parse(secretOf(connectionId)?.description ?? 'null'),
    eventsOf: (connectionId) =>
      aws
        .events()
        .map(({ detail }): Record<string, unknown> => ({ ...detail }))
        .filter((detail) => detail.connectionId === connectionId),
    messagesOf: (connectionId) =>
      aws
        .messages(QUEUE)
        .map(({ body }): Record<string, unknown> => JSON.parse(body))
        .filter((message) => message.connectionId === connectionId),
    itemsOf: itemsFrom,
    called: () => aws.calls().map(({ service, operation }) => `${service}.${operation}`),
    async clear() {
      aws.faults.clear();
      const forget = ({ name: SecretId }: SecretSeen) =>
        clients.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
      await Promise.all(aws.secrets().map(forget));
      aws.forgetCalls();
      amazon.clearRequests();
    },
    async close() {
      await Promise.all([aws.close(), amazon.close()]);
    },
  };
}

export interface AwsClients {
  readonly secrets: SecretsManagerClient;
  readonly tables: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
}

export function awsClients(
  endpoint: string,
  { maxAttempts, requestTimeoutMs }: { readonly maxAttempts: number; readonly requestTimeoutMs: number },
): AwsClients {
  const configuration = {
    ...AWS_CLIENT_OPTIONS,
    requestHandler: { ...AWS_CLIENT_OPTIONS.requestHandler, requestTimeout: requestTimeoutMs },
    maxAttempts,
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  };
  return {
    secrets: new SecretsManagerClient(configuration),
    tables: new DynamoDBClient(configuration),
    events: new EventBridgeClient(configuration),
    sqs: new SQSClient(configuration),
  };
}

/** As in `functions/connections/handler.ts`. */
export function wire(clients: AwsClients, queueUrl: string, amazonOrigin: string, clock: Clock): RegistryDependencies {
  const results = dynamoDbTestResults(clients.tables, TABLE);
  const queue = sqsTestQueue(clients.sqs, queueUrl);
  const events = eventBridgeEventBus(clients.events, BUS);
  return {
    http: undiciHttp({ loopbackOrigin: amazonOrigin }),
    clock,
    random: Math.random,
    newTestId: ulid,
    mayAskForEvidence: async () => true,
    store: secretsManagerStore(clients.secrets, { prefix: PREFIX, stage: STAGE }),
    index: secretsManagerIndex(clients.secrets, PREFIX),
    results,
    recorder: createRecorder({ results, events, fleets: null, clock, confirm: (test) => queue.send([test]) }),
    queue,
  };
}

/** A minute for each look at it: the quota of Feeds is never used up. */
function minutesPass(): () => number {
  let nowMs = Date.now();
  return () => {
    nowMs += 60_000;
    return nowMs;
  };
}
