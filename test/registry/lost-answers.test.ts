/** AWS did what it was asked, and its answer was lost on the way: the SDK asks again. */
import { InvalidRequestException, ResourceExistsException } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientSecrets, patch, put, putUntested, restore } from './api-call.ts';
import { awsClients, outlines, type RegistryWorld, sellers, startRegistryWorld, wire } from './registry-world.ts';
import { wholeConnection } from './whole-connection.ts';

let world: RegistryWorld;
beforeAll(async () => {
  const accounts = [...sellers(2), ...outlines([{ name: 'other', application: { name: 'two' } }])];
  world = await startRegistryWorld({ accounts });
});
afterAll(() => world.close());
afterEach(() => world.clear());

let made = 0;
function newId(): string {
  made += 1;
  return `lost-${made}`;
}

const OPERATIONS = [
  'secretsmanager.GetSecretValue',
  'secretsmanager.ListSecrets',
  'secretsmanager.CreateSecret',
  'secretsmanager.UpdateSecret',
  'dynamodb.GetItem',
  'dynamodb.PutItem',
  'events.PutEvents',
  'sqs.SendMessageBatch',
] as const;

describe.each(OPERATIONS)('of %s', (operation) => {
  it('is not noticed by those who save', async () => {
    const id = newId();
    const lose = (times = 1) => world.aws.faults.inject(operation, 'answer-lost', times);
    lose();
    const created = await world.api(put(id, world.settingsOf('seller-0')));
    lose();
    const replaced = await world.api(putUntested(id, world.settingsOf('other')));
    lose();
    const patched = await world.api(patch(id, { displayName: 'New' }));
    expect([created.status, replaced.status, patched.status]).toEqual([201, 200, 200]);
    for (const { body } of [created, replaced, patched]) expect(body.warnings).toEqual([]);
    expect(patched.body.connection).toMatchObject({ displayName: 'New', state: 'unknown' });
    expect(wholeConnection(world, id)).toMatchObject({ displayName: 'New' });
    expect(world.secretOf(id)?.versions).toBe(3);
    // A message may come twice, and an event under the same id; the tests of one message are not made twice.
    expect(new Set(world.eventsOf(id).map((event) => event.id)).size).toBe(2);
    expect(world.messagesOf(id).length).toBeGreaterThanOrEqual(1);
    world.aws.faults.clear();
  });
});

describe('of a write that is refused when it comes again', () => {
  /** As the API describes UpdateSecret: a request token that is a version's already is an error, whatever the content. */
  function environmentThatRefusesRepeats(error: 'ResourceExistsException' | 'InvalidRequestException') {
    const clients = awsClients(world.aws.endpoint, { maxAttempts: 1, requestTimeoutMs: 3_000 });
    clients.secrets.middlewareStack.add(
      (next, { commandName }) =>
        async (given) => {
          const answer = await next(given);
          if (commandName !== 'UpdateSecretCommand' && commandName !== 'CreateSecretCommand') return answer;
          const refusal = { message: 'already in use for a version', $metadata: {} };
          throw error === 'ResourceExistsException'
            ? new ResourceExistsException(refusal)
            : new InvalidRequestException(refusal);
        },
      { step: 'initialize' },
    );
    return world.environment(wire(clients, world.queueUrl, world.amazon.origin, world.dependencies.clock));
  }

  it.each(['ResourceExistsException', 'InvalidRequestException'] as const)(
    '(%s): what is stored is what was sent, so the save has succeeded',
    async (error) => {
      const id = newId();
      const api = environmentThatRefusesRepeats(error);
      const created = await api(put(id, world.settingsOf('seller-0')));
      expect(created.status).toBe(201);
      expect(created.headers.etag).toBe(`"${world.secretOf(id)?.versionId}"`);
      const replaced = await api(put(id, world.settingsOf('seller-1')));
      expect(replaced.status).toBe(200);
      expect(wholeConnection(world, id)).toMatchObject(world.settingsOf('seller-1'));
      expect(replaced.body.warnings).toEqual([]);
      expect(world.eventsOf(id)).toHaveLength(1);
    },
  );

  it('is a conflict when it was another writer’s', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0')));
    let outrun = false;
    const stop = world.aws.onCall(async ({ operation }, phase) => {
      if (outrun || phase !== 'before' || operation !== 'UpdateSecret') return;
      outrun = true;
      await world.api(patch(id, { displayName: 'First' }));
    });
    const { status, body } = await world.api(patch(id, { displayName: 'Second' }));
    stop();
    expect([status, body.code]).toEqual([412, 'version_conflict']);
    expect(wholeConnection(world, id)).toMatchObject({ displayName: 'First' });
  });

  it('at every try is told as a store that did not answer, and a repeat succeeds', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0')));
    // The write is made, every answer is lost, and the caller is told that the store did not answer.
    world.aws.faults.inject('secretsmanager.UpdateSecret', 'answer-lost');
    const lost = await world.api(put(id, world.settingsOf('seller-1')));
    expect(lost.status).toBe(503);
    expect(wholeConnection(world, id)).toMatchObject(world.settingsOf('seller-1'));
    world.aws.faults.clear();
    expect((await world.api(put(id, world.settingsOf('seller-1')))).status).toBe(200);
  });
});

it('of RestoreSecret is not noticed, and the connection is back', async () => {
  const id = newId();
  await world.api(put(id, world.settingsOf('seller-0')));
  await world.api({ method: 'DELETE', route: '/connections/{connectionId}', connectionId: id });
  world.aws.faults.inject('secretsmanager.RestoreSecret', 'answer-lost', 1);
  expect((await world.api(restore(id))).status).toBe(200);
});

it('of any call for a new client secret is not noticed', async () => {
  const ids = [newId(), newId(), newId()];
  const { clientId } = world.amazon.accounts[0]?.application ?? { clientId: '' };
  for (const operation of ['ListSecrets', 'GetSecretValue', 'UpdateSecret'] as const) {
    for (const id of ids) await world.api(putUntested(id, world.settingsOf('seller-0')));
    const lwaClientSecret = world.amazon.rotateClientSecret(clientId);
    world.aws.faults.inject(`secretsmanager.${operation}`, 'answer-lost', 2);
    const { body } = await world.api(clientSecrets({ lwaClientId: clientId, lwaClientSecret }));
    expect(body.connections.map(({ outcome }) => outcome)).toEqual(['saved', 'saved', 'saved']);
    world.aws.faults.clear();
  }
});
