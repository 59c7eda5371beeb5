import { createHash } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultTarget } from '../../infra/local-aws/faults.ts';
import { searchFor, spellings } from '../silence/secret-search.ts';
import { localClientOptions } from '../watch/local-table.ts';
import { apiEvent } from './api-event.ts';
import type { Bundle, Invoked } from './bundle.ts';
import {
  type EchoingAmazon,
  LWA_MOODS,
  type LwaMood,
  SP_API_MOODS,
  type SpApiMood,
  startEchoingAmazon,
} from './echoing-amazon.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';

/** Nobody's secret, with characters that every encoding writes differently; what a header may not carry is left out. */
function marker(name: string): string {
  const hash = createHash('sha256').update(`marker of ${name}`).digest('base64url');
  return `${hash.slice(0, 14)}+/|"${hash.slice(14, 28)}%&\\=${hash.slice(28)}`;
}

const NAMES = [
  'client secret',
  'refresh token',
  'access token',
  'restricted data token',
  'message body',
  'request body',
] as const;
const MARKERS = Object.fromEntries(NAMES.map((name) => [name, marker(name)])) as Record<(typeof NAMES)[number], string>;
const find = searchFor(MARKERS);

const SETTINGS = {
  endpoint: 'na',
  lwaClientId: 'amzn1.application-oa2-client.0000',
  lwaClientSecret: `amzn1.oa2-cs.v1.${MARKERS['client secret']}`,
  lwaRefreshToken: `Atzr|${MARKERS['refresh token']}`,
  accountType: 'seller',
};
const TOKENS = {
  accessToken: `Atza|${MARKERS['access token']}`,
  restrictedDataToken: `Atz.sprdt|${MARKERS['restricted data token']}`,
};
const ORDERS = { restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }] };
const NOTIFICATIONS = { scopes: ['sellingpartnerapi::notifications'] };

let world: LocalWorld;
let amazon: EchoingAmazon;
let bundles: Record<'access-tokens' | 'connection-tests' | 'run-tests' | 'plan-tests', Bundle>;
let ids = 0;
/** What was answered or thrown, by all of the invocations; of a token that was handed out all but the token. */
const answers: string[] = [];

beforeAll(async () => {
  [world, amazon] = await Promise.all([startLocalWorld(), startEchoingAmazon(TOKENS)]);
  const loud = { AMAZON_LOOPBACK_ORIGIN: amazon.origin, POWERTOOLS_LOG_LEVEL: 'DEBUG', AWS_LAMBDA_LOG_LEVEL: 'DEBUG' };
  const [tokens, tests, runner, planner] = await Promise.all([
    world.load('access-tokens', { ...loud, SECRET_CACHE_SECONDS: '0' }),
    world.load('connection-tests', loud),
    world.load('run-tests', { ...loud, PER_CONNECTION_METRICS: 'failing' }),
    world.load('plan-tests', loud),
  ]);
  bundles = { 'access-tokens': tokens, 'connection-tests': tests, 'run-tests': runner, 'plan-tests': planner };
});
afterAll(() => Promise.all([world.close(), amazon.close()]));

function keep({ result, error }: Invoked, tokenIsMeant = false): void {
  const text = JSON.stringify(result) ?? '';
  const handedOut = tokenIsMeant ? [TOKENS.accessToken, TOKENS.restrictedDataToken] : [];
  const rest = handedOut.reduce(
    (left, token) => left.replaceAll(JSON.stringify(JSON.stringify(token)).slice(1, -1), ''),
    text,
  );
  answers.push(rest, error?.text ?? '');
}

