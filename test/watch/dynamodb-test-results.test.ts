import { type AttributeValue, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import pMap from 'p-map';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import type { Telling } from '../../lib/watch/connection-state.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { isHistoryPlace, type TestResults } from '../../lib/watch/test-results.ts';
import { aTest, knownAs, minute, minuteMs } from './fixtures.ts';
import { localTable } from './local-table.ts';

let aws: LocalAws;
let table: Awaited<ReturnType<typeof localTable>>;
let results: TestResults;
beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());
beforeEach(async () => {
  table = await localTable(aws);
  results = dynamoDbTestResults(table.client, table.table);
});

async function itemAt(connectionId: string, sort: string): Promise<Record<string, AttributeValue> | undefined> {
  const Key = { connectionId: { S: connectionId }, sort: { S: sort } };
  return (await table.client.send(new GetItemCommand({ TableName: table.table, Key }))).Item;
}

function aTelling(to: Telling['to']): Telling {
  return { id: `told-${to}`, from: null, to, until: minuteMs(1), overtaken: false };
}

const put = (Item: Record<string, AttributeValue>) =>
  table.client.send(new PutItemCommand({ TableName: table.table, Item }));

describe('what is known of a connection', () => {
  it('is nothing before the first test', async () => {
    expect(await results.latest('acme')).toBeNull();
  });

  it.each([
    [
      'with everything',
      knownAs('failed', {
        lastPassedAt: minute(-60),
        save: { version: 'v1', at: minute(-90) },
        keptAt: minute(-80),
        heldBack: { from: null },
        telling: [aTelling('passed'), aTelling('failed')],
      }),
    ],
    [
      'with nothing but a state',
      {
        ...knownAs('unknown'),
        startedAt: null,
        result: null,
        version: null,
        lastPassedAt: null,
        lastConclusiveAt: null,
        lastEventAt: null,
      },
    ],
  ])('is read as it was written, %s', async (_what, latest) => {
    expect(await results.replaceLatest('acme', null, latest)).toBe(true);
    expect(await results.latest('acme')).toEqual(latest);
    expect(await results.latest('acme-2')).toBeNull();
  });

  it('is one item with the documented attributes, those without a value left out', async () => {
    const latest = knownAs('passed');
    await results.replaceLatest('acme', null, latest);
    expect(await itemAt('acme', 'latest')).toEqual({
      connectionId: { S: 'acme' },
      sort: { S: 'latest' },
      startedAt: { S: latest.startedAt },
      result: { S: JSON.stringify(latest.result) },
      verdict: { S: 'passed' },
      version: { S: 'v1' },
      state: { S: 'passed' },
      stateVersion: { S: 'v1' },
      stateSince: { S: minute(-10) },
      lastPassedAt: { S: minute(-1) },
      lastConclusiveAt: { S: minute(-1) },
      lastEventAt: { S: minute(-10) },
    });
  });

  it('can be read when an attribute is missing or unreadable', async () => {
    await put({
      connectionId: { S: 'acme' },
      sort: { S: 'latest' },
      startedAt: { S: minute(0) },
      result: { S: '{"old":' },
    });
    expect(await results.latest('acme')).toMatchObject({
      startedAt: minute(0),
      result: null,
      state: 'unknown',
      stateSince: minute(0),
      lastEventAt: null,
    });
    expect(await results.replaceLatest('acme', await results.latest('acme'), knownAs('passed'))).toBe(true);
  });
});

