/** What a test and a run of the schedule cost, counted at the services themselves. */
import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { secretsManagerIndex } from '../../lib/connection/secrets-manager-index.ts';
import { secretsManagerReader } from '../../lib/connection/secrets-manager-reader.ts';
import { dynamoDbFleetStore } from '../../lib/watch/dynamodb-fleet-store.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { evidencePolicy } from '../../lib/watch/evidence-policy.ts';
import { createFleetWatch } from '../../lib/watch/fleet-watch.ts';
import { planTests } from '../../lib/watch/plan-tests.ts';
import { createRecorder } from '../../lib/watch/recorder.ts';
import { runTests } from '../../lib/watch/run-tests.ts';
import { dueTimeOf, slotAt } from '../../lib/watch/schedule.ts';
import { sqsTestQueue } from '../../lib/watch/sqs-test-queue.ts';
import { handClock } from '../hand-clock.ts';
import { noted } from '../noted-invocation.ts';
import { AmazonByScript, answer, formOf, issued, refusedByLwa } from '../token/amazon-by-script.ts';
import { minuteMs } from './fixtures.ts';
import { localClientOptions, localTable } from './local-table.ts';

const PREFIX = '/selling-partner-connections/test/';
const CONNECTIONS = 10_000;
const clock = handClock(minuteMs(0));

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ clock: () => clock.now() });
});
afterAll(() => aws.close());

let world: Awaited<ReturnType<typeof watchWorld>>;
beforeEach(async () => {
  world = await watchWorld();
});
afterEach(() => aws.faults.clear());

async function watchWorld() {
  const { client, table } = await localTable(aws);
  const queueName = `tests-${randomUUID()}`;
  const queue = sqsTestQueue(new SQSClient(localClientOptions(aws)), aws.createQueue(queueName));
  const busName = `bus-${randomUUID()}`;
  aws.createEventBus(busName);
  const events = eventBridgeEventBus(new EventBridgeClient(localClientOptions(aws)), busName);
  const results = dynamoDbTestResults(client, table, clock);
  const store = dynamoDbFleetStore(client, table);
  const fleets = createFleetWatch({ store, events, clock, intervalMs: 3_600_000 });
  const secrets = new SecretsManagerClient(localClientOptions(aws));
  const amazon = new AmazonByScript((request) => {
    if (request.method === 'GET') return answer(200, { feeds: [] });
    return formOf(request).client_secret === 'wrong' ? refusedByLwa('invalid_client', 401) : issued('Atza|token');
  });
  const recorder = createRecorder({ results, events, fleets, clock, confirm: (test) => queue.send([test]) });
  const testing = {
    http: amazon,
    clock,
    random: () => 0,
    newTestId: () => randomUUID().replaceAll('-', ''),
    mayAskForEvidence: evidencePolicy(true, store),
    perConnectionMetrics: 'off' as const,
    reader: secretsManagerReader(secrets, PREFIX),
    results,
    recorder,
  };
  const planning = { index: secretsManagerIndex(secrets, PREFIX), results, recorder, fleets, queue, clock } as const;

  return {
    save: (connectionId: string, lwaClientSecret = 'right', prefix = PREFIX) =>
      secrets.send(
        new CreateSecretCommand({
          Name: `${prefix}${connectionId}`,
          Description: JSON.stringify({ endpoint: 'na' }),
          SecretString: JSON.stringify({ lwaClientId: 'client', lwaClientSecret, lwaRefreshToken: 'Atzr|token' }),
        }),
      ),
    async test(connectionId: string, trigger: 'schedule' | 'confirm'): Promise<void> {
      clock.jump(60_000);
      const scheduledTime = new Date(clock.now()).toISOString();
      const body = JSON.stringify({ connectionId, runId: 'run', scheduledTime, trigger });
      expect(await runTests(testing, [{ messageId: 'one', body }], noted(clock.now() + 60_000))).toEqual([]);
    },
    async plan(prefix: string) {
      const index = secretsManagerIndex(secrets, prefix);
      const invocation = noted(clock.now() + 600_000);
      const run = { scheduledMs: clock.now(), runId: 'run', all: false };
      await planTests({ ...planning, index, intervalMinutes: 60 }, run, invocation);
      return invocation;
    },
    queued: () => aws.messages(queueName).map(({ body }) => String(JSON.parse(body).connectionId)),
  };
}

