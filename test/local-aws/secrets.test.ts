import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  PutSecretValueCommand,
  TagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { awsClients, type Clients, errorOf, expectRefused } from './contract-target.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let now = 0;
let aws: LocalAws;
let clients: Clients;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1, 12);
  aws = await startLocalAws({ clock: () => now });
  clients = awsClients(aws.endpoint);
});
afterEach(() => aws.close());

const create = (Name: string, rest = {}) =>
  clients.secrets.send(new CreateSecretCommand({ Name, SecretString: 'first', ...rest }));
const put = (SecretString: string, rest = {}) =>
  clients.secrets.send(new PutSecretValueCommand({ SecretId: 'a', SecretString, ...rest }));
const get = (rest = {}) => clients.secrets.send(new GetSecretValueCommand({ SecretId: 'a', ...rest }));
const list = (input: ListSecretsCommandInput) => clients.secrets.send(new ListSecretsCommand(input));
const namesOf = async (input: ListSecretsCommandInput) => (await list(input)).SecretList?.map(({ Name }) => Name);

describe('versions of a local secret', () => {
  it('are limited to a hundred within a day', async () => {
    await create('a');
    for (let version = 2; version <= 100; version += 1) await put(`value ${version}`);
    await expectRefused(put('one too many'), 'LimitExceededException');
    expect(await get()).toMatchObject({ SecretString: 'value 100' });
    now += DAY_MS;
    await put('a day later');
    expect(await get()).toMatchObject({ SecretString: 'a day later' });
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'value 100' });
  });

  it('keep a label on one version only, and AWSCURRENT always on one', async () => {
    const { VersionId: first } = await create('a');
    const { VersionId: second } = await put('second', { VersionStages: ['two', 'one'] });
    expect((await put('third', { VersionStages: ['one'] })).VersionStages).toEqual(['one']);
    expect((await get({ VersionId: second })).VersionStages).toEqual(['two']);
    const move = (input: object) =>
      clients.secrets.send(
        new UpdateSecretVersionStageCommand({ SecretId: 'a', VersionStage: 'AWSCURRENT', ...input }),
      );
    await expectRefused(move({ MoveToVersionId: second, RemoveFromVersionId: second }), 'InvalidParameterException');
    await expectRefused(move({ RemoveFromVersionId: first }), 'InvalidParameterException');
    await expectRefused(move({ MoveToVersionId: randomUUID() }), 'InvalidParameterException');
    await move({ VersionStage: 'two', RemoveFromVersionId: second });
    expect((await get({ VersionId: second })).VersionStages).toBeUndefined();
    expect(await get()).toMatchObject({ VersionId: first });
  });

  it('give the label back where it was when it is moved back', async () => {
    const { VersionId: first } = await create('a');
    const { VersionId: second } = await put('second');
    await clients.secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'a',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: first,
        RemoveFromVersionId: second,
      }),
    );
    const { VersionIdsToStages } = await clients.secrets.send(new DescribeSecretCommand({ SecretId: 'a' }));
    expect(VersionIdsToStages).toEqual({ [first ?? '']: ['AWSCURRENT'], [second ?? '']: ['AWSPREVIOUS'] });
  });

  it('hold text or bytes, not both', async () => {
    await expectRefused(
      create('a', { SecretBinary: Buffer.from('x') }),
      'InvalidParameterException',
      /both a binary secret value and a string/,
    );
    await create('a');
    await expectRefused(put('x', { SecretString: undefined }), 'InvalidRequestException');
  });
});

