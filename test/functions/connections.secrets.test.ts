/** What goes through the function `connections` is looked for in everything that can be read without a right to the secrets. */
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FaultTarget } from '../../infra/local-aws/faults.ts';
import { searchFor, spellings } from '../silence/secret-search.ts';
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
import { type LocalWorld, PREFIX, startLocalWorld } from './local-world.ts';

/** Nobody's secret, with characters that every encoding writes differently. */
function marker(name: string): string {
  const hash = createHash('sha256').update(`marker of ${name}`).digest('base64url');
  return `${hash.slice(0, 14)}+/|"${hash.slice(14, 28)}%&\\=${hash.slice(28)}`;
}

const NAMES = [
  'client secret',
  'new client secret',
  'refresh token',
  'new refresh token',
  'access token',
  'text',
] as const;
const MARKERS = Object.fromEntries(NAMES.map((name) => [name, marker(name)])) as Record<(typeof NAMES)[number], string>;
const find = searchFor(MARKERS);

const CLIENT_ID = 'amzn1.application-oa2-client.0000';
const SETTINGS = {
  endpoint: 'na',
  lwaClientId: CLIENT_ID,
  lwaClientSecret: `amzn1.oa2-cs.v1.${MARKERS['client secret']}`,
  lwaRefreshToken: `Atzr|${MARKERS['refresh token']}`,
  accountType: 'seller',
  displayName: 'Shown',
  labels: { shown: 'too' },
};
const NEW_SECRET = `amzn1.oa2-cs.v1.${MARKERS['new client secret']}`;
const NEW_TOKEN = `Atzr|${MARKERS['new refresh token']}`;
const TOKENS = { accessToken: `Atza|${MARKERS['access token']}`, restrictedDataToken: 'Atz.sprdt|none' };

let world: LocalWorld;
let amazon: EchoingAmazon;
let bundle: Bundle;
let made = 0;
const answers: string[] = [];

beforeAll(async () => {
  [world, amazon] = await Promise.all([startLocalWorld(), startEchoingAmazon(TOKENS)]);
  const loud = { AMAZON_LOOPBACK_ORIGIN: amazon.origin, POWERTOOLS_LOG_LEVEL: 'DEBUG', AWS_LAMBDA_LOG_LEVEL: 'DEBUG' };
  bundle = await world.load('connections', loud);
});
afterAll(() => Promise.all([world.close(), amazon.close()]));
afterEach(() => world.aws.faults.clear());

function keep({ result, error }: Invoked): void {
  answers.push(JSON.stringify(result) ?? '', error?.text ?? '');
}

const ONE = '/connections/{connectionId}';

/** Everything that the function can do with one connection. */
async function doEverything(): Promise<void> {
  made += 1;
  const connectionId = `connection-${made}`;
  const ask = async (routeKey: string, body?: unknown, headers = {}) => {
    const event = apiEvent({ routeKey, connectionId, body, headers });
    keep(await bundle.invoke({ ...event, requestContext: { ...event.requestContext, requestId: connectionId } }));
  };
  const dated = { ...SETTINGS, clientSecretCreatedOn: '2026-01-01', authorizedOn: '2026-01-01' };
  await ask(`PUT ${ONE}`, dated);
  await ask(`PUT ${ONE}/untested`, dated);
  await ask(`PUT ${ONE}`, dated, { 'if-none-match': '*' });
  await ask(`PATCH ${ONE}`, { displayName: 'New', labels: { shown: null } });
  await ask(`PATCH ${ONE}`, { lwaRefreshToken: NEW_TOKEN });
  await ask(`PATCH ${ONE}`, { lwaClientSecret: null, lwaRefreshToken: [NEW_TOKEN] });
  await ask(`GET ${ONE}`);
  await ask('GET /connections');
  await ask('POST /client-secrets', { lwaClientId: CLIENT_ID, lwaClientSecret: NEW_SECRET });
  await ask(`PUT ${ONE}`, { ...SETTINGS, lwaClientSecret: NEW_SECRET, lwaRefreshToken: NEW_TOKEN });
  await ask(`DELETE ${ONE}`);
  await ask(`GET ${ONE}`);
  await ask(`POST ${ONE}/restore`);
}

