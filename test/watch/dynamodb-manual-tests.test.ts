import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { dynamoDbManualTests } from '../../lib/watch/dynamodb-manual-tests.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import type { ManualTests } from '../../lib/watch/manual-tests.ts';
import type { TestResults } from '../../lib/watch/test-results.ts';
import { aTest, minuteMs } from './fixtures.ts';
import { localTable } from './local-table.ts';

let aws: LocalAws;
let table: Awaited<ReturnType<typeof localTable>>;
let results: TestResults;
let manualTests: ManualTests;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());
beforeEach(async () => {
  table = await localTable(aws);
  results = dynamoDbTestResults(table.client, table.table);
  manualTests = dynamoDbManualTests(table.client, table.table, results);
});

const NOW = minuteMs(0);
const SECOND_MS = 1_000;

describe('tests by hand', () => {
  it('are five in five minutes; the next waits until the oldest of them is five minutes old', async () => {
    for (const seconds of [0, 10, 20, 30, 40])
      expect(await manualTests.begin('acme', NOW + seconds * SECOND_MS)).toBeNull();
    expect(await manualTests.begin('acme', NOW + 60 * SECOND_MS)).toBe(240);
    expect(await manualTests.begin('acme', NOW + 299_001)).toBe(1);
    expect(await manualTests.begin('acme', NOW + 299_999)).toBe(1);
    expect(await manualTests.begin('acme', NOW + 300_000)).toBeNull();
    expect(await manualTests.begin('acme', NOW + 300_001), 'until the second of them is').toBe(10);
  });

  it('are forgotten when they no longer count', async () => {
    for (const minutes of [0, 1, 6, 12]) await manualTests.begin('acme', minuteMs(minutes));
    const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.table }));
    expect(Items.map(({ startedAts }) => startedAts?.S)).toEqual([new Date(minuteMs(12)).toISOString()]);
  });

  it('of other connections are counted by themselves', async () => {
    for (let count = 0; count < 5; count += 1) await manualTests.begin('acme', NOW);
    expect(await manualTests.begin('acme', NOW)).toBe(300);
    expect(await manualTests.begin('acme-2', NOW)).toBeNull();
  });

  it('that begin at the same moment are five of ten', async () => {
    const begun = await Promise.all(Array.from({ length: 10 }, () => manualTests.begin('acme', NOW)));
    expect(begun.filter((wait) => wait === null)).toHaveLength(5);
    expect(begun.filter((wait) => wait === 300)).toHaveLength(5);
  });

  it('that were refused are not counted', async () => {
    for (let count = 0; count < 5; count += 1) await manualTests.begin('acme', NOW);
    for (let count = 0; count < 20; count += 1) await manualTests.begin('acme', NOW + SECOND_MS);
    for (let count = 0; count < 5; count += 1) expect(await manualTests.begin('acme', NOW + 300_000)).toBeNull();
    expect(await manualTests.begin('acme', NOW + 300_000)).toBe(300);
  });

  it('are counted by the history too', async () => {
    for (let seconds = 0; seconds < 5; seconds += 1) {
      await results.addToHistory('acme', {
        ...aTest('passed', 0),
        startedAt: new Date(NOW + seconds * SECOND_MS).toISOString(),
      });
    }
    expect(await manualTests.begin('acme', NOW + 10 * SECOND_MS)).toBe(290);
    expect(await manualTests.begin('acme', NOW + 300_000)).toBeNull();
  });

  it.each(['schedule', 'confirm', 'save', 'traffic'] as const)('are not those with the trigger %s', async (trigger) => {
    for (let count = 0; count < 10; count += 1) await results.addToHistory('acme', aTest('passed', 0, { trigger }));
    expect(await manualTests.begin('acme', NOW)).toBeNull();
  });

  it('cannot begin when the table does not answer: nobody knows how many there were', async () => {
    aws.faults.inject('dynamodb.Query', 'access-denied', 1);
    await expect(manualTests.begin('acme', NOW)).rejects.toMatchObject({ action: 'dynamodb:Query' });
    aws.faults.inject('dynamodb.PutItem', 'access-denied', 1);
    await expect(manualTests.begin('acme', NOW)).rejects.toMatchObject({ action: 'dynamodb:PutItem' });
  });
});
