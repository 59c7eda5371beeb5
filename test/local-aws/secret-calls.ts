/** What the contract of Secrets Manager calls, and the words that it expects. */
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  type ListSecretsCommandInput,
  PutSecretValueCommand,
  RestoreSecretCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { awsClients, type ContractTarget, uniqueName } from './contract-target.ts';

export const MARKED = "You can't perform this operation on the secret because it was marked for deletion.";
export const NOT_FOUND = "Secrets Manager can't find the specified secret.";
/** What the service's model forbids; which of the two a service answers is not documented for each member. */
export const INVALID = ['ValidationException', 'InvalidParameterException'];
export const DAY_SECONDS = 24 * 60 * 60;

export function secretCalls(target: ContractTarget) {
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
  return { secrets, create, get, describeIt, update, put, remove, restore, list, named, namesOf };
}