describe('a local secret over time', () => {
  it('tells its dates by the injected clock', async () => {
    await create('a');
    now += 90_500;
    await clients.secrets.send(new UpdateSecretCommand({ SecretId: 'a', Description: 'new' }));
    now += DAY_MS;
    await get();
    expect(await clients.secrets.send(new DescribeSecretCommand({ SecretId: 'a' }))).toMatchObject({
      CreatedDate: new Date('2026-01-01T12:00:00.000Z'),
      LastChangedDate: new Date('2026-01-01T12:01:30.500Z'),
      LastAccessedDate: new Date('2026-01-02T00:00:00.000Z'),
    });
  });

  it('is gone when its recovery window is over', async () => {
    await create('a');
    const { DeletionDate } = await clients.secrets.send(
      new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }),
    );
    expect(DeletionDate).toEqual(new Date(now + 7 * DAY_MS));
    now += 7 * DAY_MS - 1;
    await expectRefused(create('a'), 'InvalidRequestException');
    now += 1;
    expect(await namesOf({ IncludePlannedDeletion: true })).toEqual([]);
    await create('a');
  });
});

describe('lists of local secrets', () => {
  beforeEach(async () => {
    for (const name of ['/c/b', '/c/a', '/d/c']) {
      await create(name, { Description: `About ${name}`, Tags: [{ Key: 'first', Value: name.slice(1, 2) }] });
      now += 1_000;
    }
  });

  it('are in order of creation, or as asked', async () => {
    expect(await namesOf({})).toEqual(['/c/b', '/c/a', '/d/c']);
    expect(await namesOf({ SortOrder: 'desc' })).toEqual(['/d/c', '/c/a', '/c/b']);
    expect(await namesOf({ SortBy: 'name' })).toEqual(['/c/a', '/c/b', '/d/c']);
    expect(await namesOf({ SortBy: 'name', SortOrder: 'desc' })).toEqual(['/d/c', '/c/b', '/c/a']);
  });

  it('go on where they were when secrets come and go between pages', async () => {
    const first = await list({ MaxResults: 2 });
    await clients.secrets.send(new DeleteSecretCommand({ SecretId: '/c/b', ForceDeleteWithoutRecovery: true }));
    await create('/e/new');
    expect(await namesOf({ MaxResults: 2, NextToken: first.NextToken })).toEqual(['/d/c', '/e/new']);
  });

  it('refuse the token of another list', async () => {
    const { NextToken } = await list({ MaxResults: 1 });
    await expectRefused(list({ MaxResults: 1, NextToken, SortOrder: 'desc' }), 'InvalidNextTokenException');
    const Filters = [{ Key: 'name' as const, Values: ['/c/'] }];
    await expectRefused(list({ MaxResults: 1, NextToken, Filters }), 'InvalidNextTokenException');
  });

  it('search everything when asked for all', async () => {
    const found = (...Values: string[]) => namesOf({ Filters: [{ Key: 'all', Values }] });
    expect(await found('ABOUT')).toHaveLength(3);
    expect(await found('about /d/')).toEqual(['/d/c']);
    expect(await found('absent')).toEqual([]);
    expect(await found('!first')).toEqual([]);
  });
});

describe('tags of a local secret', () => {
  it.each([
    ['a reserved key', { Key: 'aws:x', Value: 'a' }],
    ['a value with an odd character', { Key: 'x', Value: 'a{b}' }],
    ['a key of 129 characters', { Key: 'x'.repeat(129), Value: '' }],
    ['a value of 257 characters', { Key: 'x', Value: 'x'.repeat(257) }],
  ])('are refused with %s', async (_, tag) => {
    await create('a');
    const error = await errorOf(clients.secrets.send(new TagResourceCommand({ SecretId: 'a', Tags: [tag] })));
    expect(['ValidationException', 'InvalidParameterException']).toContain(error.name);
    await errorOf(create('b', { Tags: [tag] }));
    expect(aws.secrets()).toMatchObject([{ name: 'a', tags: {} }]);
  });

  it('are fifty at most', async () => {
    const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: 'ä b+-=._:/@1' }));
    await create('a', { Tags });
    const one = { SecretId: 'a', Tags: [{ Key: 'more', Value: '' }] };
    await expectRefused(clients.secrets.send(new TagResourceCommand(one)), 'InvalidParameterException');
  });
});
