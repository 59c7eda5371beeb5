import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect } from 'vitest';
import { type ContractTarget, type ContractTest, contend, expectRefused, uniqueName } from './contract-target.ts';
import { INVALID, NOT_FOUND, secretCalls } from './secret-calls.ts';

export function secretsWritingContract(target: ContractTarget, test: ContractTest): void {
  const { secrets, create, get, describeIt, update, put, remove } = secretCalls(target);

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
}