/** How often each operation was called. */
function calls(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation } of aws.calls()) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
}

describe('a scheduled test', () => {
  it('that passes costs two writes and one read of the secret', async () => {
    const id = `acme-${randomUUID().slice(0, 8)}`;
    await world.save(id);
    await world.test(id, 'schedule');
    aws.forgetCalls();
    await world.test(id, 'schedule');
    // Reads: what is known, before the test and when it is recorded; the states of its two fleets.
    expect(calls()).toEqual({ GetItem: 4, GetSecretValue: 1, BatchWriteItem: 1, PutItem: 1 });
  });

  it('that fails costs a message more, and its confirmation an event and the write that lists it', async () => {
    const id = `broken-${randomUUID().slice(0, 8)}`;
    await world.save(id, 'wrong');
    await world.test(id, 'schedule');
    aws.forgetCalls();
    await world.test(id, 'schedule');
    expect(calls()).toMatchObject({ GetSecretValue: 1, BatchWriteItem: 1, PutItem: 1, SendMessageBatch: 1 });
    aws.forgetCalls();
    await world.test(id, 'confirm');
    expect(calls()).toMatchObject({ GetSecretValue: 1, BatchWriteItem: 1, PutItem: 2, PutEvents: 1 });
  });
});

describe(`a run of the schedule over ${CONNECTIONS} connections`, () => {
  const prefix = '/selling-partner-connections/large/';
  const ids = Array.from({ length: CONNECTIONS }, (_, index) => `connection-${index}`);
  const due = () => ids.filter((id) => dueTimeOf(id, 60).slot === slotAt(clock.now(), 60)).toSorted();
  beforeAll(async () => {
    const { save } = await watchWorld();
    await pMap(ids, (id) => save(id, 'right', prefix), { concurrency: 20 });
  });
  beforeEach(() => aws.forgetCalls());

  it('lists, queues and reads in full pages, and in nothing else', async () => {
    const invocation = await world.plan(prefix);
    expect(world.queued().toSorted()).toEqual(due());
    expect(invocation.total('ConnectionsKnown')).toBe(CONNECTIONS);
    expect(invocation.total('RunCompleted')).toBe(1);
    expect(calls()).toEqual({
      ListSecrets: CONNECTIONS / 100,
      SendMessageBatch: Math.ceil(due().length / 10),
      // The states of the fleets.
      Query: 1,
      BatchGetItem: CONNECTIONS / 100,
    });
  });

  it('goes on when a page fails half-way, and queues nothing twice', async () => {
    failFromPage(50, 2);
    await world.plan(prefix);
    expect(world.queued().toSorted()).toEqual(due());
    expect(calls().ListSecrets).toBe(CONNECTIONS / 100 + 2);
  });

  it('queues nothing when a page fails for good; the run that comes in its place queues each once', async () => {
    failFromPage(50, 3);
    await expect(world.plan(prefix)).rejects.toMatchObject({ action: 'secretsmanager:ListSecrets' });
    expect(world.queued()).toEqual([]);
    await world.plan(prefix);
    expect(world.queued().toSorted()).toEqual(due());
  });

  /** Lets the calls after so many pages fail, as often as said. The SDK tries three times. */
  function failFromPage(page: number, times: number): void {
    let pages = 0;
    const stop = aws.onCall(({ operation }, phase) => {
      if (operation !== 'ListSecrets' || phase !== 'after') return;
      pages += 1;
      if (pages < page) return;
      stop();
      aws.faults.inject('secretsmanager.ListSecrets', 'internal-error', times);
    });
  }
});
