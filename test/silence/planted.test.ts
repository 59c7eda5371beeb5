/** The proof of silence is worth what its search finds: a leak is planted in each sink, in each spelling. */
import { inspect } from 'node:util';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MARKERS } from '../faults/marked-connection.ts';
import { apiEvent } from '../functions/api-event.ts';
import { type LocalWorld, PREFIX, startLocalWorld } from '../functions/local-world.ts';
import { localClientOptions } from '../watch/local-table.ts';
import { searchFor, spellings } from './secret-search.ts';
import { leaksIn, sinksOf } from './sinks.ts';

const find = searchFor(MARKERS);
const SECRET = MARKERS['client secret'];

let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld();
});
afterAll(() => world.close());

const SPELLED = Object.entries(MARKERS).flatMap(([name, value]) =>
  Object.entries(spellings(value)).map(([spelling, spelled]) => [name, spelling, spelled] as const),
);

it.each(SPELLED)('a %s that is %s is found, also a piece of it, and no shorter one', (name, _spelling, spelled) => {
  expect(find(`{"a":"${spelled}"}`).length).toBeGreaterThan(10);
  const middle = Math.floor(spelled.length / 2);
  expect(find(`... ${spelled.slice(middle - 6, middle + 6)} ...`)).toMatchObject([{ secret: name }]);
  expect(find(`... ${spelled.slice(middle - 5, middle + 6)} ...`)).toEqual([]);
});

it('no spelling of a piece of one secret is one of another', () => {
  for (const [name, value] of Object.entries(MARKERS)) {
    const others = searchFor(Object.fromEntries(Object.entries(MARKERS).filter(([other]) => other !== name)));
    expect(Object.values(spellings(value)).flatMap(others)).toEqual([]);
  }
});

const DUMPS: readonly (readonly [string, (bytes: Uint8Array) => string])[] = [
  ['an inspected Buffer', (bytes) => inspect(Buffer.from(bytes))],
  ['an inspected Uint8Array', (bytes) => inspect(bytes)],
  ['a Buffer as JSON', (bytes) => JSON.stringify(Buffer.from(bytes))],
  ['a Buffer as spaced JSON', (bytes) => JSON.stringify(Buffer.from(bytes), null, 2)],
  ['a Uint8Array as JSON', (bytes) => JSON.stringify(bytes)],
  ['a Uint8Array as spaced JSON', (bytes) => JSON.stringify(bytes, null, 2)],
];
it.each(DUMPS)(
  'a secret in %s is found, as it is, JSON-escaped and in JSON, and no piece that is too short',
  (_what, dump) => {
    for (const [secret, value] of Object.entries(MARKERS)) {
      for (const text of [value, JSON.stringify({ a: value })]) {
        const dumped = dump(Buffer.from(text));
        for (const written of [dumped, JSON.stringify({ message: dumped })]) {
          expect(find(written).length).toBeGreaterThan(10);
          expect(find(written)).toMatchObject(find(written).map(() => ({ secret })));
        }
      }
      expect(find(dump(Buffer.from(`....${value.slice(0, 11)}....`)))).toEqual([]);
    }
  },
);

it('what is planted in each sink is found', async () => {
  const {
    TEST_RESULTS_TABLE: TableName,
    EVENT_BUS_NAME: EventBusName,
    TEST_QUEUE_URL: QueueUrl,
  } = {
    ...world.variables('run-tests'),
  };
  const bundle = await world.load('access-tokens');
  const options = localClientOptions(world.aws);
  const [tables, queues, buses] = [new DynamoDBClient(options), new SQSClient(options), new EventBridgeClient(options)];
  // Standard output and standard error: the id of a request is logged as it is told. Then the call, which names the secret.
  const leaky = apiEvent({
    routeKey: 'POST /connections/{connectionId}/access-tokens',
    connectionId: 'a',
    requestId: SECRET,
  });
  await bundle.invoke(leaky);
  world.aws.faults.inject('secretsmanager.*', 'access-denied', 1);
  const answer = await bundle.invoke(leaky);
  await world.save('named', '{}', { remark: SECRET });
  await world.secrets.send(
    new TagResourceCommand({
      SecretId: `${PREFIX}named`,
      Tags: [{ Key: 'note', Value: SECRET.replaceAll(/[^\w+/=]/g, '_') }],
    }),
  );
  await tables.send(
    new PutItemCommand({
      TableName,
      Item: { connectionId: { S: 'a' }, sort: { S: 'latest' }, result: { S: Buffer.from(SECRET).toString('hex') } },
    }),
  );
  await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: Buffer.from(`a ${SECRET}`).toString('base64') }));
  const Detail = JSON.stringify({ again: JSON.stringify(SECRET) });
  await buses.send(new PutEventsCommand({ Entries: [{ EventBusName, Source: 'test', DetailType: 'test', Detail }] }));
  for (const client of [tables, queues, buses]) client.destroy();

  const thrown = { result: undefined, error: { name: 'Error', text: `at ${SECRET}` } };
  const sinks = await sinksOf(world, [bundle], [answer, thrown]);
  const found = new Set(Object.keys(leaksIn(sinks, find)).map((leak) => leak.replace(/.* in /, '')));
  // Names and calls hold connection ids, which cannot hold a secret's characters.
  const { 'names, versions': _names, calls: _calls, ...writable } = sinks;
  expect(found).toEqual(new Set(Object.keys(writable)));
});
