import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { parseSecretInput, SecretId, VersionId, VersionStage } from './members.ts';
import { CURRENT, moveStage, type Secret, type SecretVersion, versionWithStage } from './secret.ts';
import type { SecretStore } from './secret-store.ts';

const UpdateSecretVersionStageRequest = z.object({
  SecretId,
  VersionStage,
  RemoveFromVersionId: z.optional(VersionId),
  MoveToVersionId: z.optional(VersionId),
});

/** Moves a label to a version, or takes it away. Whoever has it now must be named; AWSCURRENT cannot be without a holder. */
export function updateSecretVersionStage(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(UpdateSecretVersionStageRequest, input);
  const { VersionStage: stage, RemoveFromVersionId, MoveToVersionId } = request;
  const secret = store.findLiving(request.SecretId);
  const target = MoveToVersionId === undefined ? undefined : versionNamed(secret, MoveToVersionId);
  const named = RemoveFromVersionId === undefined ? undefined : versionNamed(secret, RemoveFromVersionId);
  const holder = versionWithStage(secret, stage);

  if (named !== undefined && named !== holder)
    throw new AwsError(
      'InvalidParameterException',
      `Version stage ${stage} not found in version ${RemoveFromVersionId}.`,
    );
  if (holder !== undefined && holder !== target && named === undefined)
    throw new AwsError(
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (target !== undefined) moveStage(secret, stage, target);
  else if (stage === CURRENT)
    throw new AwsError('InvalidParameterException', `You can't remove ${CURRENT} without moving it to a version.`);
  else holder?.stages.delete(stage);
  secret.lastChangedAt = store.clock();
  return { ARN: secret.arn, Name: secret.name };
}

function versionNamed(secret: Secret, id: string): SecretVersion {
  const version = secret.versions.get(id);
  if (version === undefined) throw new AwsError('InvalidParameterException', `Not a valid version: ${id}`);
  return version;
}
