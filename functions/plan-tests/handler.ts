import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import {
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
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { planTests } from '../../lib/watch/plan-tests.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';

const clock = systemClock;

const dependencies = {
  index: secretsManagerIndex(new SecretsManagerClient(AWS_CLIENT_OPTIONS), connectionsPrefix(process.env)),
  results: dynamoDbTestResults(new DynamoDBClient(AWS_CLIENT_OPTIONS), testResultsTable(process.env)),
  events: eventBridgeEventBus(new EventBridgeClient(AWS_CLIENT_OPTIONS), eventBusName(process.env)),
  queue: sqsTestQueue(new SQSClient(AWS_CLIENT_OPTIONS), testQueueUrl(process.env)),
  clock,
  intervalMinutes: testIntervalMinutes(process.env),
};

export const handler = scheduleHandler(
  { telemetry: createTelemetry(stage(process.env)), clock, newRunId: newId },
  (run, invocation) => planTests(dependencies, run, invocation),
);
