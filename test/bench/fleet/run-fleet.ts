/**
 * One quarter of an hour of a fleet's life, faster: the delays of its messages pass so many times as fast, while functions,
 * Amazon and time-outs take their own time. So every environment has as many times more to do than in reality.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { InvocationOutcome } from '../../../infra/local-run/lambda-environment.ts';
import { startQueuePoller } from '../../../infra/local-run/queue-poller.ts';
import { systemTimers } from '../../../infra/local-run/timers.ts';
import { systemClock } from '../../../lib/system-clock.ts';
import { dynamoDbTestResults } from '../../../lib/watch/dynamodb-test-results.ts';
import { dueTimeOf } from '../../../lib/watch/schedule.ts';
import { startAmazon } from '../amazon/start-amazon.ts';
import { deployed, type FunctionName, variablesOf } from '../aws/functions.ts';
import { type BenchServices, type SavedConnection, startServices } from '../aws/services.ts';
import type { Scale } from '../measurement.ts';
import { type Environments, environments } from './environments.ts';

export interface FleetOptions {
  readonly connections: readonly SavedConnection[];
  readonly timesAsFast: number;
  readonly maxEnvironments: number;
  readonly amazonDelayMs: number;
  readonly bundles: Scale['bundles'];
}

export interface Tested {
  readonly verdict: string;
  /** Within the quarter of an hour. */
  readonly dueSeconds: number;
  /** From then until the test was over, in milliseconds of our own time. */
  readonly delayMs: number;
}

export interface FleetRun {
  readonly planSeconds: number;
  readonly tested: ReadonlyMap<string, Tested>;
  readonly environments: number;
  readonly residentMiB: number;
}

const INTERVAL_MINUTES = 15;

/** Ends when every connection was tested, or rejects. */
export async function runFleet(options: FleetOptions): Promise<FleetRun> {
  const opened: (() => Promise<void>)[] = [];
  try {
    return await run(options, (close) => opened.push(close));
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

async function run(options: FleetOptions, onEnd: (close: () => Promise<void>) => void): Promise<FleetRun> {
  const { connections, timesAsFast, maxEnvironments } = options;
  const amazon = await startAmazon({ delayMs: options.amazonDelayMs, plain: true });
  onEnd(amazon.close);
  const services = await startServices(connections);
  onEnd(services.close);
  const environmentsOf = (name: FunctionName): Environments => {
    const { timeoutSeconds, memoryMb } = deployed(name);
    const bundle = options.bundles.find((built) => built.name === name)?.bundle ?? '';
    const variables = variablesOf(name, services, amazon.address.port, {
      TEST_INTERVAL_MINUTES: String(INTERVAL_MINUTES),
    });
    const made = environments({ bundle, variables, timeoutMs: timeoutSeconds * 1_000, memoryMb });
    onEnd(made.close);
    return made;
  };

  const planning = environmentsOf('plan-tests');
  const plannedAt = performance.now();
  await planning.invoke({ scheduledTime: new Date(services.startsAt).toISOString(), runId: 'bench' });
  const planSeconds = (performance.now() - plannedAt) / 1_000;

  const testing = environmentsOf('run-tests');
  const clientOptions = {
    endpoint: services.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const sqs = new SQSClient(clientOptions);
  const done = Promise.withResolvers<void>();
  const awaited = new Set(connections.map(({ connectionId }) => connectionId));
  const startedAt = Date.now();
  await services.letTimeRun(timesAsFast);
  const [queue] = deployed('run-tests').queues;
  if (!queue) throw new Error('run-tests reads no queue');
  const poller = startQueuePoller({
    sqs,
    queueUrl: services.queueUrl,
    queueArn: 'arn:aws:sqs:eu-west-1:123456789012:tests',
    region: 'eu-west-1',
    batchSize: queue.batchSize,
    windowMs: (queue.windowSeconds * 1_000) / timesAsFast,
    reportBatchItemFailures: queue.reportBatchItemFailures,
    maxBatches: maxEnvironments,
    timers: systemTimers,
    async invoke(event) {
      try {
        const outcome = await testing.invoke(event);
        for (const id of testedOf(event, outcome)) awaited.delete(id);
        if (awaited.size === 0) done.resolve();
        return outcome;
      } catch (error) {
        done.reject(error);
        throw error;
      }
    },
    onTrouble: done.reject,
  });
  onEnd(async () => {
    await poller.close();
    sqs.destroy();
  });
  await done.promise;

  return {
    planSeconds,
    tested: await whatIsKnown(services, connections, (dueSeconds) => startedAt + (dueSeconds * 1_000) / timesAsFast),
    environments: testing.started(),
    residentMiB: Math.max(planning.residentMiB(), testing.residentMiB()),
  };
}

const batch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });
const answer = z.object({ result: z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) }) });

/** The connections of a batch whose messages do not come again. */
function testedOf(event: unknown, outcome: InvocationOutcome): string[] {
  const comingAgain = answer.parse(outcome).result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return batch
    .parse(event)
    .Records.filter(({ messageId }) => !comingAgain.includes(messageId))
    .map(({ body }) => String(JSON.parse(body).connectionId));
}

async function whatIsKnown(
  { endpoint, table }: BenchServices,
  connections: readonly SavedConnection[],
  dueAt: (dueSeconds: number) => number,
): Promise<Map<string, Tested>> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  const ids = connections.map(({ connectionId }) => connectionId);
  const latest = await dynamoDbTestResults(client, table, systemClock).latestOf(ids);
  client.destroy();
  const tested = new Map<string, Tested>();
  for (const [connectionId, { result }] of latest) {
    if (!result) continue;
    const dueSeconds = dueTimeOf(connectionId, INTERVAL_MINUTES).delaySeconds;
    const delayMs = Date.parse(result.startedAt) + result.durationMs - dueAt(dueSeconds);
    tested.set(connectionId, { verdict: result.verdict, dueSeconds, delayMs });
  }
  return tested;
}
