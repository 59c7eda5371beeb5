/** Every route of the API in one handler: its real parts and AWS services of this machine, with Amazon in a test's hands. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { rememberConnections } from '../../lib/connection/remembering-reader.ts';
import { secretsManagerIndex } from '../../lib/connection/secrets-manager-index.ts';
import { secretsManagerStore } from '../../lib/connection/secrets-manager-store.ts';
import { apiHandler } from '../../lib/http/api-handler.ts';
import { connectionRoutes } from '../../lib/http/connection-routes.ts';
import { fleetRoutes } from '../../lib/http/fleet-routes.ts';
import { operationRoutes } from '../../lib/http/operation-routes.ts';
import { testRoutes } from '../../lib/http/test-routes.ts';
import { tokenRoutes } from '../../lib/http/token-routes.ts';
import type { ObservedContext } from '../../lib/lambda/observed.ts';
import type { OperationAnswer, SentOperation } from '../../lib/operation/operation-http.ts';
import { createTokenBroker } from '../../lib/token/broker.ts';
import { dynamoDbManualTests } from '../../lib/watch/dynamodb-manual-tests.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';
import { handClock } from '../hand-clock.ts';
import { createResultsTable } from '../local-aws/results-table.ts';
import { noted } from '../noted-invocation.ts';
import { AmazonByScript, answer, issued, issuedRestricted, type Script } from '../token/amazon-by-script.ts';
import { localClientOptions } from '../watch/local-table.ts';
import { type Answered, OPERATIONS } from './described-api.ts';

const PREFIX = '/spc/test/';

export interface Call {
  readonly connectionId?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text goes as it is, anything else as JSON. */
  readonly body?: unknown;
  /** What follows `/sp-api/`. */
  readonly path?: string;
  /** What is left of Lambda's time-out. */
  readonly remainingMs?: number;
  /** Makes the function fall over whatever it reads of the request. */
  readonly brokenEvent?: boolean;
}

export interface ApiWorld {
  readonly aws: LocalAws;
  readonly amazon: AmazonByScript;
  /** What the Selling Partner API answers to operations. */
  operationAnswer: SentOperation;
  call(operationId: string, call: Call): Promise<Answered>;
  /** Stores a secret under the id of a connection: a text as it is, anything else as JSON, undefined without a value. */
  store(connectionId: string, value: unknown): Promise<void>;
  /** Puts it into its recovery window. */
  remove(connectionId: string): Promise<void>;
  /** Everybody answers again, and as they should. */
  heal(): void;
  close(): Promise<void>;
}

/** Everything that Amazon is asked, it answers well. */
export const healthy: Script = ({ url }) => {
  if (url.endsWith('/auth/o2/token')) return issued('Atza|token');
  if (url.endsWith('/restrictedDataToken')) return issuedRestricted('Atz.sprdt|token');
  return answer(200, { feeds: [] });
};

export function operationAnswer(status: number, body: unknown): OperationAnswer {
  const headers = { 'content-type': 'application/json' };
  return { kind: 'answer', status, headers, body: new TextEncoder().encode(JSON.stringify(body)) };
}

export async function startApiWorld(): Promise<ApiWorld> {
  const aws = await startLocalAws();
  await createResultsTable(aws.endpoint, 'results');
  aws.createEventBus('bus');
  const options = { ...localClientOptions(aws), maxAttempts: 1 };
  const clients = {
    secrets: new SecretsManagerClient(options),
    tables: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    sqs: new SQSClient(options),
  };
  const clock = handClock();
  const amazon = new AmazonByScript(healthy);
  const store = secretsManagerStore(clients.secrets, { prefix: PREFIX, stage: 'test' });
  const results = dynamoDbTestResults(clients.tables, 'results');
  const queue = sqsTestQueue(clients.sqs, aws.createQueue('tests'));
  const events = eventBridgeEventBus(clients.events, 'bus');
  const sending = { http: amazon, clock, random: () => 0 };
  const testing = {
    ...sending,
    newTestId: ulid,
    mayAskForEvidence: async () => true,
    results,
    recorder: createRecorder({ results, events, fleets: null, clock, confirm: (test) => queue.send([test]) }),
  };
  const registry = { ...testing, store, index: secretsManagerIndex(clients.secrets, PREFIX), queue };
  const broker = createTokenBroker({
    ...sending,
    reader: rememberConnections(store, 0, clock),
    onDeadCredential: async () => undefined,
  });
  const operationHttp = { send: async () => ({ outcome: world.operationAnswer, sent: 1 }) };
  const handler = apiHandler(
    { telemetry: (requestId, deadlineAt) => ({ ...noted(deadlineAt), requestId, publish: () => undefined }), clock },
    {
      ...fleetRoutes(registry),
      ...connectionRoutes(registry),
      ...testRoutes({
        ...testing,
        reader: store,
        manualTests: dynamoDbManualTests(clients.tables, 'results', results),
      }),
      ...tokenRoutes(broker),
      ...operationRoutes({ http: operationHttp, broker, clock }),
    },
  );

  const world: ApiWorld = {
    aws,
    amazon,
    operationAnswer: operationAnswer(200, {}),
    async call(operationId, call) {
      const { remainingMs = 29_000 } = call;
      const context: Partial<Context> = { awsRequestId: 'invocation', getRemainingTimeInMillis: () => remainingMs };
      const result = await handler(eventOf(operationId, call), context as ObservedContext);
      const { statusCode = 0, headers = {}, body = '' } = result;
      const text = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]);
      return {
        status: statusCode,
        headers: Object.fromEntries(text),
        body: body === '' ? undefined : JSON.parse(body),
      };
    },
    async store(connectionId, value) {
      const SecretString = typeof value === 'string' || value === undefined ? value : JSON.stringify(value);
      await clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}${connectionId}`, SecretString }));
    },
    async remove(connectionId) {
      const SecretId = `${PREFIX}${connectionId}`;
      await clients.secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
    },
    heal() {
      aws.faults.clear();
      amazon.script = healthy;
      world.operationAnswer = operationAnswer(200, {});
    },
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await aws.close();
    },
  };
  return world;
}

function eventOf(operationId: string, { connectionId, query, headers, body, path, brokenEvent }: Call) {
  const described = OPERATIONS.find(({ operation }) => operation.operationId === operationId);
  if (!described) throw new Error(`There is no operation ${operationId}`);
  const isOperation = described.path.endsWith('{path}');
  const routeKey = isOperation
    ? `ANY ${described.path.replace('{path}', '{path+}')}`
    : `${described.method} ${described.path}`;
  const parameters = { ...(connectionId !== undefined && { connectionId }), ...(path !== undefined && { path }) };
  const event = {
    routeKey,
    rawPath: described.path.replace('{connectionId}', connectionId ?? '').replace('{path}', path ?? ''),
    requestContext: { requestId: 'request', http: { method: described.method } },
    headers: { 'content-type': 'application/json', ...headers },
    pathParameters: parameters,
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  };
  return brokenEvent ? broken(event) : event;
}

function broken<Event extends object>(event: Event): Event {
  return new Proxy(event, {
    get(target, name) {
      if (name === 'pathParameters' || name === 'queryStringParameters') throw new Error('a bug');
      return Reflect.get(target, name);
    },
  });
}
