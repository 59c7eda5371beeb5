import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import {
  Description,
  KmsKeyId,
  parseSecretInput,
  requireToken,
  SecretId,
  VersionStage,
  valueGiven,
  valueMembers,
} from './members.ts';
import { addVersion, CURRENT } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

const UpdateSecretRequest = z.object({ SecretId, Description, KmsKeyId, ...valueMembers });

const PutSecretValueRequest = z.object({
  SecretId,
  VersionStages: z.optional(z.array(VersionStage).check(z.minLength(1), z.maxLength(20))),
  ...valueMembers,
});

/** Value and description in one step: either both are written or, when the token is refused, neither. */
export function updateSecret(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(UpdateSecretRequest, input);
  const token = requireToken(request.ClientRequestToken);
  const secret = store.findLiving(request.SecretId);
  const value = valueGiven(request);
  if (value !== null) addVersion(secret, { id: token, value, stages: [CURRENT] }, store.clock());
  if (request.Description !== undefined) secret.description = request.Description === '' ? null : request.Description;
  if (request.KmsKeyId !== undefined) secret.kmsKeyId = request.KmsKeyId;
  secret.lastChangedAt = store.clock();
  return { ARN: secret.arn, Name: secret.name, VersionId: value === null ? undefined : token };
}

export function putSecretValue(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(PutSecretValueRequest, input);
  const token = requireToken(request.ClientRequestToken);
  const secret = store.findLiving(request.SecretId);
  const value = valueGiven(request);
  if (value === null)
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const stages = request.VersionStages ?? [CURRENT];
  const version = addVersion(secret, { id: token, value, stages }, store.clock());
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages].sort() };
}