/** Everything that can be read by somebody who may not read the secrets. */
async function sinks(): Promise<Record<string, string>> {
  return {
    'standard output': bundle.stdout.join('\n'),
    'standard error': bundle.stderr.join('\n'),
    answers: answers.join('\n'),
    descriptions: world.aws
      .secrets()
      .map(({ name, description }) => `${name} ${description}`)
      .join('\n'),
    tags: world.aws
      .secrets()
      .map(({ name, tags }) => `${name} ${JSON.stringify(tags)}`)
      .join('\n'),
    'names, versions': world.aws
      .secrets()
      .map(({ name, arn, versionId }) => `${name} ${arn} ${versionId}`)
      .join('\n'),
    calls: JSON.stringify(world.aws.calls()),
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

describe('no secret gets out', () => {
  it.each<[LwaMood, SpApiMood]>([
    ...LWA_MOODS.map((lwa): [LwaMood, SpApiMood] => [lwa, 'answers']),
    ...SP_API_MOODS.map((spApi): [LwaMood, SpApiMood] => ['issues', spApi]),
  ])('when LWA %s and the SP-API %s, and both repeat what they were sent', async (lwa, spApi) => {
    Object.assign(amazon, { lwa, spApi });
    await doEverything();
    expect(await leaks()).toEqual({});
  });

  it.each<FaultTarget>([
    'secretsmanager.CreateSecret',
    'secretsmanager.UpdateSecret',
    'secretsmanager.*',
    'dynamodb.*',
    'sqs.*',
    'events.*',
  ])('when AWS fails: %s', async (target) => {
    Object.assign(amazon, { lwa: 'issues', spApi: 'answers' });
    for (const fault of ['access-denied', 'html-500', 'reset'] as const) {
      world.aws.faults.inject(target, fault);
      await doEverything();
      world.aws.faults.clear();
    }
    expect(await leaks()).toEqual({});
  });

  it.each([
    ['cut off', JSON.stringify(SETTINGS).slice(0, -40)],
    ['a plain text', `${SETTINGS.lwaClientSecret} ${SETTINGS.lwaRefreshToken}`],
    ['of values of the wrong type', { ...SETTINGS, lwaClientSecret: [SETTINGS.lwaClientSecret] }],
    ['with a secret for an endpoint', { ...SETTINGS, endpoint: SETTINGS.lwaRefreshToken }],
    ['with a secret for a date', { ...SETTINGS, createdAt: SETTINGS.lwaRefreshToken, authorizedOn: NEW_TOKEN }],
    [
      'with names of another tool',
      { client_secret: SETTINGS.lwaClientSecret, refresh_token: SETTINGS.lwaRefreshToken },
    ],
  ])('of a stored secret that is %s', async (_what, value) => {
    Object.assign(amazon, { lwa: 'issues', spApi: 'answers' });
    await world.save(`connection-${made + 1}`, value);
    await doEverything();
    expect(await leaks()).toEqual({});
  });

  it('of settings that somebody enters wrongly', async () => {
    const bodies = [
      { ...SETTINGS, endpoint: SETTINGS.lwaRefreshToken },
      { ...SETTINGS, lwaClientId: SETTINGS.lwaClientSecret },
      { ...SETTINGS, lwaClientSecret: { value: SETTINGS.lwaClientSecret } },
      { ...SETTINGS, lwaClientSecret: SETTINGS.lwaRefreshToken, lwaRefreshToken: SETTINGS.lwaClientSecret },
      { ...SETTINGS, lwaRefreshToken: SETTINGS.lwaRefreshToken.repeat(100) },
      { ...SETTINGS, lwaRefreshToken: ` "${SETTINGS.lwaRefreshToken}\n" ` },
      { ...SETTINGS, accountType: NEW_TOKEN, testing: NEW_SECRET, authorizedOn: NEW_TOKEN, expectFeeds: NEW_SECRET },
      { ...SETTINGS, displayName: `${MARKERS.text}\u0000` },
      `${JSON.stringify(SETTINGS)} trailing`,
      JSON.stringify(SETTINGS).slice(0, -60),
      `${MARKERS.text} is no JSON`,
    ];
    Object.assign(amazon, { lwa: 'refuses', spApi: 'answers' });
    const routes = [`PUT ${ONE}`, `PATCH ${ONE}`, 'POST /client-secrets', `POST ${ONE}/restore`];
    await world.save('entered', SETTINGS, { endpoint: 'na' });
    for (const body of bodies) {
      for (const routeKey of routes) {
        const event = apiEvent({ routeKey, connectionId: 'entered', body });
        keep(await bundle.invoke(event));
        keep(await bundle.invoke({ ...event, isBase64Encoded: true }));
      }
    }
    expect(await leaks()).toEqual({});
  });

  it('of a save that runs out of time', async () => {
    Object.assign(amazon, { lwa: 'issues', spApi: 'answers' });
    world.aws.faults.inject('secretsmanager.CreateSecret', 'no-answer');
    const event = apiEvent({ routeKey: `PUT ${ONE}`, connectionId: 'out-of-time', body: SETTINGS });
    keep(await bundle.invoke(event, { remainingMs: 1_200 }));
    expect(answers.at(-2)).toContain('timed_out');
    expect(await leaks()).toEqual({});
  });
});

describe('the proof', () => {
  it('has looked at something in every sink', async () => {
    for (const [sink, content] of Object.entries(await sinks())) {
      expect(content.length, sink).toBeGreaterThan(500);
      expect(content, sink).toContain('connection-1');
    }
    const statuses = answers.flatMap((answer) => /"statusCode":(\d+)/.exec(answer)?.[1] ?? []);
    expect(new Set(statuses)).toEqual(new Set(['200', '201', '202', '400', '404', '409', '412', '422', '503', '504']));
  });

  it('finds them where they may be: in the values of the secrets', () => {
    const values = JSON.stringify(world.aws.secrets().map(({ value }) => value));
    const found = new Set(find(values).map(({ secret }) => secret));
    expect(found).toEqual(new Set(['client secret', 'new client secret', 'refresh token', 'new refresh token']));
  });

  it.each(NAMES.flatMap((name) => Object.keys(spellings(MARKERS[name])).map((spelling) => [name, spelling] as const)))(
    'finds a %s that is %s, also a piece of it',
    (name, spelling) => {
      const spelled = spellings(MARKERS[name])[spelling] ?? '';
      const middle = Math.floor(spelled.length / 2);
      expect(find(`... ${spelled.slice(middle - 6, middle + 6)} ...`)).toMatchObject([{ secret: name }]);
      expect(find(`... ${spelled.slice(middle - 5, middle + 6)} ...`)).toEqual([]);
    },
  );

  // The last one: from here on there are leaks.
  it('finds what is planted where the function writes', async () => {
    const requestId = SETTINGS.lwaClientSecret;
    const event = apiEvent({ routeKey: `PUT ${ONE}/untested`, connectionId: 'planted', requestId, body: SETTINGS });
    keep(await bundle.invoke(event));
    await world.save('planted-2', '{}', { remark: SETTINGS.lwaRefreshToken });
    expect(world.aws.secrets().some(({ name }) => name === `${PREFIX}planted-2`)).toBe(true);
    const found = Object.keys(await leaks()).map((leak) => leak.replace(/.* in /, ''));
    expect(new Set(found)).toEqual(new Set(['standard output', 'descriptions']));
  });
});
