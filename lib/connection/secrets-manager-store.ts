import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { v5 as uuid } from 'uuid';
import { AwsServiceError, asked } from '../aws/service-error.ts';
import { failed, ok, type Result } from '../result.ts';
import type { StorageUnavailable } from './connection-reader.ts';
import type { ConnectionStore, Existence, WriteFailure, Written } from './connection-store.ts';
import { describe } from './description.ts';
import { digestsOf } from './digest.ts';
import { secretsManagerReader } from './secrets-manager-reader.ts';
import { serializeConnection } from './stored-connection.ts';

export interface StoreOptions {
  readonly prefix: string;
  readonly stage: string;
}

/** Any fixed UUID: it keeps our request tokens apart from those that others derive from the same texts. */
const TOKEN_NAMESPACE = '0c7c2f4e-3d0a-4c36-8f0d-6a6a0b1b9a55';

/** Connections as secrets (docs/storage.md). Every change is one call: value and description change together or not at all. */
export function secretsManagerStore(client: SecretsManagerClient, { prefix, stage }: StoreOptions): ConnectionStore {
  const nameOf = (connectionId: string) => `${prefix}${connectionId}`;
  const tags = [
    { Key: 'managed-by', Value: 'selling-partner-connections' },
    { Key: 'stage', Value: stage },
  ];

  /** The request token becomes the version, so the description can name the version that it belongs to. */
  function contentOf(version: string, { settings, createdAt, updatedAt }: Written) {
    return {
      ClientRequestToken: version,
      SecretString: serializeConnection(settings, createdAt, updatedAt),
      Description: describe({ version, settings, createdAt, updatedAt, digests: digestsOf(settings, prefix) }),
    };
  }

  async function existence(connectionId: string): Promise<Result<Existence | null, StorageUnavailable>> {
    try {
      const command = new DescribeSecretCommand({ SecretId: nameOf(connectionId) });
      const secret = await asked('secretsmanager:DescribeSecret', client.send(command));
      const current = Object.entries(secret.VersionIdsToStages ?? {}).find(([, stages]) =>
        stages.includes('AWSCURRENT'),
      );
      return ok({ version: current?.[0] ?? null, pendingDeletion: secret.DeletedDate !== undefined });
    } catch (error) {
      if (!(error instanceof AwsServiceError)) throw error;
      return error.reason === 'ResourceNotFoundException' ? ok(null) : failed(unavailable(error));
    }
  }

  /** Two causes have one error in Secrets Manager; what the secret is now tells them apart. */
  async function conflict(connectionId: string): Promise<WriteFailure> {
    const now = await existence(connectionId);
    if (!now.ok) return now.failure;
    return { kind: now.value?.pendingDeletion ? 'connection_pending_deletion' : 'version_conflict' };
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

  return {
    ...secretsManagerReader(client, prefix),
    existence,
    digests: (settings) => digestsOf(settings, prefix),

    create: (connectionId, content) =>
      attempt(connectionId, async () => {
        // A random version: one derived from the id would come again when the id is used again.
        const version = randomUUID();
        const command = new CreateSecretCommand({
          Name: nameOf(connectionId),
          Tags: tags,
          ...contentOf(version, content),
        });
        await asked('secretsmanager:CreateSecret', client.send(command));
        return version;
      }),

    replace: (connectionId, fromVersion, content) =>
      attempt(connectionId, async () => {
        // Two writers from one version ask for the same new version with different content: Secrets Manager refuses the second.
        const version = uuid(`${connectionId} ${fromVersion}`, TOKEN_NAMESPACE);
        const command = new UpdateSecretCommand({ SecretId: nameOf(connectionId), ...contentOf(version, content) });
        await asked('secretsmanager:UpdateSecret', client.send(command));
        return version;
      }),

    delete: (connectionId, recoveryDays) =>
      attempt(connectionId, async () => {
        const command = new DeleteSecretCommand({ SecretId: nameOf(connectionId), RecoveryWindowInDays: recoveryDays });
        const { DeletionDate } = await asked('secretsmanager:DeleteSecret', client.send(command));
        return (DeletionDate ?? new Date(0)).toISOString();
      }),

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
