import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { batchesOf } from '../aws/batches.ts';
import { asked, isConditionFailure } from '../aws/service-error.ts';
import { type Left, untilNothingIsLeft } from '../aws/until-nothing-is-left.ts';
import { parseTestResult } from '../connection-test/test-result-schema.ts';
import { systemClock } from '../system-clock.ts';
import type { Clock } from '../time.ts';
import type { Latest } from './connection-state.ts';
import { memberItem } from './dynamodb-fleet-store.ts';
import {
  HISTORY,
  historyItem,
  type Item,
  latestFrom,
  latestItem,
  latestKey,
  removedItem,
  removedKey,
  tellingText,
} from './dynamodb-items.ts';
import type { TestResults } from './test-results.ts';

/** DynamoDB gives a hundred items a call. */
const BATCH = 100;
const BATCHES_AT_ONCE = 5;

export function dynamoDbTestResults(
  client: DynamoDBClient,
  table: string,
  clock: Pick<Clock, 'sleep'> = systemClock,
): TestResults {
  async function batch(connectionIds: readonly string[]): Promise<Item[]> {
    const items: Item[] = [];
    const read = async (keys: Item[]): Promise<Left<Item>> => {
      const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } });
      const answer = await asked('dynamodb:BatchGetItem', client.send(command));
      items.push(...(answer.Responses?.[table] ?? []));
      return { requests: answer.UnprocessedKeys?.[table]?.Keys ?? [] };
    };
    await untilNothingIsLeft('dynamodb:BatchGetItem', connectionIds.map(latestKey), read, clock);
    return items;
  }

  /** In one call, if there are several: together they are one small write more than a test needs. */
  async function writeAll(items: readonly Item[]): Promise<void> {
    const [only, ...others] = items;
    if (only && others.length === 0) {
      await asked('dynamodb:PutItem', client.send(new PutItemCommand({ TableName: table, Item: only })));
      return;
    }
    const write = async (requests: WriteRequest[]): Promise<Left<WriteRequest>> => {
      const command = new BatchWriteItemCommand({ RequestItems: { [table]: requests } });
      const answer = await asked('dynamodb:BatchWriteItem', client.send(command));
      return { requests: answer.UnprocessedItems?.[table] ?? [] };
    };
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    await untilNothingIsLeft<WriteRequest>('dynamodb:BatchWriteItem', requests, write, clock);
  }

  return {
    async latest(connectionId) {
      const { Item } = await asked(
        'dynamodb:GetItem',
        client.send(new GetItemCommand({ TableName: table, Key: latestKey(connectionId), ConsistentRead: true })),
      );
      return Item ? latestFrom(Item) : null;
    },

    async latestOf(connectionIds) {
      // DynamoDB refuses a batch that asks for an item twice, and a list may name a connection twice.
      const distinct = [...new Set(connectionIds)];
      const items = (await pMap(batchesOf(distinct, BATCH), batch, { concurrency: BATCHES_AT_ONCE })).flat();
      return new Map(items.map((item) => [item.connectionId?.S ?? '', latestFrom(item)]));
    },

    async replaceLatest(connectionId, read, latest) {
      try {
        const put = { TableName: table, Item: latestItem(connectionId, latest), ...unchangedSince(read) };
        await asked('dynamodb:PutItem', client.send(new PutItemCommand(put)));
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },

    async forgetLatest(connectionId, removedAt) {
      await asked(
        'dynamodb:PutItem',
        client.send(new PutItemCommand({ TableName: table, Item: removedItem(connectionId, removedAt) })),
      );
      const command = new DeleteItemCommand({ TableName: table, Key: latestKey(connectionId) });
      await asked('dynamodb:DeleteItem', client.send(command));
    },

    async removedAt(connectionId) {
      const command = new GetItemCommand({ TableName: table, Key: removedKey(connectionId), ConsistentRead: true });
      const { Item } = await asked('dynamodb:GetItem', client.send(command));
      return Item?.removedAt?.S === undefined ? null : Date.parse(Item.removedAt.S);
    },

    async addToHistory(connectionId, result, member) {
      const items = [historyItem(connectionId, result), ...(member ? [memberItem(member)] : [])];
      await writeAll(items);
    },

    async history({ connectionId, since, limit, from }) {
      const first = `${HISTORY}${since ?? ''}`;
      // DynamoDB refuses to start outside of what it is asked for.
      if (from !== null && from < first) return { tests: [], next: null };
      const query = new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'connectionId = :id AND sort BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':id': { S: connectionId },
          ':first': { S: first },
          ':last': { S: `${HISTORY}~` },
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: limit,
        ...(from === null ? {} : { ExclusiveStartKey: { connectionId: { S: connectionId }, sort: { S: from } } }),
      });
      const answer = await asked('dynamodb:Query', client.send(query));
      const tests = (answer.Items ?? []).flatMap((item) => parseTestResult(item.result?.S ?? '') ?? []);
      return { tests, next: answer.LastEvaluatedKey?.sort?.S ?? null };
    },
  };
}

/** Holds only while the item is what was read: whoever wrote in between changed one of these. */
function unchangedSince(read: Latest | null) {
  if (!read) return { ConditionExpression: 'attribute_not_exists(connectionId)' };
  const values: Item = { ':state': { S: read.state } };
  // An item without a state is read as unknown.
  const conditions = [
    read.state === 'unknown' ? '(#state = :state OR attribute_not_exists(#state))' : '#state = :state',
  ];
  const known = {
    startedAt: read.startedAt,
    lastEventAt: read.lastEventAt,
    savedVersion: read.save?.version ?? null,
    keptAt: read.keptAt,
    telling: tellingText(read.telling),
  };
  for (const [name, value] of Object.entries(known)) {
    if (value === null) {
      conditions.push(`attribute_not_exists(${name})`);
    } else {
      conditions.push(`${name} = :${name}`);
      values[`:${name}`] = { S: value };
    }
  }
  return {
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: values,
  };
}
