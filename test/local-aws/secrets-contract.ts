import { randomUUID } from 'node:crypto';
import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  PutSecretValueCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect } from 'vitest';
import {
  awsClients,
  type ContractTarget,
  type ContractTest,
  contend,
  expectRefused,
  uniqueName,
} from './contract-target.ts';

const MARKED = "You can't perform this operation on the secret because it was marked for deletion.";
const NOT_FOUND = "Secrets Manager can't find the specified secret.";
/** What the service's model forbids; which of the two a service answers is not documented for each member. */
const INVALID = ['ValidationException', 'InvalidParameterException'];
const DAY_SECONDS = 24 * 60 * 60;

export function secretsContract(target: ContractTarget, test: ContractTest): void {
  const secrets = () => awsClients(target.endpoint()).secrets;
  const create = async (input: Partial<CreateSecretCommandInput> = {}) => {
    const Name = input.Name ?? uniqueName('/contract/secret');
    const created = await secrets().send(new CreateSecretCommand({ SecretString: 'first', ...input, Name }));
    return { name: Name, arn: created.ARN ?? '', version: created.VersionId ?? '' };
  };
  const get = (SecretId: string, rest = {}) => secrets().send(new GetSecretValueCommand({ SecretId, ...rest }));
  const describeIt = (SecretId: string) => secrets().send(new DescribeSecretCommand({ SecretId }));
  const update = (SecretId: string, SecretString: string, rest = {}) =>
    secrets().send(new UpdateSecretCommand({ SecretId, SecretString, ...rest }));
  const put = (SecretId: string, SecretString: string, rest = {}) =>
    secrets().send(new PutSecretValueCommand({ SecretId, SecretString, ...rest }));
  const remove = (SecretId: string, rest = {}) => secrets().send(new DeleteSecretCommand({ SecretId, ...rest }));
  const restore = (SecretId: string) => secrets().send(new RestoreSecretCommand({ SecretId }));
  const list = (input: ListSecretsCommandInput) => secrets().send(new ListSecretsCommand(input));
  const named = (prefix: string) => [{ Key: 'name' as const, Values: [prefix] }];
  const namesOf = (listed: { SecretList?: { Name?: string | undefined }[] | undefined }) =>
    (listed.SecretList ?? []).map(({ Name }) => Name);

  describe('Secrets Manager: creating', () => {
    test('a secret is read by its name, its ARN, and its ARN without the six random characters', async () => {
      const { name, arn, version } = await create();
      expect(arn).toMatch(new RegExp(`^arn:aws:secretsmanager:us-east-1:\\d{12}:secret:${name}-[A-Za-z0-9]{6}$`));
      for (const id of [name, arn, arn.slice(0, -7)])
        expect(await get(id)).toMatchObject({
          Name: name,
          ARN: arn,
          SecretString: 'first',
          VersionId: version,
          VersionStages: ['AWSCURRENT'],
        });
    });

    test('a name that ends in a hyphen and six characters is found by name and by its whole ARN', async () => {
      const { name, arn } = await create({ Name: `${uniqueName('/contract/acme')}-europe` });
      expect(await get(name)).toMatchObject({ SecretString: 'first' });
      expect(await get(arn)).toMatchObject({ SecretString: 'first' });
    });

    test('an ARN without its random characters counts as whole when the name ends in a hyphen and six characters', async () => {
      const { arn } = await create({ Name: `${uniqueName('/contract/acme')}-europe` });
      await expectRefused(get(arn.slice(0, -7)), 'ResourceNotFoundException', NOT_FOUND);
    });

    test('bytes come back as they were given', async () => {
      const { name } = await create({ SecretString: undefined, SecretBinary: Buffer.from([0, 1, 255]) });
      const read = await get(name);
      expect(read.SecretString).toBeUndefined();
      expect(Buffer.from(read.SecretBinary ?? [])).toEqual(Buffer.from([0, 1, 255]));
    });

    test('a repeat with the same token and value is answered like the first time', async () => {
      const ClientRequestToken = randomUUID();
      const { name, arn } = await create({ ClientRequestToken });
      const repeated = await secrets().send(
        new CreateSecretCommand({ Name: name, SecretString: 'first', ClientRequestToken }),
      );
      expect(repeated).toMatchObject({ ARN: arn, Name: name });
    });

    test('the same token with another value is refused', async () => {
      const ClientRequestToken = randomUUID();
      const { name } = await create({ ClientRequestToken });
      await expectRefused(create({ Name: name, SecretString: 'other', ClientRequestToken }), 'ResourceExistsException');
      expect(await get(name)).toMatchObject({ SecretString: 'first' });
    });

    test('a name in use is refused', async () => {
      const { name } = await create();
      await expectRefused(
        create({ Name: name }),
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
      );
    });

    test('the name of a secret pending deletion is refused', async () => {
      const { name } = await create();
      await remove(name);
      await expectRefused(
        create({ Name: name }),
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    });

    test('a request without a token is refused: the service makes none of its own', async () => {
      const response = await fetch(target.endpoint(), {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'secretsmanager.CreateSecret',
          authorization:
            'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0',
        },
        body: JSON.stringify({ Name: uniqueName('/contract/secret'), SecretString: 'x' }),
      });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: expect.stringContaining('InvalidRequestException') });
    });

    test('a secret may begin without a value, which is then not found', async () => {
      const { name, version } = await create({ SecretString: undefined });
      expect(version).toBe('');
      await expectRefused(
        get(name),
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      );
    });
  });

  describe('Secrets Manager: limits', () => {
    test('a name may have 512 characters', async () => {
      const longest = uniqueName('/contract/').padEnd(512, 'x');
      await create({ Name: longest });
      expect(await get(longest)).toMatchObject({ SecretString: 'first' });
    });

    test('a name has no more than 512 characters', async () => {
      await expectRefused(create({ Name: uniqueName('/contract/').padEnd(513, 'x') }), INVALID);
    });

    test('names hold no spaces, question marks or letters with accents', async () => {
      for (const bad of ['with space', 'what?', 'é'])
        await expectRefused(
          create({ Name: `/contract/${bad}` }),
          'ValidationException',
          'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
        );
    });

    test('a value of 65,536 bytes is kept', async () => {
      const value = 'é'.repeat(32_768);
      const { name } = await create({ SecretString: value });
      expect((await get(name)).SecretString).toBe(value);
    });

    test('a value of more than 65,536 bytes is refused', async () => {
      await expectRefused(create({ SecretString: 'x'.repeat(65_537) }), INVALID);
      const { name } = await create();
      await expectRefused(update(name, 'x'.repeat(65_537)), INVALID);
    });

    test('a description may have 2,048 characters', async () => {
      const { name } = await create({ Description: 'x'.repeat(2048) });
      expect((await describeIt(name)).Description).toHaveLength(2048);
    });

    test('a description has no more than 2,048 characters', async () => {
      await expectRefused(create({ Description: 'x'.repeat(2049) }), INVALID);
    });

    test('a token has 32 to 64 characters', async () => {
      await create({ ClientRequestToken: randomUUID().padEnd(64, 'x') });
      await expectRefused(create({ ClientRequestToken: 'x'.repeat(31) }), INVALID);
      await expectRefused(create({ ClientRequestToken: 'x'.repeat(65) }), INVALID);
    });
  });

  describe('Secrets Manager: changing', () => {
    test('one UpdateSecret writes value and description, under the token as version', async () => {
      const { name, version } = await create({ Description: 'one' });
      const ClientRequestToken = randomUUID();
      const updated = await update(name, 'second', { Description: 'two', ClientRequestToken });
      expect(updated.VersionId).toBe(ClientRequestToken);
      expect(await get(name, { VersionStage: 'AWSCURRENT' })).toMatchObject({
        SecretString: 'second',
        VersionId: ClientRequestToken,
      });
      expect(await get(name, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'first' });
      expect(await describeIt(name)).toMatchObject({
        Description: 'two',
        VersionIdsToStages: { [ClientRequestToken]: ['AWSCURRENT'], [version]: ['AWSPREVIOUS'] },
      });
    });

    test('an UpdateSecret without a value makes no version', async () => {
      const { name, version } = await create();
      const updated = await secrets().send(new UpdateSecretCommand({ SecretId: name, Description: 'new' }));
      expect(updated.VersionId).toBeUndefined();
      expect(await describeIt(name)).toMatchObject({
        Description: 'new',
        VersionIdsToStages: { [version]: ['AWSCURRENT'] },
      });
    });

    test('of two UpdateSecrets with one token and different values the second writes nothing', async () => {
      const { name } = await create({ Description: 'one' });
      const ClientRequestToken = randomUUID();
      await update(name, 'second', { Description: 'two', ClientRequestToken });
      await expectRefused(
        update(name, 'third', { Description: 'three', ClientRequestToken }),
        'ResourceExistsException',
      );
      expect(await get(name)).toMatchObject({ SecretString: 'second' });
      expect((await describeIt(name)).Description).toBe('two');
    });

    test('an UpdateSecret repeated with the same token and value succeeds', async () => {
      const { name } = await create();
      const ClientRequestToken = randomUUID();
      await update(name, 'second', { ClientRequestToken });
      expect((await update(name, 'second', { ClientRequestToken })).VersionId).toBe(ClientRequestToken);
    });

    test('of eight concurrent UpdateSecrets with one token one wins', async () => {
      const { name } = await create();
      const ClientRequestToken = randomUUID();
      const writers = Array.from(
        { length: 8 },
        (_, index) => () => update(name, `writer ${index}`, { ClientRequestToken }),
      );
      const outcomes = await contend(target, writers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
      expect((await get(name)).SecretString).toBe(`writer ${winner}`);
    });

    test('PutSecretValue moves the labels it is given, and AWSCURRENT without any', async () => {
      const { name, version } = await create();
      const pending = await put(name, 'second', { VersionStages: ['AWSPENDING'] });
      expect(pending.VersionStages).toEqual(['AWSPENDING']);
      expect(await get(name)).toMatchObject({ SecretString: 'first', VersionId: version });
      expect(await get(name, { VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'second' });
      expect((await put(name, 'third')).VersionStages).toEqual(['AWSCURRENT']);
      expect(await get(name)).toMatchObject({ SecretString: 'third' });
    });

    test('PutSecretValue with a token in use is refused for another value, and repeated for the same', async () => {
      const { name } = await create();
      const ClientRequestToken = randomUUID();
      await put(name, 'second', { ClientRequestToken });
      expect((await put(name, 'second', { ClientRequestToken })).VersionId).toBe(ClientRequestToken);
      await expectRefused(put(name, 'third', { ClientRequestToken }), 'ResourceExistsException');
    });

    test('DescribeSecret tells the versions that have a label, and no others', async () => {
      const { name, version: first } = await create();
      const second = (await update(name, 'second')).VersionId ?? '';
      const third = (await update(name, 'third')).VersionId ?? '';
      const { VersionIdsToStages } = await describeIt(name);
      expect(VersionIdsToStages).toEqual({ [third]: ['AWSCURRENT'], [second]: ['AWSPREVIOUS'] });
      expect(await get(name, { VersionId: first })).toMatchObject({ SecretString: 'first' });
    });

    test('a pending version is made the current one by moving the label', async () => {
      const { name, version } = await create();
      const pending = (await put(name, 'second', { VersionStages: ['AWSPENDING'] })).VersionId;
      const move = { SecretId: name, VersionStage: 'AWSCURRENT', MoveToVersionId: pending };
      await expectRefused(
        secrets().send(new UpdateSecretVersionStageCommand(move)),
        'InvalidParameterException',
        /RemoveFromVersionId/,
      );
      await secrets().send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: version }));
      expect(await get(name, { VersionStage: 'AWSCURRENT' })).toMatchObject({ SecretString: 'second' });
      expect(await get(name, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'first' });
    });

    test('after a label was moved, a read without a label gives the current version', async () => {
      const { name, version } = await create();
      const pending = (await put(name, 'second', { VersionStages: ['AWSPENDING'] })).VersionId;
      await secrets().send(
        new UpdateSecretVersionStageCommand({
          SecretId: name,
          VersionStage: 'AWSCURRENT',
          MoveToVersionId: pending,
          RemoveFromVersionId: version,
        }),
      );
      expect(await get(name)).toMatchObject({ SecretString: 'second' });
    });
  });

  describe('Secrets Manager: reading', () => {
    test('what is not there is not found', async () => {
      const { name, version } = await create();
      const absent = uniqueName('/contract/absent');
      await expectRefused(get(absent), 'ResourceNotFoundException', NOT_FOUND);
      await expectRefused(describeIt(absent), 'ResourceNotFoundException', NOT_FOUND);
      await expectRefused(update(absent, 'x'), 'ResourceNotFoundException', NOT_FOUND);
      await expectRefused(put(absent, 'x'), 'ResourceNotFoundException', NOT_FOUND);
      await expectRefused(remove(absent), 'ResourceNotFoundException', NOT_FOUND);
      await expectRefused(restore(absent), 'ResourceNotFoundException', NOT_FOUND);
      await expectRefused(get(name, { VersionStage: 'AWSPREVIOUS' }), 'ResourceNotFoundException');
      const unknown = randomUUID();
      await expectRefused(
        get(name, { VersionId: unknown }),
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for VersionId: ${unknown}`,
      );
      await expectRefused(
        get(name, { VersionId: version, VersionStage: 'AWSPENDING' }),
        'InvalidRequestException',
        'You provided a VersionStage that is not associated to the provided VersionId.',
      );
    });

    test('a label that no version has is named', async () => {
      const { name } = await create();
      await expectRefused(
        get(name, { VersionStage: 'AWSPREVIOUS' }),
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
      );
    });

    test('dates are told in seconds', async () => {
      const { name } = await create();
      const { CreatedDate, LastChangedDate } = await describeIt(name);
      expect(CreatedDate?.getUTCFullYear()).toBeGreaterThan(2020);
      expect(LastChangedDate?.getUTCFullYear()).toBeGreaterThan(2020);
      expect((await get(name)).CreatedDate?.getTime()).toBe(CreatedDate?.getTime());
    });

    test('the day of the last read is told once there was one', async () => {
      const { name } = await create();
      expect((await describeIt(name)).LastAccessedDate).toBeUndefined();
      await get(name);
      expect((await describeIt(name)).LastAccessedDate?.toISOString()).toMatch(/T00:00:00\.000Z$/);
    });

    test('BatchGetSecretValue reads up to 20 and tells for each what went wrong', async () => {
      const [one, two, deleted] = [await create(), await create({ SecretString: 'other' }), await create()];
      await remove(deleted.name);
      const absent = uniqueName('/contract/absent');
      const read = await secrets().send(
        new BatchGetSecretValueCommand({ SecretIdList: [one.name, absent, two.arn, deleted.name] }),
      );
      expect(read.SecretValues?.map(({ SecretString }) => SecretString).sort()).toEqual(['first', 'other']);
      const errors = Object.fromEntries(read.Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode]) ?? []);
      expect(errors).toEqual({ [absent]: 'ResourceNotFoundException', [deleted.name]: 'InvalidRequestException' });
    });

    test('BatchGetSecretValue refuses more than 20 ids', async () => {
      const SecretIdList = Array.from({ length: 21 }, (_, index) => `/contract/${index}`);
      await expectRefused(secrets().send(new BatchGetSecretValueCommand({ SecretIdList })), INVALID);
    });

    test('BatchGetSecretValue wants ids or filters', async () => {
      await expectRefused(secrets().send(new BatchGetSecretValueCommand({})), 'InvalidParameterException');
    });

    test('BatchGetSecretValue does not want ids and filters at once', async () => {
      await expectRefused(
        secrets().send(new BatchGetSecretValueCommand({ SecretIdList: ['/contract/x'], Filters: named('/contract/') })),
        'InvalidParameterException',
      );
    });

    test('BatchGetSecretValue reads by filter, page by page', async () => {
      const prefix = uniqueName('/contract/batch');
      for (const index of [1, 2, 3]) await create({ Name: `${prefix}/${index}`, SecretString: `value ${index}` });
      const ask = { Filters: named(prefix), MaxResults: 2 };
      const first = await secrets().send(new BatchGetSecretValueCommand(ask));
      const second = await secrets().send(new BatchGetSecretValueCommand({ ...ask, NextToken: first.NextToken }));
      const values = [first, second].flatMap(({ SecretValues = [] }) => SecretValues);
      expect(values.map(({ SecretString }) => SecretString).sort()).toEqual(['value 1', 'value 2', 'value 3']);
      expect(second.NextToken).toBeUndefined();
    });
  });

  describe('Secrets Manager: deleting', () => {
    test('a secret pending deletion can be described, but neither read nor changed', async () => {
      const { name } = await create();
      await remove(name);
      expect((await describeIt(name)).DeletedDate).toBeInstanceOf(Date);
      await expectRefused(get(name), 'InvalidRequestException');
      await expectRefused(update(name, 'x'), 'InvalidRequestException');
    });

    test('a secret pending deletion is told in the words of the service', async () => {
      const { name } = await create();
      await remove(name);
      await expectRefused(get(name), 'InvalidRequestException', MARKED);
      await expectRefused(update(name, 'x'), 'InvalidRequestException', MARKED);
    });

    test('a secret pending deletion takes no PutSecretValue', async () => {
      const { name } = await create();
      await remove(name);
      await expectRefused(put(name, 'x'), 'InvalidRequestException', MARKED);
    });

    test('a secret pending deletion takes no tags', async () => {
      const { name } = await create();
      await remove(name);
      const Tags = [{ Key: 'a', Value: 'b' }];
      await expectRefused(
        secrets().send(new TagResourceCommand({ SecretId: name, Tags })),
        'InvalidRequestException',
        MARKED,
      );
      await expectRefused(
        secrets().send(new UntagResourceCommand({ SecretId: name, TagKeys: ['a'] })),
        'InvalidRequestException',
        MARKED,
      );
    });

    test('the recovery window has 7 to 30 days, 30 unless said', async () => {
      const { name } = await create();
      for (const RecoveryWindowInDays of [6, 31])
        await expectRefused(remove(name, { RecoveryWindowInDays }), 'InvalidParameterException', /7 and 30/);
      const before = (await describeIt(name)).CreatedDate?.getTime() ?? 0;
      const { DeletionDate } = await remove(name);
      expect(((DeletionDate?.getTime() ?? 0) - before) / 1000).toBeGreaterThanOrEqual(30 * DAY_SECONDS - 1);
      expect(((DeletionDate?.getTime() ?? 0) - before) / 1000).toBeLessThan(31 * DAY_SECONDS);
      await restore(name);
      const shorter = await remove(name, { RecoveryWindowInDays: 7 });
      expect(shorter.DeletionDate?.getTime()).toBeLessThan(DeletionDate?.getTime() ?? 0);
    });

    test('a window and no window at once are refused', async () => {
      const { name } = await create();
      await expectRefused(
        remove(name, { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }),
        'InvalidParameterException',
      );
    });

    test('a second deletion is refused', async () => {
      const { name } = await create();
      await remove(name);
      await expectRefused(remove(name), 'InvalidRequestException');
    });

    test('a secret deleted without recovery is gone, its name free, and a repeat succeeds', async () => {
      const { name } = await create();
      await remove(name);
      await remove(name, { ForceDeleteWithoutRecovery: true });
      await expectRefused(describeIt(name), 'ResourceNotFoundException', NOT_FOUND);
      await remove(name, { ForceDeleteWithoutRecovery: true });
      await create({ Name: name, SecretString: 'new' });
      expect(await get(name)).toMatchObject({ SecretString: 'new' });
    });

    test('a restored secret is as it was', async () => {
      const { name, version } = await create({ Description: 'kept' });
      await remove(name);
      await restore(name);
      expect(await get(name)).toMatchObject({ SecretString: 'first', VersionId: version });
      const described = await describeIt(name);
      expect(described.DeletedDate).toBeUndefined();
      expect(described.Description).toBe('kept');
    });

    test('restoring a secret that is not deleted succeeds', async () => {
      const { name } = await create();
      expect(await restore(name)).toMatchObject({ Name: name });
    });
  });

  describe('Secrets Manager: tags and lists', () => {
    test('tags are given, replaced and taken away', async () => {
      const { name } = await create({ Tags: [{ Key: 'one', Value: '1' }] });
      const Tags = [
        { Key: 'one', Value: 'uno' },
        { Key: 'two', Value: '2' },
      ];
      await secrets().send(new TagResourceCommand({ SecretId: name, Tags }));
      expect((await describeIt(name)).Tags).toEqual(Tags);
      await secrets().send(new UntagResourceCommand({ SecretId: name, TagKeys: ['one', 'absent'] }));
      expect((await describeIt(name)).Tags).toEqual([{ Key: 'two', Value: '2' }]);
    });

    test('a list holds what is needed to show it, and no values', async () => {
      const { name, arn, version } = await create({ Description: 'shown', Tags: [{ Key: 'stage', Value: 'test' }] });
      const { SecretList = [] } = await list({ Filters: named(name) });
      expect(SecretList).toHaveLength(1);
      expect(SecretList[0]).toMatchObject({
        Name: name,
        ARN: arn,
        Description: 'shown',
        Tags: [{ Key: 'stage', Value: 'test' }],
        SecretVersionsToStages: { [version]: ['AWSCURRENT'] },
      });
      expect(JSON.stringify(SecretList)).not.toContain('first');
    });

    test('names are filtered by prefix, capitals told apart', async () => {
      const prefix = uniqueName('/contract/Prefix');
      await create({ Name: `${prefix}/a` });
      await create({ Name: `/other${prefix}` });
      expect(namesOf(await list({ Filters: named(prefix) }))).toEqual([`${prefix}/a`]);
      expect(namesOf(await list({ Filters: named(prefix.toLowerCase()) }))).toEqual([]);
    });

    test('filters on tags and description combine, and an exclamation mark negates', async () => {
      const prefix = uniqueName('/contract/filters');
      const stage = uniqueName('stage');
      await create({ Name: `${prefix}/a`, Tags: [{ Key: stage, Value: 'prod' }], Description: 'Alpha one' });
      await create({ Name: `${prefix}/b`, Tags: [{ Key: stage, Value: 'test' }], Description: 'Beta two' });
      const found = async (...filters: ListSecretsCommandInput['Filters'] & object) =>
        namesOf(await list({ Filters: [...named(prefix), ...filters] })).sort();
      expect(await found({ Key: 'tag-key', Values: [stage] })).toEqual([`${prefix}/a`, `${prefix}/b`]);
      expect(await found({ Key: 'tag-value', Values: ['prod'] })).toEqual([`${prefix}/a`]);
      expect(await found({ Key: 'tag-value', Values: ['!prod'] })).toEqual([`${prefix}/b`]);
      expect(await found({ Key: 'tag-value', Values: ['prod', 'test'] })).toHaveLength(2);
      expect(await found({ Key: 'description', Values: ['alpha'] })).toEqual([`${prefix}/a`]);
      expect(await found({ Key: 'tag-key', Values: [`!${stage}`] })).toEqual([]);
    });

    test('a list comes in pages, each secret once', async () => {
      const prefix = uniqueName('/contract/pages');
      const all = ['a', 'b', 'c', 'd', 'e'].map((letter) => `${prefix}/${letter}`);
      for (const name of all) await create({ Name: name });
      const seen: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await list({ Filters: named(prefix), MaxResults: 2, NextToken });
        expect(page.SecretList?.length).toBeLessThanOrEqual(2);
        seen.push(...namesOf(page));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      expect(seen.sort()).toEqual(all);
    });

    test('a page has 100 entries at most', async () => {
      await expectRefused(list({ MaxResults: 101 }), INVALID);
    });

    test('an invented token is refused', async () => {
      await expectRefused(list({ NextToken: 'invented' }), 'InvalidNextTokenException');
    });

    test('secrets pending deletion are listed only when asked for', async () => {
      const { name } = await create();
      await remove(name);
      expect(namesOf(await list({ Filters: named(name) }))).toEqual([]);
      const { SecretList = [] } = await list({ Filters: named(name), IncludePlannedDeletion: true });
      expect(SecretList.map((secret) => secret.DeletedDate)).toEqual([expect.any(Date)]);
    });
  });
}
