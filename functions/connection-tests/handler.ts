import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { AWS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import {
  amazonLoopbackOrigin,
  connectionsPrefix,
  diagnosticCalls,
  eventBusName,
  stage,
  testResultsTable,
} from '../../lib/configuration/environment.ts';
import { secretsManagerReader } from '../../lib/connection/secrets-manager-reader.ts';
import { apiHandler } from '../../lib/http/api-handler.ts';
import { testRoutes } from '../../lib/http/test-routes.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { dynamoDbFleetStore } from '../../lib/watch/dynamodb-fleet-store.ts';
import { dynamoDbManualTests } from '../../lib/watch/dynamodb-manual-tests.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { evidencePolicy } from '../../lib/watch/evidence-policy.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';

const clock = systemClock;
const dynamoDb = new DynamoDBClient(AWS_CLIENT_OPTIONS);
const table = testResultsTable(process.env);
const results = dynamoDbTestResults(dynamoDb, table);
const fleetStore = dynamoDbFleetStore(dynamoDb, table);
const events = eventBridgeEventBus(new EventBridgeClient(AWS_CLIENT_OPTIONS), eventBusName(process.env));

const routes = testRoutes({
  http: nodeHttp({ loopbackOrigin: amazonLoopbackOrigin(process.env) }),
  clock,
  random: Math.random,
  newTestId: newId,
  mayAskForEvidence: evidencePolicy(diagnosticCalls(process.env), fleetStore),
  reader: secretsManagerReader(new SecretsManagerClient(AWS_CLIENT_OPTIONS), connectionsPrefix(process.env)),
  results,
  manualTests: dynamoDbManualTests(dynamoDb, table, results),
  recorder: createRecorder({ results, events, fleets: null, clock, confirm: null }),
});

export const handler = apiHandler({ telemetry: createTelemetry(stage(process.env)), clock }, routes);