describe('writing what is known', () => {
  const before = knownAs('passed');
  const after = knownAs('passed', { startedAt: minute(5) });

  it('happens over what was read', async () => {
    await results.replaceLatest('acme', null, before);
    expect(await results.replaceLatest('acme', before, after)).toBe(true);
    expect(await results.latest('acme')).toEqual(after);
  });

  it.each([
    ['the start', { startedAt: minute(2) }],
    ['the state', { state: 'failed' as const }],
    ['the last event', { lastEventAt: minute(-2) }],
    ['the last event, which was none,', { lastEventAt: null }],
    ['the save', { save: { version: 'v9', at: minute(0) } }],
    ['what is being told', { telling: [aTelling('failed')] }],
    ['the version that the state is held for', { stateVersion: 'v9', keptAt: minute(0) }],
  ])('does not happen when %s was changed meanwhile', async (_what, change) => {
    const changed = { ...before, ...change };
    await results.replaceLatest('acme', null, changed);
    expect(await results.replaceLatest('acme', before, after)).toBe(false);
    expect(await results.latest('acme')).toEqual(changed);
  });

  it('does not happen over nothing when something is there, nor over something when nothing is', async () => {
    expect(await results.replaceLatest('acme', before, after)).toBe(false);
    expect(await results.latest('acme')).toBeNull();
    await results.replaceLatest('acme', null, before);
    expect(await results.replaceLatest('acme', null, after)).toBe(false);
  });

  it.each([
    ['nothing', []],
    ['another event', [aTelling('unknown')]],
    ['the same event a second later', [{ ...aTelling('failed'), until: minuteMs(1) + 1_000 }]],
  ])('does not happen over an item by which an event is being told where %s was read', async (_what, telling) => {
    await results.replaceLatest('acme', null, { ...before, telling: [aTelling('failed')] });
    expect(await results.replaceLatest('acme', { ...before, telling }, after)).toBe(false);
    expect(await results.replaceLatest('acme', await results.latest('acme'), after)).toBe(true);
    expect((await results.latest('acme'))?.telling).toEqual([]);
  });

  it.each(['passed', 'failed', 'unknown'] as const)('happens for exactly one of ten who read %s', async (state) => {
    const read = knownAs(state, { lastEventAt: null });
    await results.replaceLatest('acme', null, read);
    const written = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        results.replaceLatest('acme', read, knownAs('failed', { startedAt: minute(index + 1) })),
      ),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  it('is an error when the table does not answer, not a lost race', async () => {
    aws.faults.inject('dynamodb.PutItem', 'access-denied', 1);
    const writing = results.replaceLatest('acme', null, before);
    await expect(writing).rejects.toMatchObject({ action: 'dynamodb:PutItem', reason: 'AccessDeniedException' });
    await expect(writing).rejects.toBeInstanceOf(AwsServiceError);
  });

  it('ends when the connection goes', async () => {
    await results.replaceLatest('acme', null, before);
    await results.addToHistory('acme', aTest('passed', 0));
    expect(await results.removedAt('acme')).toBeNull();
    await results.forgetLatest('acme', minuteMs(1));
    expect(await results.latest('acme')).toBeNull();
    expect(await results.removedAt('acme')).toBe(minuteMs(1));
    const mark = await itemAt('acme', 'removed');
    expect(mark?.expiresAt, 'longer than it can be restored').toEqual({ N: String(minuteMs(1) / 1_000 + 31 * 86_400) });
    expect((await results.history({ connectionId: 'acme', since: null, limit: 5, from: null })).tests).toHaveLength(1);
  });
});

describe('what is known of many', () => {
  it('is read in batches, those of whom nothing is known left out', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `connection-${index}`);
    const everySecond = ids.filter((_id, index) => index % 2 === 0);
    await pMap(everySecond, (id) => results.replaceLatest(id, null, knownAs('passed', { version: id })), {
      concurrency: 10,
    });
    aws.forgetCalls();
    const known = await results.latestOf(ids);
    expect(known.size).toBe(125);
    for (const [id, latest] of known) expect(latest.version).toBe(id);
    expect(aws.calls().map(({ operation }) => operation)).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
  });

  it('is read once of a connection that is named twice, as a list that changes while it is read may name it', async () => {
    await results.replaceLatest('acme', null, knownAs('failed'));
    const known = await results.latestOf(['acme', 'other', 'acme']);
    expect([...known].map(([id, { state }]) => [id, state])).toEqual([['acme', 'failed']]);
  });

  it('of nobody is nothing, without a call', async () => {
    aws.forgetCalls();
    expect(await results.latestOf([])).toEqual(new Map());
    expect(aws.calls()).toEqual([]);
  });
});

