import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { epochSeconds, parseSecretInput, SecretId } from './members.ts';
import { arnOf, type SecretStore } from './secret-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_RECOVERY_DAYS = 30;

const DeleteSecretRequest = z.object({
  SecretId,
  RecoveryWindowInDays: z.optional(z.int()),
  ForceDeleteWithoutRecovery: z.optional(z.boolean()),
});

const RestoreSecretRequest = z.object({ SecretId });

export function deleteSecret(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(DeleteSecretRequest, input);
  const { RecoveryWindowInDays, ForceDeleteWithoutRecovery = false } = request;
  if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  const days = RecoveryWindowInDays ?? DEFAULT_RECOVERY_DAYS;
  if (days < 7 || days > 30)
    throw new AwsError(
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
  return ForceDeleteWithoutRecovery ? deleteNow(store, request.SecretId) : schedule(store, request.SecretId, days);
}

/** Also takes back nothing: a secret that is not marked for deletion is answered the same. */
export function restoreSecret(store: SecretStore, input: unknown): object {
  const secret = store.find(parseSecretInput(RestoreSecretRequest, input).SecretId);
  if (secret.deletedAt !== null) {
    secret.deletedAt = null;
    secret.lastChangedAt = store.clock();
  }
  return { ARN: secret.arn, Name: secret.name };
}

function schedule(store: SecretStore, secretId: string, days: number): object {
  const secret = store.find(secretId);
  if (secret.deletedAt !== null)
    throw new AwsError(
      'InvalidRequestException',
      "You tried to perform the operation on a secret that's currently marked deleted.",
    );
  const now = store.clock();
  secret.deletedAt = now + days * DAY_MS;
  secret.lastChangedAt = now;
  return { ARN: secret.arn, Name: secret.name, DeletionDate: epochSeconds(secret.deletedAt) };
}

/** Succeeds for a secret that is already gone or was never there (API_DeleteSecret). */
function deleteNow(store: SecretStore, secretId: string): object {
  const secret = store.lookUp(secretId);
  if (secret !== undefined) store.remove(secret.name);
  return {
    ARN: secret?.arn ?? (secretId.startsWith('arn:') ? secretId : arnOf(secretId)),
    Name: secret?.name ?? secretId,
    DeletionDate: epochSeconds(store.clock()),
  };
}
