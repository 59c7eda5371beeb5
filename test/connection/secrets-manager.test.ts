import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../infra/local-aws/faults.ts';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { AwsServiceError } from '../../lib/aws/service-error.ts';
import type { IndexEntry } from '../../lib/connection/connection-index.ts';
import { secretsManagerIndex } from '../../lib/connection/secrets-manager-index.ts';
import { secretsManagerReader } from '../../lib/connection/secrets-manager-reader.ts';

const PREFIX = 'selling-partner-connections/test/';
const VALUES = { lwaClientId: 'id', lwaClientSecret: 'secret', lwaRefreshToken: 'token' };

let aws: LocalAws;
let client: SecretsManagerClient;
beforeAll(async () => {
  aws = await startLocalAws();
  client = new SecretsManagerClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
  });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

async function save(name: string, value: { SecretString?: string; SecretBinary?: Uint8Array }, Description?: string) {
  await client.send(new CreateSecretCommand({ Name: name, ...value, ...(Description ? { Description } : {}) }));
}

describe('reading a connection from Secrets Manager', () => {
  const read = (id: string) => secretsManagerReader(client, PREFIX).read(id);

  test('finds it under the prefix, with the version that is current', async () => {
    await save(`${PREFIX}acme`, { SecretString: '{}' });
    const { VersionId } = await client.send(
      new PutSecretValueCommand({
        SecretId: `${PREFIX}acme`,
        SecretString: JSON.stringify({ ...VALUES, endpoint: 'eu' }),
      }),
    );

    expect(await read('acme')).toMatchObject({
      ok: true,
      value: { connectionId: 'acme', version: VersionId, settings: { endpoint: 'eu', lwaClientId: 'id' } },
    });
  });

  test.for([
    ['text', { SecretString: 'not JSON' }],
    ['bytes', { SecretBinary: new Uint8Array([123, 125]) }],
    ['nothing', {}],
  ] as const)('calls a secret of %s malformed', async ([id, value]) => {
    await save(`${PREFIX}${id}`, value);

    expect(await read(id)).toMatchObject({
      ok: false,
      failure: {
        kind: 'connection_malformed',
        connectionId: id,
        missing: ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'],
      },
    });
  });

  test('tells one that was never there from one that is pending deletion', async () => {
    await save(`${PREFIX}gone`, { SecretString: JSON.stringify(VALUES) });
    await client.send(new DeleteSecretCommand({ SecretId: `${PREFIX}gone`, RecoveryWindowInDays: 7 }));

    expect(await read('gone')).toEqual({ ok: false, failure: { kind: 'connection_pending_deletion' } });
    expect(await read('never')).toEqual({ ok: false, failure: { kind: 'connection_not_found' } });
  });

  test.for([
    ['access-denied', 'AccessDeniedException'],
    ['throttled', 'ThrottlingException'],
    ['internal-error', 'InternalServiceError'],
    ['reset', expect.any(String)],
    ['no-answer', 'TimeoutError'],
    ['html-500', expect.any(String)],
  ] as readonly [Fault, string][])('says when it could not: %s', async ([fault, reason]) => {
    aws.faults.inject('secretsmanager.GetSecretValue', fault, 1);

    expect(await read('acme')).toEqual({
      ok: false,
      failure: { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason },
    });
  });
});

describe('listing the fleet from Secrets Manager', () => {
  const FLEET = 'fleet/';
  const index = () => secretsManagerIndex(client, FLEET);
  const idsOf = (entries: readonly IndexEntry[]) => entries.map(({ connectionId }) => connectionId);

  beforeAll(async () => {
    for (let number = 100; number < 330; number += 1) await save(`${FLEET}c${number}`, { SecretString: '{}' });
    await save(`${FLEET}described`, { SecretString: JSON.stringify(VALUES) }, '{"endpoint":"fe","testing":"paused"}');
    await save(`${FLEET}gone`, { SecretString: '{}' });
    await client.send(new DeleteSecretCommand({ SecretId: `${FLEET}gone` }));
    for (const foreign of ['fleet/Upper', 'fleet/a/b', 'fleet/-a', 'fleetwide', 'other/fleet/x'])
      await save(foreign, { SecretString: '{}' });
  });

  test("finds all connections on all pages, and nobody else's secrets", async () => {
    const ids = idsOf(await Array.fromAsync(index().all()));

    expect(new Set(ids).size).toBe(231);
    expect(ids).toHaveLength(231);
    expect(ids).toContain('described');
    expect(ids).not.toContain('gone');
  });

  test('reads descriptions, and never a secret', async () => {
    aws.forgetCalls();
    const entries = await Array.fromAsync(index().all());

    expect(entries.find(({ connectionId }) => connectionId === 'described')).toMatchObject({
      endpoint: 'fe',
      testing: 'paused',
    });
    expect(entries[0]).toMatchObject({
      endpoint: 'na',
      testing: 'on',
      version: expect.any(String),
      savedAt: expect.any(Number),
    });
    expect(new Set(aws.calls().map(({ operation }) => operation))).toEqual(new Set(['ListSecrets']));
  });

  test('pages are ordered by id, and join without a gap', async () => {
    const ids: string[] = [];
    let from: string | null = null;
    do {
      const page = await index().page({ limit: 50, from });
      if (!page.ok) throw new Error(page.failure);
      ids.push(...idsOf(page.value.entries));
      from = page.value.next;
    } while (from !== null);

    expect(ids).toEqual(idsOf(await Array.fromAsync(index().all())));
    expect(ids).toEqual(ids.toSorted());
  });

  test('a place that was made up is a failure', async () => {
    expect(await index().page({ limit: 50, from: 'made-up' })).toEqual({ ok: false, failure: 'unknown_place' });
  });

  test('throws when the list cannot be read, also in its middle', async () => {
    aws.faults.inject('secretsmanager.ListSecrets', 'access-denied', 1);
    await expect(Array.fromAsync(index().all())).rejects.toThrow(AwsServiceError);

    const all = index().all()[Symbol.asyncIterator]();
    await all.next();
    aws.faults.inject('secretsmanager.ListSecrets', 'throttled', 1);
    const rest = async () => {
      while (!(await all.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({ action: 'secretsmanager:ListSecrets', reason: 'ThrottlingException' });
  });
});
