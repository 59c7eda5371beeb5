import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect } from 'vitest';
import {
  awsClients,
  type ContractTarget,
  type ContractTest,
  contend,
  errorOf,
  expectRefused,
  uniqueName,
} from './contract-target.ts';
import { createResultsTable } from './results-table.ts';

export function tablesContract(target: ContractTarget, test: ContractTest): void {
  const tables = () => awsClients(target.endpoint()).tables;
  const createTable = async () => {
    const name = uniqueName('contract');
    await createResultsTable(target.endpoint(), name);
    return name;
  };
  const key = (connectionId: string, sort: string) => ({ connectionId: { S: connectionId }, sort: { S: sort } });
  const put = (TableName: string, Item: PutItemCommandInput['Item'], rest: Partial<PutItemCommandInput> = {}) =>
    tables().send(new PutItemCommand({ TableName, Item, ...rest }));
  const get = async (TableName: string, Key: ReturnType<typeof key>) =>
    (await tables().send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;

  describe('DynamoDB', () => {
    test('an item is read as it was written, until it is deleted', async () => {
      const table = await createTable();
      const item = { ...key('a', 'latest'), state: { S: 'passed' }, count: { N: '1.5' }, gone: { NULL: true } };
      await put(table, item);
      expect(await get(table, key('a', 'latest'))).toEqual(item);
      await tables().send(new DeleteItemCommand({ TableName: table, Key: key('a', 'latest') }));
      expect(await get(table, key('a', 'latest'))).toBeUndefined();
    });

    test('numbers lose the zeros that say nothing', async () => {
      const table = await createTable();
      await put(table, { ...key('a', 'x'), count: { N: '1.50' } });
      expect(await get(table, key('a', 'x'))).toMatchObject({ count: { N: '1.5' } });
    });

    test('a write on condition that nothing newer is there', async () => {
      const table = await createTable();
      const write = (startedAt: string) =>
        put(
          table,
          { ...key('a', 'latest'), startedAt: { S: startedAt } },
          {
            ConditionExpression: 'attribute_not_exists(connectionId) OR startedAt < :startedAt',
            ExpressionAttributeValues: { ':startedAt': { S: startedAt } },
          },
        );
      await write('2026-01-02');
      expect(await errorOf(write('2026-01-01'))).toBeInstanceOf(ConditionalCheckFailedException);
      await write('2026-01-03');
      expect(await get(table, key('a', 'latest'))).toMatchObject({ startedAt: { S: '2026-01-03' } });
    });

    test('of twenty concurrent writes on condition one wins', async () => {
      const table = await createTable();
      const writes = Array.from(
        { length: 20 },
        (_, index) => () =>
          put(
            table,
            { ...key('a', 'latest'), writer: { N: String(index) } },
            { ConditionExpression: 'attribute_not_exists(connectionId)' },
          ),
      );
      const outcomes = await contend(target, writes);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect(await get(table, key('a', 'latest'))).toMatchObject({ writer: { N: String(winner) } });
    });

    test('a refused write tells the item that was there when it is asked to', async () => {
      const table = await createTable();
      await put(table, { ...key('a', 'latest'), state: { S: 'passed' } });
      const refused = await errorOf(
        put(table, key('a', 'latest'), {
          ConditionExpression: 'attribute_not_exists(connectionId)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      expect(refused).toMatchObject({ Item: { state: { S: 'passed' } } });
    });

    test('updates add up, set once and answer what is there afterwards', async () => {
      const table = await createTable();
      const update = () =>
        tables().send(
          new UpdateItemCommand({
            TableName: table,
            Key: key('fleet#na', 'window'),
            UpdateExpression: 'SET #since = if_not_exists(#since, :now) ADD tested :one',
            ExpressionAttributeNames: { '#since': 'since' },
            ExpressionAttributeValues: { ':now': { S: 'first' }, ':one': { N: '1' } },
            ReturnValues: 'ALL_NEW',
          }),
        );
      const outcomes = await contend(target, [update, update, update]);
      const counts = outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.Attributes?.tested?.N);
      expect(counts.toSorted()).toEqual(['1', '2', '3']);
    });

    test('a history is queried newest first, page by page', async () => {
      const table = await createTable();
      for (const day of [1, 2, 3]) await put(table, key('a', `test#2026-01-0${day}`));
      await put(table, key('a', 'latest'));
      await put(table, key('b', 'test#2026-01-09'));
      const page = (ExclusiveStartKey?: Record<string, { S: string }>) =>
        tables().send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'connectionId = :id AND begins_with(sort, :prefix)',
            ExpressionAttributeValues: { ':id': { S: 'a' }, ':prefix': { S: 'test#' } },
            ScanIndexForward: false,
            Limit: 2,
            ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
          }),
        );
      const first = await page();
      expect(first.Items?.map(({ sort }) => sort?.S)).toEqual(['test#2026-01-03', 'test#2026-01-02']);
      expect(first.LastEvaluatedKey).toEqual(key('a', 'test#2026-01-02'));
      const second = await page(key('a', 'test#2026-01-02'));
      expect(second.Items?.map(({ sort }) => sort?.S)).toEqual(['test#2026-01-01']);
      expect(second.LastEvaluatedKey).toBeUndefined();
    });

    test('items are written and read in batches', async () => {
      const table = await createTable();
      const ids = Array.from({ length: 25 }, (_, index) => `id-${index}`);
      const RequestItems = { [table]: ids.map((id) => ({ PutRequest: { Item: key(id, 'latest') } })) };
      const written = await tables().send(new BatchWriteItemCommand({ RequestItems }));
      expect(written.UnprocessedItems ?? {}).toEqual({});
      const Keys = [...ids, 'absent'].map((id) => key(id, 'latest'));
      const read = await tables().send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } }));
      expect(read.Responses?.[table]?.map(({ connectionId }) => connectionId?.S).sort()).toEqual([...ids].sort());
      expect(read.UnprocessedKeys ?? {}).toEqual({});
    });

    test('a reserved word is refused where a name belongs', async () => {
      const table = await createTable();
      const reserved = { ConditionExpression: 'attribute_not_exists(status)' };
      await expectRefused(put(table, key('a', 'x'), reserved), 'ValidationException', /reserved keyword/);
    });

    test('a value that no expression uses is refused', async () => {
      const table = await createTable();
      const unused = {
        ConditionExpression: 'attribute_not_exists(sort)',
        ExpressionAttributeValues: { ':unused': { S: 'x' } },
      };
      await expectRefused(put(table, key('a', 'x'), unused), 'ValidationException', /unused/);
    });

    test('a key asked for twice in one batch is refused', async () => {
      const table = await createTable();
      const Keys = [key('a', 'x'), key('a', 'x')];
      await expectRefused(
        tables().send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys } } })),
        'ValidationException',
        /duplicates/,
      );
    });

    test('an item has 400 KiB at most', async () => {
      const table = await createTable();
      const overhead = 'connectionId'.length + 'sort'.length + 'text'.length + 'a'.length + 'x'.length;
      const text = (bytes: number) => ({ ...key('a', 'x'), text: { S: 'x'.repeat(bytes - overhead) } });
      await put(table, text(409_600));
      await expectRefused(put(table, text(409_601)), 'ValidationException', /size/);
    });

    test('a table that is not there is told', async () => {
      await expectRefused(put(uniqueName('absent'), key('a', 'b')), 'ResourceNotFoundException');
    });
  });
}
