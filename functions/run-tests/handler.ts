import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { AWS_CLIENT_OPTIONS, SQS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import {
  amazonLoopbackOrigin,
  connectionsPrefix,
  diagnosticCalls,
  eventBusName,
  perConnectionMetrics,
  stage,
  testIntervalMinutes,
  testQueueUrl,
  testResultsTable,
} from '../../lib/configuration/environment.ts';
import { secretsManagerReader } from '../../lib/connection/secrets-manager-reader.ts';
import { queueHandler } from '../../lib/lambda/queue-handler.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { dynamoDbFleetStore } from '../../lib/watch/dynamodb-fleet-store.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { evidencePolicy } from '../../lib/watch/evidence-policy.ts';
import { createFleetWatch } from '../../lib/watch/fleet-watch.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { runTests } from '../../lib/watch/run-tests.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';

const clock = systemClock;
const dynamoDb = new DynamoDBClient(AWS_CLIENT_OPTIONS);
const table = testResultsTable(process.env);
const results = dynamoDbTestResults(dynamoDb, table);
const fleetStore = dynamoDbFleetStore(dynamoDb, table);
const events = eventBridgeEventBus(new EventBridgeClient(AWS_CLIENT_OPTIONS), eventBusName(process.env));
const fleets = createFleetWatch({
  store: fleetStore,
  events,
  clock,
  intervalMs: testIntervalMinutes(process.env) * 60_000,
});
const queue = sqsTestQueue(new SQSClient(SQS_CLIENT_OPTIONS), testQueueUrl(process.env));

const dependencies = {
  http: undiciHttp({ loopbackOrigin: amazonLoopbackOrigin(process.env) }),
  clock,
  random: Math.random,
  newTestId: newId,
  mayAskForEvidence: evidencePolicy(diagnosticCalls(process.env), fleetStore),
  perConnectionMetrics: perConnectionMetrics(process.env),
  reader: secretsManagerReader(new SecretsManagerClient(AWS_CLIENT_OPTIONS), connectionsPrefix(process.env)),
  results,
  recorder: createRecorder({ results, events, fleets, clock, confirm: (test) => queue.send([test]) }),
};

export const handler = queueHandler({ telemetry: createTelemetry(stage(process.env)), clock }, (messages, invocation) =>
  runTests(dependencies, messages, invocation),
);
