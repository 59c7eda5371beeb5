import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { AWS_CLIENT_OPTIONS, SQS_CLIENT_OPTIONS } from '../../lib/aws/client-options.ts';
import {
  amazonLoopbackOrigin,
  connectionsPrefix,
  secretCacheSeconds,
  stage,
  testQueueUrl,
} from '../../lib/configuration/environment.ts';
import { rememberConnections } from '../../lib/connection/remembering-reader.ts';
import { secretsManagerReader } from '../../lib/connection/secrets-manager-reader.ts';
import { apiHandler } from '../../lib/http/api-handler.ts';
import { tokenRoutes } from '../../lib/http/token-routes.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { newId } from '../../lib/system-id.ts';
import { createTelemetry } from '../../lib/telemetry/telemetry.ts';
import { createTokenBroker } from '../../lib/token/broker.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';
import { trafficTests } from '../../lib/watch/traffic-tests.ts';

const clock = systemClock;
const reader = secretsManagerReader(new SecretsManagerClient(AWS_CLIENT_OPTIONS), connectionsPrefix(process.env));
const queueUrl = testQueueUrl(process.env);
const openQueue = () => sqsTestQueue(new SQSClient(SQS_CLIENT_OPTIONS), queueUrl);

const broker = createTokenBroker({
  http: nodeHttp({ loopbackOrigin: amazonLoopbackOrigin(process.env) }),
  clock,
  random: Math.random,
  reader: rememberConnections(reader, secretCacheSeconds(process.env), clock),
  onDeadCredential: trafficTests(openQueue, clock, newId),
});

export const handler = apiHandler({ telemetry: createTelemetry(stage(process.env)), clock }, tokenRoutes(broker));
