import * as z from 'zod/mini';
import { epochSeconds, parseSecretInput, SecretId } from './members.ts';
import type { Secret } from './secret.ts';
import type { SecretStore } from './secret-store.ts';
import { tagList } from './tags.ts';

const DescribeSecretRequest = z.object({ SecretId });

/** Also of a secret marked for deletion: `DeletedDate` tells it. */
export function describeSecret(store: SecretStore, input: unknown): object {
  const secret = store.find(parseSecretInput(DescribeSecretRequest, input).SecretId);
  return { ...metadata(secret), VersionIdsToStages: stagesByVersion(secret) };
}

/** What DescribeSecret and ListSecrets tell alike. `DeletedDate` is the end of the recovery window (API_DescribeSecret). */
export function metadata(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description ?? undefined,
    KmsKeyId: secret.kmsKeyId ?? undefined,
    CreatedDate: epochSeconds(secret.createdAt),
    LastChangedDate: epochSeconds(secret.lastChangedAt),
    LastAccessedDate: epochSeconds(secret.lastAccessedOn),
    DeletedDate: epochSeconds(secret.deletedAt),
    Tags: tagList(secret),
  };
}

/** Version id → labels, of the versions that have one; undefined when there is none. */
export function stagesByVersion(secret: Secret): Record<string, string[]> | undefined {
  const labelled = [...secret.versions.values()].filter(({ stages }) => stages.size > 0);
  const entries = labelled.map(({ id, stages }) => [id, [...stages].sort()] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