describe('the history', () => {
  const all = { connectionId: 'acme', since: null, limit: 50, from: null };

  it('keeps each test as it was, for ninety days', async () => {
    const failed = aTest('failed', 0);
    await results.addToHistory('acme', failed);
    expect(await results.history(all)).toEqual({ tests: [failed], next: null });
    expect(await itemAt('acme', `test#${minute(0)}#${failed.testId}`)).toEqual({
      connectionId: { S: 'acme' },
      sort: { S: `test#${minute(0)}#${failed.testId}` },
      startedAt: { S: minute(0) },
      result: { S: JSON.stringify(failed) },
      verdict: { S: 'failed' },
      version: { S: 'v1' },
      expiresAt: { N: String(Date.parse(minute(0)) / 1_000 + 90 * 86_400) },
    });
  });

  it('is told newest first, page by page, each test once', async () => {
    const tests = Array.from({ length: 7 }, (_, index) => aTest('passed', index));
    for (const test of tests) await results.addToHistory('acme', test);
    await results.addToHistory('acme-2', aTest('failed', 3));
    await results.replaceLatest('acme', null, knownAs('passed'));
    const pages: number[] = [];
    const told: string[] = [];
    let from: string | null = null;
    do {
      const page = await results.history({ ...all, limit: 3, from });
      pages.push(page.tests.length);
      told.push(...page.tests.map(({ testId }) => testId));
      from = page.next;
      if (from !== null) expect(isHistoryPlace(from)).toBe(true);
    } while (from !== null);
    expect(pages).toEqual([3, 3, 1]);
    expect(told).toEqual(tests.map(({ testId }) => testId).toReversed());
  });

  it('tells two tests of the same moment', async () => {
    const tests = [aTest('passed', 0), aTest('failed', 0)];
    for (const test of tests) await results.addToHistory('acme', test);
    expect((await results.history(all)).tests).toEqual(tests.toReversed());
  });

  it('starts at the moment at which the connection was made, that one included', async () => {
    for (const minutes of [-1, 0, 1]) await results.addToHistory('acme', aTest('passed', minutes));
    const { tests } = await results.history({ ...all, since: minute(0) });
    expect(tests.map(({ startedAt }) => startedAt)).toEqual([minute(1), minute(0)]);
  });

  it('has ended for who goes on from before that moment', async () => {
    for (const minutes of [-2, -1, 1]) await results.addToHistory('acme', aTest('passed', minutes));
    const from = `test#${minute(-1)}#abc`;
    expect(await results.history({ ...all, since: minute(0), from })).toEqual({ tests: [], next: null });
  });

  it('goes on from a place that is none of its tests', async () => {
    for (const minutes of [0, 1, 2]) await results.addToHistory('acme', aTest('passed', minutes));
    const { tests } = await results.history({ ...all, from: `test#${minute(1.5)}#abc` });
    expect(tests.map(({ startedAt }) => startedAt)).toEqual([minute(1), minute(0)]);
  });

  it('passes over what cannot be read, and goes on after it', async () => {
    await results.addToHistory('acme', aTest('passed', 0));
    await put({ connectionId: { S: 'acme' }, sort: { S: `test#${minute(1)}#abc` }, result: { S: 'unreadable' } });
    const page = await results.history({ ...all, limit: 1 });
    expect(page.tests).toEqual([]);
    expect((await results.history({ ...all, limit: 1, from: page.next })).tests).toHaveLength(1);
  });

  it('of a test that is recorded twice has it once', async () => {
    const test = aTest('passed', 0);
    await results.addToHistory('acme', test);
    await results.addToHistory('acme', test);
    const { Count } = await table.client.send(new ScanCommand({ TableName: table.table }));
    expect(Count).toBe(1);
  });
});

describe('a place in a history', () => {
  it.each([
    [`test#${minute(0)}#01J0ABCDEF`, true],
    ['latest', false],
    ['test#', false],
    [`test#${minute(0)}`, false],
    [`test#${minute(0)}#`, false],
    [`test#${minute(0)}#a b`, false],
    [`test#${minute(0)}#abc\n`, false],
    [`fleet#${minute(0)}#abc`, false],
    [`test#${minute(0)}#${'a'.repeat(65)}`, false],
  ])('%j: %s', (text, expected) => {
    expect(isHistoryPlace(text)).toBe(expected);
  });
});
