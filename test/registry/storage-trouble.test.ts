/** AWS services that deny, throttle or do not answer, at every call: 503 to the caller, the missing right in the log. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../infra/local-aws/faults.ts';
import { type ApiCall, get, list, patch, put, putUntested, remove, restore } from './api-call.ts';
import { awsClients, type RegistryWorld, sellers, startRegistryWorld, wire } from './registry-world.ts';
import { wholeConnection } from './whole-connection.ts';

let world: RegistryWorld;
let impatientApi: RegistryWorld['api'];
beforeAll(async () => {
  world = await startRegistryWorld({ accounts: sellers(3), maxAttempts: 1 });
  const impatient = awsClients(world.aws.endpoint, { maxAttempts: 1, requestTimeoutMs: 1_000 });
  impatientApi = world.environment(wire(impatient, world.queueUrl, world.amazon.origin, world.dependencies.clock));
});
afterAll(() => world.close());
afterEach(() => world.clear());

const ID = 'acme';

interface Case {
  readonly name: string;
  /** Whether the connection is there before, and living. */
  readonly before: 'nothing' | 'saved' | 'removed';
  readonly call: () => ApiCall;
  readonly operation: `${'secretsmanager' | 'dynamodb'}.${string}`;
}

const exchange = () => put(ID, world.settingsOf('seller-1'));
const CASES: readonly Case[] = [
  { name: 'PUT, reading', before: 'saved', call: exchange, operation: 'secretsmanager.GetSecretValue' },
  { name: 'PUT, creating', before: 'nothing', call: exchange, operation: 'secretsmanager.CreateSecret' },
  { name: 'PUT, replacing', before: 'saved', call: exchange, operation: 'secretsmanager.UpdateSecret' },
  {
    name: 'PUT untested, creating',
    before: 'nothing',
    call: () => putUntested(ID, world.settingsOf('seller-1')),
    operation: 'secretsmanager.CreateSecret',
  },
  {
    name: 'PATCH, reading',
    before: 'saved',
    call: () => patch(ID, { displayName: 'x' }),
    operation: 'secretsmanager.GetSecretValue',
  },
  {
    name: 'PATCH, writing',
    before: 'saved',
    call: () => patch(ID, { displayName: 'x' }),
    operation: 'secretsmanager.UpdateSecret',
  },
  { name: 'PATCH of nothing', before: 'saved', call: () => patch(ID, {}), operation: 'dynamodb.GetItem' },
  { name: 'GET, secret', before: 'saved', call: () => get(ID), operation: 'secretsmanager.GetSecretValue' },
  { name: 'GET, result', before: 'saved', call: () => get(ID), operation: 'dynamodb.GetItem' },
  { name: 'DELETE, reading', before: 'saved', call: () => remove(ID), operation: 'secretsmanager.GetSecretValue' },
  { name: 'DELETE, deleting', before: 'saved', call: () => remove(ID), operation: 'secretsmanager.DeleteSecret' },
  { name: 'restore, looking', before: 'removed', call: () => restore(ID), operation: 'secretsmanager.DescribeSecret' },
  { name: 'restore, restoring', before: 'removed', call: () => restore(ID), operation: 'secretsmanager.RestoreSecret' },
  { name: 'list, index', before: 'saved', call: () => list(), operation: 'secretsmanager.ListSecrets' },
  { name: 'list, results', before: 'saved', call: () => list(), operation: 'dynamodb.BatchGetItem' },
];

async function prepare(before: Case['before']): Promise<void> {
  await world.api(remove(ID));
  await world.clear();
  if (before !== 'nothing') await world.api(put(ID, world.settingsOf('seller-0')));
  if (before === 'removed') await world.api(remove(ID));
}

const FAULTS = [
  ['access-denied', 'AccessDeniedException'],
  ['throttled', 'ThrottlingException'],
  ['internal-error', /^InternalServ(iceError|erError)$/],
  ['html-500', /./],
  ['reset', /./],
] as const;

