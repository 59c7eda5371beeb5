import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { localClientOptions } from '../watch/local-table.ts';
import { apiEvent, call } from './api-event.ts';
import { accessKeyOf } from './held-to-roles.ts';
import { startLocalWorld } from './local-world.ts';

test('a function that calls what its role does not allow fails the tests of its world', async () => {
  const world = await startLocalWorld();
  const credentials = { accessKeyId: accessKeyOf('access-tokens'), secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ ...localClientOptions(world.aws), credentials });
  await client.send(new ListSecretsCommand({}));
  client.destroy();

  await expect(world.close()).rejects.toThrow('No role allows access-tokens: secretsmanager:ListSecrets on *');
});

test('a bundle calls with the access key of its function', async () => {
  const world = await startLocalWorld();
  const bundle = await world.load('connections');
  await call(bundle, apiEvent({ routeKey: 'GET /connections' }));
  const callers = world.aws.calls().flatMap(({ caller, operation }) => (operation === 'ListSecrets' ? [caller] : []));
  await world.close();

  expect(callers).toEqual([accessKeyOf('connections')]);
});
