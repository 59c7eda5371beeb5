import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT_OPTIONS, SQS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import {
  amazonLoopbackOrigin,
  connectionsPrefix,
  eventBusName,
  stage,
  testIntervalMinutes,
  testQueueUrl,
  testResultsTable,
} from '../../lib/configuration/environment.ts';
import { secretsManagerIndex } from '../../lib/connection/secrets-manager-index.ts';
import { scheduleHandler } from '../../lib/lambda/schedule-handler.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { dynamoDbFleetStore } from '../../lib/watch/dynamodb-fleet-store.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { createFleetWatch } from '../../lib/watch/fleet-watch.ts';
import { planTests } from '../../lib/watch/plan-tests.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';

// Nothing is asked of Amazon here; a wrong one throws all the same, before the tests that are queued meet it.
amazonLoopbackOrigin(process.env);

const clock = systemClock;
const dynamoDb = new DynamoDBClient(AWS_CLIENT_OPTIONS);
const table = testResultsTable(process.env);
const events = eventBridgeEventBus(new EventBridgeClient(AWS_CLIENT_OPTIONS), eventBusName(process.env));
const intervalMinutes = testIntervalMinutes(process.env);

const results = dynamoDbTestResults(dynamoDb, table);
const queue = sqsTestQueue(new SQSClient(SQS_CLIENT_OPTIONS), testQueueUrl(process.env));

const dependencies = {
  index: secretsManagerIndex(new SecretsManagerClient(AWS_CLIENT_OPTIONS), connectionsPrefix(process.env)),
  results,
  recorder: createRecorder({ results, events, fleets: null, clock, confirm: null }),
  fleets: createFleetWatch({
    store: dynamoDbFleetStore(dynamoDb, table),
    events,
    clock,
    intervalMs: intervalMinutes * 60_000,
  }),
  queue,
  clock,
  intervalMinutes,
};

export const handler = scheduleHandler(
  { telemetry: createTelemetry(stage(process.env)), clock, newRunId: newId },
  (run, invocation) => planTests(dependencies, run, invocation),
);
