/** The tables of the dashboard find what they ask for in the lines that the functions really print. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { apiEvent, call } from '../functions/api-event.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { logOf } from '../functions/log-lines.ts';
import { sqsEvent, testOf } from './fleet-run.ts';
import { type LogQuery, parseQuery } from './log-query.ts';
import { deployedWidgets } from './widgets.ts';

const dates = { clientSecretCreatedOn: '2026-07-01', authorizedOn: '2026-01-01' };
const accounts = [account({ name: 'healthy' }), account({ name: 'revoked', revoked: true })];

let world: LocalWorld;
let lines: Record<string, unknown>[];

beforeAll(async () => {
  world = await startLocalWorld(accounts);
  for (const { name, settings } of accounts) await world.save(name, { ...settings, ...dates }, { schema: 1, ...dates });
  const [runTests, planTests] = await Promise.all([world.load('run-tests'), world.load('plan-tests')]);
  await runTests.invoke(sqsEvent(accounts.map(({ name }) => testOf(name))));
  await planTests.invoke({ scheduledTime: '2026-11-24T00:00:00Z', runId: 'first-of-the-day' });
  await planTests.invoke({ scheduledTime: '2026-11-24T00:15:00Z', runId: 'second' });
  lines = logOf([...runTests.stdout, ...planTests.stdout]);
});
afterAll(() => world.close());

function queryOf(title: string): LogQuery {
  const widget = deployedWidgets().find(({ properties }) => properties.title === title);
  return parseQuery(widget?.properties.query ?? '');
}

describe.each(['Failing connections: why, and what to do', 'What expires first'])('%s', (title) => {
  it('asks for lines and fields that there are', () => {
    const { fields, messages } = queryOf(title);
    const asked = lines.filter(({ message }) => messages.includes(String(message)));
    expect(new Set(asked.map(({ message }) => message))).toEqual(new Set(messages));
    const printed = new Set(asked.flatMap((line) => Object.keys(line)));
    expect(fields.filter((field) => !printed.has(field))).toEqual([]);
  });
});

it('a failing connection is told of with what to do, and only that one', () => {
  expect(lines.filter(({ message }) => message === 'connection failing')).toEqual([
    {
      level: 'INFO',
      message: 'connection failing',
      timestamp: expect.any(String),
      requestId: 'lambda-request',
      connectionId: 'revoked',
      endpoint: 'na',
      code: 'refresh_token_rejected',
      review: 'lwaRefreshToken',
      remedy: expect.stringMatching(/^Paste the refresh token once more/),
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  ]);
});

describe('a failing connection', () => {
  const { takes } = queryOf('Failing connections: why, and what to do');
  const revoked = () => lines.filter(({ connectionId }) => connectionId === 'revoked');
  const change = async (body: unknown) => {
    const connections = await world.load('connections');
    const routeKey = 'PATCH /connections/{connectionId}';
    expect(await call(connections, apiEvent({ routeKey, connectionId: 'revoked', body }))).toMatchObject({
      status: 200,
    });
    return logOf(connections.stdout).filter(({ message }) => message === 'audit');
  };

  it('is in the table', () => {
    expect(revoked().filter(takes)).toEqual(revoked().filter(({ message }) => message === 'connection failing'));
  });

  it('stays there when nothing but its name is changed', async () => {
    const audits = await change({ displayName: 'Another name' });
    expect(audits).toMatchObject([{ action: 'change', outcome: 'ok' }]);
    expect(audits.filter(takes)).toEqual([]);
  });

  it('leaves it with a change that passed its test', async () => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = world.account('healthy').settings;
    const audits = await change({ lwaClientId, lwaClientSecret, lwaRefreshToken });
    expect(audits).toMatchObject([{ action: 'change', outcome: 'ok' }]);
    expect(audits.filter(takes)).toEqual(audits);
  });
});

it('what ends soonest is named once a day', () => {
  const named = lines.filter(({ message }) => message === 'expiring');
  expect(named.map(({ connectionId, expiring, expiresOn }) => [connectionId, expiring, expiresOn])).toEqual([
    ['healthy', 'client-secret', '2026-12-28'],
    ['revoked', 'client-secret', '2026-12-28'],
    ['healthy', 'authorization', '2027-01-01'],
    ['revoked', 'authorization', '2027-01-01'],
  ]);
  for (const { daysLeft } of named) expect(daysLeft).toEqual(expect.any(Number));
});
