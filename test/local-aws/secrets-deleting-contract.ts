import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect } from 'vitest';
import { type ContractTarget, type ContractTest, expectRefused } from './contract-target.ts';
import { DAY_SECONDS, MARKED, NOT_FOUND, secretCalls } from './secret-calls.ts';

export function secretsDeletingContract(target: ContractTarget, test: ContractTest): void {
  const { secrets, create, get, describeIt, update, put, remove, restore } = secretCalls(target);

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
}
