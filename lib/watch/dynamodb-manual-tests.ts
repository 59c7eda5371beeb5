import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { asked, isConditionFailure } from '../aws/service-error.ts';
import { MANUAL_TESTS_WINDOW_MS, manualTestWaitSeconds } from '../connection-test/manual-limit.ts';
import { isoTime } from '../time.ts';
import type { Item } from './dynamodb-items.ts';
import type { ManualTests } from './manual-tests.ts';
import type { TestResults } from './test-results.ts';

/** More than can be in the window, so that one page holds them all. */
const RECENT_TESTS = 100;
const TRIES = 10;
/** Long past the window: an item of a connection that nobody tests any more goes by itself. */
const KEPT_SECONDS = 3_600;

/**
 * Counts manual tests twice: by the history, and by an item that is written before a test begins. Callers who come at the
 * same moment would not see each other in the history; on the item one of them wins.
 */
export function dynamoDbManualTests(client: DynamoDBClient, table: string, results: TestResults): ManualTests {
  /** The times as one text, ISO 8601 with spaces between; null when none was ever reserved. */
  async function reserved(key: Item): Promise<string | null> {
    const { Item } = await asked(
      'dynamodb:GetItem',
      client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true })),
    );
    return Item ? (Item.startedAts?.S ?? '') : null;
  }

  async function inHistory(connectionId: string, now: number): Promise<number[]> {
    const since = isoTime(now - MANUAL_TESTS_WINDOW_MS);
    const { tests } = await results.history({ connectionId, since, limit: RECENT_TESTS, from: null });
    return tests.filter((test) => test.trigger === 'manual').map((test) => Date.parse(test.startedAt));
  }

  return {
    async begin(connectionId, now) {
      const waitSeconds = manualTestWaitSeconds(await inHistory(connectionId, now), now);
      if (waitSeconds !== null) return waitSeconds;
      const key: Item = { connectionId: { S: connectionId }, sort: { S: 'manual-tests' } };
      for (let count = 0; count < TRIES; count += 1) {
        const known = await reserved(key);
        const times = (known ?? '').split(' ').map((time) => Date.parse(time));
        const wait = manualTestWaitSeconds(times, now);
        if (wait !== null) return wait;
        const kept = times.filter((time) => time > now - MANUAL_TESTS_WINDOW_MS);
        const startedAts = { S: [...kept, now].map(isoTime).join(' ') };
        const condition =
          known === null
            ? { ConditionExpression: 'attribute_not_exists(connectionId)' }
            : { ConditionExpression: 'startedAts = :known', ExpressionAttributeValues: { ':known': { S: known } } };
        try {
          const expiresAt = { N: String(Math.floor(now / 1_000) + KEPT_SECONDS) };
          const put = { TableName: table, Item: { ...key, startedAts, expiresAt }, ...condition };
          await asked('dynamodb:PutItem', client.send(new PutItemCommand(put)));
          return null;
        } catch (error) {
          if (!isConditionFailure(error)) throw error;
        }
      }
      return 1;
    },
  };
}
