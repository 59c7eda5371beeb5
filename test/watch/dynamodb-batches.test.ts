/** DynamoDB may do a part of a batch and leave the rest: it is asked again for what was left, and only for that. */
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { fleetMember } from '../../lib/watch/fleet-state.ts';
import { handClock } from '../hand-clock.ts';
import { aTest, knownAs, minute } from './fixtures.ts';
import { localTable } from './local-table.ts';

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());

let table: Awaited<ReturnType<typeof localTable>>;
const clock = handClock();
beforeEach(async () => {
  table = await localTable(aws);
  aws.forgetCalls();
});

interface Batch {
  readonly RequestItems: Record<string, unknown[] | { Keys: unknown[] }>;
}

/** Lets the table do only the first request of each batch that it is given, as if it were throttled: `times` times. */
function leaveTheRest(client: DynamoDBClient, name: string, times: number): void {
  let left = times;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (!commandName?.startsWith('Batch') || left === 0) return next(args);
        left -= 1;
        const requests = (args.input as unknown as Batch).RequestItems[name] ?? [];
        const [of, all] = Array.isArray(requests)
          ? [(some: unknown[]) => some, requests]
          : [(some: unknown[]) => ({ ...requests, Keys: some }), requests.Keys];
        const answer = await next({ ...args, input: { ...args.input, RequestItems: { [name]: of(all.slice(0, 1)) } } });
        const rest = all.length > 1 ? { [name]: of(all.slice(1)) } : {};
        return { ...answer, output: { ...answer.output, UnprocessedItems: rest, UnprocessedKeys: rest } };
      },
    { step: 'initialize' },
  );
}

async function sorts(): Promise<string[]> {
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.table }));
  return (Items ?? []).map(({ sort }) => sort?.S ?? '').toSorted();
}

const failed = aTest('failed', 0, { trigger: 'schedule' });
const member = fleetMember('acme', 'client', failed, minute(-5));
const operations = () => aws.calls().map(({ operation }) => operation);

describe('writing history and fleet in one call', () => {
  it('is repeated for what was left, after a pause', async () => {
    leaveTheRest(table.client, table.table, 1);
    const before = clock.slept.length;
    await dynamoDbTestResults(table.client, table.table, clock).addToHistory('acme', failed, member);
    expect(operations()).toEqual(['BatchWriteItem', 'BatchWriteItem']);
    expect(clock.slept.slice(before)).toEqual([50]);
    expect(await sorts()).toEqual(['acme', `test#${minute(0)}#${failed.testId}`]);
  });

  it('ends with an error, by the name of the right that it needs, when it is left again and again', async () => {
    const results = dynamoDbTestResults(table.client, table.table, clock);
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName !== 'BatchWriteItemCommand') return next(args);
          const { RequestItems } = args.input as unknown as Batch;
          return { response: {}, output: { $metadata: {}, UnprocessedItems: RequestItems } };
        },
      { step: 'initialize' },
    );
    const before = clock.slept.length;
    await expect(results.addToHistory('acme', failed, member)).rejects.toMatchObject({
      action: 'dynamodb:BatchWriteItem',
      reason: 'Unprocessed',
    });
    expect(clock.slept.slice(before)).toEqual([50, 100, 200, 400]);
  });

  it('is a plain write for a test that says nothing of its fleets', async () => {
    await dynamoDbTestResults(table.client, table.table, clock).addToHistory('acme', failed);
    expect(operations()).toEqual(['PutItem']);
  });
});

describe('reading what is known of many', () => {
  it('is repeated for what was left, and misses none', async () => {
    const results = dynamoDbTestResults(table.client, table.table, clock);
    const ids = ['a', 'b', 'c', 'd'];
    for (const id of ids) await results.replaceLatest(id, null, knownAs('passed'));
    aws.forgetCalls();
    leaveTheRest(table.client, table.table, 2);
    expect([...(await results.latestOf(ids)).keys()].toSorted()).toEqual(ids);
    expect(operations()).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });
});