/** Lets the call meet the fault, and holds all that follows from it. */
async function meets(
  { before, call, operation }: Case,
  fault: Fault,
  reason: string | RegExp,
  api: RegistryWorld['api'],
): Promise<void> {
  await prepare(before);
  const stored = world.secretOf(ID);
  world.aws.faults.inject(operation, fault);
  const { status, headers, body, invocation } = await api(call());
  world.aws.faults.clear();
  expect(status).toBe(503);
  expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'retry-after': '5' });
  expect(body).toMatchObject({ code: 'storage_unavailable', status: 503, requestId: 'request-1' });
  expect(world.secretOf(ID)).toEqual(stored);

  const told = invocation.lines.filter(([message]) => message === 'unavailable');
  expect(told).toHaveLength(1);
  expect(told[0]?.[1]).toMatchObject({ action: operation.replace('.', ':'), reason: expect.stringMatching(reason) });
  expect(invocation.lines.filter(([message]) => message === 'broken')).toEqual([]);
  expect(invocation.total('SecretReadErrors')).toBe(operation.endsWith('GetSecretValue') ? 1 : 0);
  expect(invocation.audits.every(({ outcome }) => outcome === 'storage_unavailable')).toBe(true);
  if (operation.endsWith('CreateSecret')) expect(invocation.audits).toMatchObject([{ action: 'save' }]);

  const repeat = await world.api(call());
  expect(repeat.status).toBeLessThan(300);
  if (world.secretOf(ID)) wholeConnection(world, ID);
}

describe.each(CASES)('$name', (theCase) => {
  it.each(FAULTS)('%s: 503, with the action in the log, and nothing is changed', (fault, reason) =>
    meets(theCase, fault, reason, world.api),
  );
});

/** Few of these: each waits for the SDK. */
it.each(CASES.filter(({ name }) => ['PUT, creating', 'PATCH, writing', 'GET, result', 'list, index'].includes(name)))(
  '$name: no answer at all is a 503, too',
  (theCase) => meets(theCase, 'no-answer', 'TimeoutError', impatientApi),
);

it('a conflict that cannot be explained is no conflict: 503', async () => {
  await prepare('saved');
  const stop = world.aws.onCall(async ({ operation }, phase) => {
    if (phase !== 'before' || operation !== 'UpdateSecret') return;
    stop();
    await world.api(patch(ID, { displayName: 'First' }));
  });
  world.aws.faults.inject('secretsmanager.DescribeSecret', 'access-denied');
  const { status, invocation } = await world.api(patch(ID, { displayName: 'Second' }));
  expect(status).toBe(503);
  expect(invocation.lines).toEqual([
    ['unavailable', { action: 'secretsmanager:DescribeSecret', reason: 'AccessDeniedException', connectionId: ID }],
  ]);
});

it('a fleet that cannot be listed costs a save the look for values used twice, and no more', async () => {
  await prepare('nothing');
  world.aws.faults.inject('secretsmanager.ListSecrets', 'access-denied');
  const { status, body, invocation } = await world.api(put(ID, world.settingsOf('seller-0')));
  expect([status, body.warnings]).toEqual([201, []]);
  expect(invocation.lines).toEqual([
    ['unavailable', { action: 'secretsmanager:ListSecrets', reason: 'AccessDeniedException' }],
  ]);
});

describe('trouble that passes', () => {
  it.each(['throttled', 'internal-error', 'reset'] as const)('%s twice is not noticed', async (fault) => {
    await prepare('saved');
    const clients = awsClients(world.aws.endpoint, { maxAttempts: 3, requestTimeoutMs: 3_000 });
    const api = world.environment(wire(clients, world.queueUrl, world.amazon.origin, world.dependencies.clock));
    for (const operation of ['GetSecretValue', 'UpdateSecret']) {
      world.aws.faults.inject(`secretsmanager.${operation}`, fault, 2);
    }
    const { status, body } = await api(put(ID, world.settingsOf('seller-1')));
    expect([status, body.warnings]).toEqual([200, []]);
  });
});
