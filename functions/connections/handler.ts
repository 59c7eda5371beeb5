import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { AWS_CLIENT_OPTIONS, SQS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import {
  amazonLoopbackOrigin,
  connectionsPrefix,
  diagnosticCalls,
  eventBusName,
  stage,
  testQueueUrl,
  testResultsTable,
} from '../../lib/configuration/environment.ts';
import { secretsManagerIndex } from '../../lib/connection/secrets-manager-index.ts';
import { secretsManagerStore } from '../../lib/connection/secrets-manager-store.ts';
import { apiHandler } from '../../lib/http/api-handler.ts';
import { connectionRoutes } from '../../lib/http/connection-routes.ts';
import { fleetRoutes } from '../../lib/http/fleet-routes.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { dynamoDbFleetStore } from '../../lib/watch/dynamodb-fleet-store.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { evidencePolicy } from '../../lib/watch/evidence-policy.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';

const clock = systemClock;
const prefix = connectionsPrefix(process.env);
const secretsManager = new SecretsManagerClient(AWS_CLIENT_OPTIONS);
const dynamoDb = new DynamoDBClient(AWS_CLIENT_OPTIONS);
const table = testResultsTable(process.env);
const results = dynamoDbTestResults(dynamoDb, table);
const fleetStore = dynamoDbFleetStore(dynamoDb, table);
const events = eventBridgeEventBus(new EventBridgeClient(AWS_CLIENT_OPTIONS), eventBusName(process.env));
const queue = sqsTestQueue(new SQSClient(SQS_CLIENT_OPTIONS), testQueueUrl(process.env));

const dependencies = {
  http: nodeHttp({ loopbackOrigin: amazonLoopbackOrigin(process.env) }),
  clock,
  random: Math.random,
  newTestId: newId,
  mayAskForEvidence: evidencePolicy(diagnosticCalls(process.env), fleetStore),
  store: secretsManagerStore(secretsManager, { prefix, stage: stage(process.env) }),
  index: secretsManagerIndex(secretsManager, prefix),
  results,
  recorder: createRecorder({ results, events, fleets: null, clock, confirm: null }),
  queue,
};

export const handler = apiHandler(
  { telemetry: createTelemetry(stage(process.env)), clock },
  { ...fleetRoutes(dependencies), ...connectionRoutes(dependencies) },
);