/** Everything that the functions can do with one connection. */
async function doEverything(connectionId: string): Promise<void> {
  const api = async (name: 'access-tokens' | 'connection-tests', routeKey: string, body?: unknown) =>
    keep(await bundles[name].invoke(apiEvent({ routeKey, connectionId, body })), name === 'access-tokens');
  const message = (trigger: string) => ({
    messageId: trigger,
    body: JSON.stringify({ connectionId, runId: 'run', scheduledTime: new Date().toISOString(), trigger }),
  });
  await Promise.all([
    api('access-tokens', 'POST /connections/{connectionId}/access-tokens'),
    api('access-tokens', 'POST /connections/{connectionId}/grantless-tokens', NOTIFICATIONS),
    api('access-tokens', 'POST /connections/{connectionId}/restricted-data-tokens', ORDERS),
    api('connection-tests', 'POST /connection-tests', SETTINGS),
    api('connection-tests', 'POST /connections/{connectionId}/tests'),
  ]);
  await api('connection-tests', 'GET /connections/{connectionId}/tests');
  const garbage = { messageId: 'garbage', body: `{"connectionId": ${MARKERS['message body']}` };
  for (const trigger of ['schedule', 'confirm']) {
    keep(await bundles['run-tests'].invoke({ Records: [message(trigger), garbage] }));
  }
  keep(await bundles['plan-tests'].invoke({ all: true }));
}

/** Everything that can be read by somebody who may not read the secrets. */
async function sinks(): Promise<Record<string, string>> {
  const all = Object.values(bundles);
  return {
    'standard output': all.flatMap(({ stdout }) => stdout).join('\n'),
    'standard error': all.flatMap(({ stderr }) => stderr).join('\n'),
    answers: answers.join('\n'),
    items: JSON.stringify(await world.items()),
    messages: JSON.stringify(world.aws.messages(world.queueName)),
    events: JSON.stringify(world.aws.events()),
  };
}

/** Each secret that was found in a sink, with what stood before the first piece of it. */
async function leaks(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [sink, content] of Object.entries(await sinks())) {
    for (const { secret, spelling, position } of find(content)) {
      found[`${secret}, ${spelling}, in ${sink}`] ??= content.slice(Math.max(0, position - 100), position);
    }
  }
  return found;
}

async function newConnection(value: unknown = SETTINGS): Promise<string> {
  ids += 1;
  await world.save(`connection-${ids}`, value, { endpoint: 'na' });
  return `connection-${ids}`;
}

describe('no secret gets out', () => {
  it.each<[LwaMood, SpApiMood]>([
    ...LWA_MOODS.map((lwa): [LwaMood, SpApiMood] => [lwa, 'answers']),
    ...SP_API_MOODS.map((spApi): [LwaMood, SpApiMood] => ['issues', spApi]),
  ])('when LWA %s and the SP-API %s, and both repeat what they were sent', async (lwa, spApi) => {
    Object.assign(amazon, { lwa, spApi });
    await doEverything(await newConnection());
    expect(await leaks()).toEqual({});
  });

  it.each<FaultTarget>(['secretsmanager.*', 'dynamodb.*', 'sqs.*', 'events.*'])(
    'when AWS fails: %s',
    async (target) => {
      Object.assign(amazon, { lwa: 'refuses', spApi: 'answers' });
      const connectionId = await newConnection();
      for (const fault of ['access-denied', 'html-500', 'reset'] as const) {
        world.aws.faults.inject(target, fault);
        await doEverything(connectionId);
        world.aws.faults.clear();
      }
      expect(await leaks()).toEqual({});
    },
  );

  it.each([
    ['cut off', JSON.stringify(SETTINGS).slice(0, -20)],
    ['a plain text', `${SETTINGS.lwaClientSecret} ${SETTINGS.lwaRefreshToken}`],
    ['of values of the wrong type', { ...SETTINGS, lwaClientSecret: [SETTINGS.lwaClientSecret] }],
    ['with a secret for an endpoint', { ...SETTINGS, endpoint: SETTINGS.lwaRefreshToken }],
    [
      'with names of another tool',
      { client_secret: SETTINGS.lwaClientSecret, refresh_token: SETTINGS.lwaRefreshToken },
    ],
  ])('of a stored secret that is %s', async (_what, value) => {
    Object.assign(amazon, { lwa: 'issues', spApi: 'answers' });
    await doEverything(await newConnection(value));
    expect(await leaks()).toEqual({});
  });

  it('of settings that somebody enters wrongly', async () => {
    const bodies = [
      { ...SETTINGS, endpoint: SETTINGS.lwaRefreshToken },
      { ...SETTINGS, lwaClientId: SETTINGS.lwaClientSecret },
      { ...SETTINGS, lwaClientSecret: { value: SETTINGS.lwaClientSecret } },
      { ...SETTINGS, lwaRefreshToken: SETTINGS.lwaRefreshToken.repeat(100) },
      { ...SETTINGS, displayName: `${MARKERS['request body']}\u0000` },
      `${JSON.stringify(SETTINGS)} trailing`,
      JSON.stringify(SETTINGS).slice(0, -30),
      `${MARKERS['request body']} is no JSON`,
    ];
    Object.assign(amazon, { lwa: 'refuses', spApi: 'answers' });
    for (const body of bodies) {
      const event = apiEvent({ routeKey: 'POST /connection-tests', body });
      keep(await bundles['connection-tests'].invoke(event));
      keep(await bundles['connection-tests'].invoke({ ...event, isBase64Encoded: true }));
      keep(
        await bundles['access-tokens'].invoke({ ...event, routeKey: 'POST /connections/{connectionId}/access-tokens' }),
      );
    }
    expect(await leaks()).toEqual({});
  });

  it('of a function that runs out of time', async () => {
    Object.assign(amazon, { lwa: 'issues', spApi: 'answers' });
    const connectionId = await newConnection();
    world.aws.faults.inject('secretsmanager.*', 'no-answer');
    const event = apiEvent({ routeKey: 'POST /connections/{connectionId}/access-tokens', connectionId });
    keep(await bundles['access-tokens'].invoke(event, { remainingMs: 600 }));
    world.aws.faults.clear();
    expect(await leaks()).toEqual({});
  });
});

