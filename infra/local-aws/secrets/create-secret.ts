import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { Description, KmsKeyId, parseSecretInput, requireToken, Tags, valueGiven, valueMembers } from './members.ts';
import { addVersion, CURRENT, type Secret, type SecretValue, sameValue } from './secret.ts';
import { checkName, type SecretStore } from './secret-store.ts';
import { withTags } from './tags.ts';

const CreateSecretRequest = z.object({
  Name: z.string().check(z.minLength(1), z.maxLength(512)),
  Description,
  KmsKeyId,
  Tags: z.optional(Tags),
  ...valueMembers,
});

/**
 * Creates a secret, with or without a first value. A repeat (same token, same value) is answered like the first time;
 * a name in use throws ResourceExistsException, one marked for deletion InvalidRequestException.
 */
export function createSecret(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(CreateSecretRequest, input);
  checkName(request.Name);
  const token = requireToken(request.ClientRequestToken);
  const value = valueGiven(request);
  const tags = request.Tags === undefined ? null : withTags(null, request.Tags);

  const existing = store.lookUp(request.Name);
  if (existing !== undefined) return repeated(existing, token, value);

  const secret = store.create(request.Name);
  secret.description = request.Description ?? null;
  secret.kmsKeyId = request.KmsKeyId ?? null;
  secret.tags = tags;
  if (value !== null) addVersion(secret, { id: token, value, stages: [CURRENT] }, store.clock());
  return created(secret, value === null ? undefined : token);
}

/** Which of these it is was checked against AWS by the authors of moto (getmoto/moto pull request 9741). */
function repeated(existing: Secret, token: string, value: SecretValue | null): object {
  if (existing.deletedAt !== null)
    throw new AwsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  const version = existing.versions.get(token);
  if (version !== undefined && value !== null && sameValue(version.value, value)) return created(existing, token);
  throw new AwsError(
    'ResourceExistsException',
    version === undefined
      ? `The operation failed because the secret ${existing.name} already exists.`
      : `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${existing.arn}.`,
  );
}

function created(secret: Secret, versionId: string | undefined): object {
  return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
}
