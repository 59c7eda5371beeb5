import { randomUUID } from 'node:crypto';
import {
  BatchGetSecretValueCommand,
  type ListSecretsCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect } from 'vitest';
import { type ContractTarget, type ContractTest, expectRefused, uniqueName } from './contract-target.ts';
import { INVALID, NOT_FOUND, secretCalls } from './secret-calls.ts';

export function secretsReadingContract(target: ContractTarget, test: ContractTest): void {
  const { secrets, create, get, describeIt, update, put, remove, restore, list, named, namesOf } = secretCalls(target);

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
