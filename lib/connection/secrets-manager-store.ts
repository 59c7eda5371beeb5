import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { v5 as uuid } from 'uuid';
import { AwsServiceError, asked } from '../aws/service-error.ts';
import { failed, ok, type Result } from '../result.ts';
import type { Secret } from '../secret.ts';
import type { StorageUnavailable } from './connection-reader.ts';
import type { ConnectionStore, Existence, WriteFailure, Written } from './connection-store.ts';
import { describe } from './description.ts';
import { digestOf } from './digest.ts';
import { secretsManagerReader } from './secrets-manager-reader.ts';
import { serializeConnection } from './stored-connection.ts';

export interface StoreOptions {
  readonly prefix: string;
  readonly stage: string;
}

/** No save takes as long from its first look at the connection; clocks that differ are allowed for. */
const LONGEST_SAVE_MS = 60_000;

/** Any fixed UUID: it keeps our request tokens apart from those that others derive from the same texts. */
const TOKEN_NAMESPACE = '0c7c2f4e-3d0a-4c36-8f0d-6a6a0b1b9a55';

/** Connections as secrets (docs/storage.md). Every change is one call: value and description change together or not at all. */
export function secretsManagerStore(client: SecretsManagerClient, { prefix, stage }: StoreOptions): ConnectionStore {
  const nameOf = (connectionId: string) => `${prefix}${connectionId}`;
  const tags = [
    { Key: 'managed-by', Value: 'selling-partner-connections' },
    { Key: 'stage', Value: stage },
  ];

  const digest = (value: Secret) => digestOf(value, prefix);

  /** The request token becomes the version, so the description can name the version that it belongs to. */
  function contentOf(version: string, { settings, createdAt, updatedAt }: Written) {
    const digests = {
      lwaClientSecret: digest(settings.lwaClientSecret),
      lwaRefreshToken: digest(settings.lwaRefreshToken),
    };
    return {
      ClientRequestToken: version,
      SecretString: serializeConnection(settings, createdAt, updatedAt),
      Description: describe({ version, settings, createdAt, updatedAt, digests }),
    };
  }

  async function existence(connectionId: string): Promise<Result<Existence | null, StorageUnavailable>> {
    try {
      const command = new DescribeSecretCommand({ SecretId: nameOf(connectionId) });
      const secret = await asked('secretsmanager:DescribeSecret', client.send(command));
      const current = Object.entries(secret.VersionIdsToStages ?? {}).find(([, stages]) =>
        stages.includes('AWSCURRENT'),
      );
      return ok({ version: current?.[0] ?? null, deletionDate: secret.DeletedDate?.toISOString() ?? null });
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      return error.reason === 'ResourceNotFoundException' ? ok(null) : failed(unavailable(error));
    }
  }

  /** Two causes have one error in Secrets Manager; what the secret is now tells them apart. */
  async function conflict(connectionId: string): Promise<WriteFailure> {
    const now = await existence(connectionId);
    if (!now.ok) return now.failure;
    return { kind: now.value?.deletionDate ? 'connection_pending_deletion' : 'version_conflict' };
  }

  async function attempt<Value>(
    connectionId: string,
    write: () => Promise<Value>,
  ): Promise<Result<Value, WriteFailure>> {
    try {
      return ok(await write());
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      switch (error.reason) {
        case 'ResourceExistsException':
        case 'InvalidRequestException':
          return failed(await conflict(connectionId));
        case 'ResourceNotFoundException':
          return failed({ kind: 'connection_not_found' });
        default:
          return failed(unavailable(error));
      }
    }
  }

  /** Writes value and description, and answers the version that they are. */
  async function save(
    connectionId: string,
    { ClientRequestToken: version, SecretString }: ReturnType<typeof contentOf>,
    write: () => Promise<unknown>,
  ): Promise<Result<string, WriteFailure>> {
    const written = await attempt(connectionId, write);
    if (written.ok) return ok(version);
    if (written.failure.kind !== 'version_conflict') return written;
    // When an answer is lost the SDK sends the same again, and Secrets Manager may refuse that as the use of a version that
    // exists (API: UpdateSecret). What is stored tells whether it is another's, or to the letter what we sent.
    const command = new GetSecretValueCommand({ SecretId: nameOf(connectionId), VersionStage: 'AWSCURRENT' });
    const now = await attempt(connectionId, () => asked('secretsmanager:GetSecretValue', client.send(command)));
    const isOurs = now.ok && now.value.VersionId === version && now.value.SecretString === SecretString;
    return isOurs ? ok(version) : written;
  }

  /**
   * Whether a version is no rival's, but was there before we began: one that once followed, before somebody brought the
   * version before it back by hand.
   */
  async function isLeftBehind(connectionId: string, version: string, updatedAt: string): Promise<boolean> {
    const command = new GetSecretValueCommand({ SecretId: nameOf(connectionId), VersionId: version });
    const found = await attempt(connectionId, () => asked('secretsmanager:GetSecretValue', client.send(command)));
    if (!found.ok || !found.value.CreatedDate || found.value.VersionStages?.includes('AWSCURRENT')) return false;
    return found.value.CreatedDate.getTime() < Date.parse(updatedAt) - LONGEST_SAVE_MS;
  }

  return {
    ...secretsManagerReader(client, prefix),
    existence,
    digest,

    create(connectionId, written) {
      // A random version: one derived from the id would come again when the id is used again.
      const content = contentOf(randomUUID(), written);
      const command = new CreateSecretCommand({ Name: nameOf(connectionId), Tags: tags, ...content });
      return save(connectionId, content, () => asked('secretsmanager:CreateSecret', client.send(command)));
    },

    async replace(connectionId, fromVersion, written) {
      // Two writers from one version ask for the same new version with different content: Secrets Manager refuses the second.
      let version = uuid(`${connectionId} ${fromVersion}`, TOKEN_NAMESPACE);
      for (;;) {
        const content = contentOf(version, written);
        const command = new UpdateSecretCommand({ SecretId: nameOf(connectionId), ...content });
        const replaced = await save(connectionId, content, () =>
          asked('secretsmanager:UpdateSecret', client.send(command)),
        );
        if (replaced.ok || replaced.failure.kind !== 'version_conflict') return replaced;
        if (!(await isLeftBehind(connectionId, version, written.updatedAt))) return replaced;
        version = uuid(`${connectionId} ${fromVersion} ${version}`, TOKEN_NAMESPACE);
      }
    },

    async delete(connectionId, recoveryDays) {
      const deleted = await attempt(connectionId, async () => {
        const command = new DeleteSecretCommand({ SecretId: nameOf(connectionId), RecoveryWindowInDays: recoveryDays });
        const { DeletionDate } = await asked('secretsmanager:DeleteSecret', client.send(command));
        return (DeletionDate ?? new Date(0)).toISOString();
      });
      if (deleted.ok || deleted.failure.kind !== 'connection_pending_deletion') return deleted;
      // The answer to a first try may have been lost; whoever deleted it, it goes.
      const now = await existence(connectionId);
      return now.ok && now.value?.deletionDate ? ok(now.value.deletionDate) : deleted;
    },

    restore: (connectionId) =>
      attempt(connectionId, async () => {
        const command = new RestoreSecretCommand({ SecretId: nameOf(connectionId) });
        await asked('secretsmanager:RestoreSecret', client.send(command));
        return null;
      }),
  };
}

function unavailable(error: AwsServiceError): StorageUnavailable {
  return { kind: 'storage_unavailable', action: error.action, reason: error.reason };
}
