import { AwsError } from '../aws-error.ts';

/** One of the two, as it came: text, or base64 of the bytes. */
export type SecretValue = { readonly SecretString: string } | { readonly SecretBinary: string };

export interface SecretVersion {
  readonly id: string;
  readonly value: SecretValue;
  /** Epoch milliseconds, as all times here; the protocol tells them in seconds. */
  readonly createdAt: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  /** Order of creation, unique. */
  readonly sequence: number;
  readonly createdAt: number;
  lastChangedAt: number;
  /** Midnight UTC of the day on which the value was last read; null before. */
  lastAccessedOn: number | null;
  description: string | null;
  kmsKeyId: string | null;
  /** Null when the secret never had one: AWS then tells no list at all. */
  tags: Map<string, string> | null;
  readonly versions: Map<string, SecretVersion>;
  /** When a secret marked for deletion may go; null for a living one. */
  deletedAt: number | null;
}

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** Quota of versions; those without a label are removed only when they are a day old (user guide, "Secrets Manager quotas"). */
const MAX_VERSIONS = 100;
const VERSION_MIN_AGE_MS = 24 * 60 * 60 * 1000;

export function versionWithStage(secret: Secret, stage: string): SecretVersion | undefined {
  return [...secret.versions.values()].find((version) => version.stages.has(stage));
}

/** Attaches the label to the version and takes it from any other; whoever loses AWSCURRENT becomes AWSPREVIOUS. */
export function moveStage(secret: Secret, stage: string, version: SecretVersion): void {
  const holder = versionWithStage(secret, stage);
  if (holder === version) return;
  holder?.stages.delete(stage);
  version.stages.add(stage);
  if (stage === CURRENT && holder !== undefined) moveStage(secret, PREVIOUS, holder);
}

/**
 * A new version under the id that the caller's token gives it. The same token with the same value changes nothing; with
 * another one it is refused: that is what optimistic locking by derived tokens stands on.
 * Throws ResourceExistsException (token taken), LimitExceededException (100 versions within a day).
 */
export function addVersion(
  secret: Secret,
  version: { readonly id: string; readonly value: SecretValue; readonly stages: readonly string[] },
  now: number,
): SecretVersion {
  const existing = secret.versions.get(version.id);
  if (existing !== undefined) {
    if (sameValue(existing.value, version.value)) return existing;
    throw new AwsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  removeOutdated(secret, now);
  if (secret.versions.size >= MAX_VERSIONS)
    throw new AwsError('LimitExceededException', `You can't have more than ${MAX_VERSIONS} versions of a secret.`);
  const added: SecretVersion = { id: version.id, value: version.value, createdAt: now, stages: new Set() };
  secret.versions.set(added.id, added);
  for (const stage of version.stages) moveStage(secret, stage, added);
  secret.lastChangedAt = now;
  return added;
}

export function sameValue(one: SecretValue, other: SecretValue): boolean {
  if ('SecretString' in one) return 'SecretString' in other && one.SecretString === other.SecretString;
  return 'SecretBinary' in other && one.SecretBinary === other.SecretBinary;
}

function removeOutdated(secret: Secret, now: number): void {
  for (const version of secret.versions.values()) {
    if (secret.versions.size < MAX_VERSIONS) return;
    if (version.stages.size === 0 && now - version.createdAt >= VERSION_MIN_AGE_MS) secret.versions.delete(version.id);
  }
}