describe('the proof', () => {
  it('looked at something in every sink', async () => {
    for (const [sink, content] of Object.entries(await sinks())) {
      expect(content.length, sink).toBeGreaterThan(500);
      expect(content, sink).toContain('connection-1');
    }
  });

  it.each(NAMES.flatMap((name) => Object.keys(spellings(MARKERS[name])).map((spelling) => [name, spelling] as const)))(
    'finds a %s that is %s, also a piece of it',
    (name, spelling) => {
      const spelled = spellings(MARKERS[name])[spelling] ?? '';
      expect(find(`{"a":"${spelled}"}`).length).toBeGreaterThan(10);
      const middle = Math.floor(spelled.length / 2);
      expect(find(`... ${spelled.slice(middle - 6, middle + 6)} ...`)).toMatchObject([{ secret: name }]);
      expect(find(`... ${spelled.slice(middle - 5, middle + 6)} ...`)).toEqual([]);
    },
  );

  // The last one: from here on there are leaks.
  it('finds what is planted in each sink', async () => {
    const secret = SETTINGS.lwaClientSecret;
    const connectionId = await newConnection();
    const routeKey = 'POST /connections/{connectionId}/access-tokens';
    Object.assign(amazon, { lwa: 'issues', spApi: 'answers' });
    // Standard output and standard error: the caller is logged as he is told, and so is the request's id.
    const event = apiEvent({ routeKey, connectionId, requestId: secret });
    await bundles['access-tokens'].invoke(event);
    world.aws.faults.inject('secretsmanager.*', 'access-denied');
    await bundles['access-tokens'].invoke(event);
    world.aws.faults.clear();
    answers.push(JSON.stringify({ body: JSON.stringify({ secret }) }));
    const {
      TEST_RESULTS_TABLE: TableName,
      EVENT_BUS_NAME: EventBusName,
      TEST_QUEUE_URL: QueueUrl,
    } = {
      ...world.variables('run-tests'),
    };
    const options = localClientOptions(world.aws);
    const Item = {
      connectionId: { S: connectionId },
      sort: { S: 'latest' },
      result: { S: encodeURIComponent(secret) },
    };
    await new DynamoDBClient(options).send(new PutItemCommand({ TableName, Item }));
    const MessageBody = Buffer.from(`a ${secret}`).toString('base64');
    await new SQSClient(options).send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const Detail = JSON.stringify({ hex: Buffer.from(secret).toString('hex') });
    const Entries = [{ EventBusName, Source: 'test', DetailType: 'test', Detail }];
    await new EventBridgeClient(options).send(new PutEventsCommand({ Entries }));
    const found = Object.keys(await leaks()).map((leak) => leak.replace(/.* in /, ''));
    expect(new Set(found)).toEqual(new Set(Object.keys(await sinks())));
  });
});
