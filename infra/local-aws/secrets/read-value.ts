import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import { selectSecrets } from './list-secrets.ts';
import { epochSeconds, NextToken, parseSecretInput, SecretId, VersionId, VersionStage } from './members.ts';
import { CURRENT, type Secret, type SecretVersion, versionWithStage } from './secret.ts';
import { Filters } from './secret-filters.ts';
import type { SecretStore } from './secret-store.ts';

const GetSecretValueRequest = z.object({
  SecretId,
  VersionId: z.optional(VersionId),
  VersionStage: z.optional(VersionStage),
});

const MAX_BATCH = 20;

const BatchGetSecretValueRequest = z.object({
  SecretIdList: z.optional(z.array(SecretId).check(z.minLength(1), z.maxLength(MAX_BATCH))),
  Filters: z.optional(Filters),
  MaxResults: z.optional(z.int().check(z.gte(1), z.lte(MAX_BATCH))),
  NextToken,
});

export function getSecretValue(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(GetSecretValueRequest, input);
  const secret = store.findLiving(request.SecretId);
  return readValue(store, secret, versionAsked(secret, request.VersionId, request.VersionStage));
}

/** The current values of up to 20 secrets; what cannot be read is told per secret in `Errors`. */
export function batchGetSecretValue(store: SecretStore, input: unknown): object {
  const request = parseSecretInput(BatchGetSecretValueRequest, input);
  if ((request.SecretIdList === undefined) === (request.Filters === undefined))
    throw new AwsError(
      'InvalidParameterException',
      "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
    );
  if (request.SecretIdList !== undefined) {
    if (request.MaxResults !== undefined)
      throw new AwsError('InvalidParameterException', "'Filters' not specified. 'Filters' must also be specified.");
    return readValues(store, request.SecretIdList);
  }
  const page = selectSecrets(store, { ...request, MaxResults: request.MaxResults ?? MAX_BATCH });
  return {
    ...readValues(
      store,
      page.secrets.map(({ name }) => name),
    ),
    NextToken: page.nextToken,
  };
}

function readValues(store: SecretStore, secretIds: readonly string[]): object {
  const SecretValues: object[] = [];
  const Errors: object[] = [];
  for (const SecretId of secretIds) {
    try {
      SecretValues.push(getSecretValue(store, { SecretId }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}

function versionAsked(secret: Secret, versionId: string | undefined, stage: string | undefined): SecretVersion {
  if (versionId === undefined) {
    const version = versionWithStage(secret, stage ?? CURRENT);
    if (version === undefined) throw valueNotFound(`staging label: ${stage ?? CURRENT}`);
    return version;
  }
  const version = secret.versions.get(versionId);
  if (version === undefined) throw valueNotFound(`VersionId: ${versionId}`);
  if (stage !== undefined && !version.stages.has(stage))
    throw new AwsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  return version;
}

function valueNotFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${what}`);
}

function readValue(store: SecretStore, secret: Secret, version: SecretVersion): object {
  secret.lastAccessedOn = new Date(store.clock()).setUTCHours(0, 0, 0, 0);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...version.value,
    VersionStages: version.stages.size === 0 ? undefined : [...version.stages].sort(),
    CreatedDate: epochSeconds(version.createdAt),
  };
}
