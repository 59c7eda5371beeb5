import { AwsError, notAuthorized } from '../aws-error.ts';
import { textMember } from '../json-peek.ts';
import { type JsonOperation, jsonService } from '../json-service.ts';
import type { Service } from '../service.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret, restoreSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { listSecrets } from './list-secrets.ts';
import { batchGetSecretValue, getSecretValue } from './read-value.ts';
import type { SecretStore } from './secret-store.ts';
import { tagResource, untagResource } from './tags.ts';
import { updateSecretVersionStage } from './version-stages.ts';
import { putSecretValue, updateSecret } from './write-value.ts';

/** AWS Secrets Manager, as far as this project uses it. No rotation, replication, resource policies or KMS. */
export function secretsManager(store: SecretStore): Service {
  const bind =
    (operation: (store: SecretStore, input: unknown) => object): JsonOperation =>
    (input) =>
      operation(store, input);
  return jsonService({
    name: 'secretsmanager',
    target: 'secretsmanager',
    version: '1.1',
    operations: {
      BatchGetSecretValue: bind(batchGetSecretValue),
      CreateSecret: bind(createSecret),
      DeleteSecret: bind(deleteSecret),
      DescribeSecret: bind(describeSecret),
      GetSecretValue: bind(getSecretValue),
      ListSecrets: bind(listSecrets),
      PutSecretValue: bind(putSecretValue),
      RestoreSecret: bind(restoreSecret),
      TagResource: bind(tagResource),
      UntagResource: bind(untagResource),
      UpdateSecret: bind(updateSecret),
      UpdateSecretVersionStage: bind(updateSecretVersionStage),
    },
    resourceOf: (input) => textMember(input, 'Name') ?? textMember(input, 'SecretId'),
    faultError(fault, operation, resource) {
      switch (fault) {
        case 'throttled':
          return new AwsError('ThrottlingException', 'Rate exceeded');
        case 'access-denied':
          return new AwsError('AccessDeniedException', notAuthorized(`secretsmanager:${operation}`, resource));
        case 'internal-error':
          return new AwsError('InternalServiceError', 'An error occurred on the server side.', 500);
      }
    },
  });
}
