import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AwsServiceError, asked } from '../aws/service-error.ts';
import { failed } from '../result.ts';
import type { ConnectionReader, ReadConnection, ReadFailure } from './connection-reader.ts';
import { parseStoredConnection } from './stored-connection.ts';

/** Connections as secrets named `${prefix}${connectionId}` (docs/storage.md). */
export function secretsManagerReader(client: SecretsManagerClient, prefix: string): ConnectionReader {
  return {
    async read(connectionId): Promise<ReadConnection> {
      try {
        // Always the name: a partial ARN that ends like a random suffix is misread. Always the stage: it is what we mean.
        const command = new GetSecretValueCommand({ SecretId: `${prefix}${connectionId}`, VersionStage: 'AWSCURRENT' });
        const secret = await asked('secretsmanager:GetSecretValue', client.send(command));
        const parsed = parseStoredConnection(
          connectionId,
          secret.VersionId ?? null,
          secret.SecretString,
          secret.CreatedDate,
        );
        return parsed.ok ? parsed : failed({ kind: 'connection_malformed', ...parsed.failure });
      } catch (error) {
        return failed(readFailure(connectionId, error));
      }
    },
  };
}

function readFailure(connectionId: string, error: unknown): ReadFailure {
  if (!(error instanceof AwsServiceError)) throw error;
  switch (error.reason) {
    case 'ResourceNotFoundException':
      return saysThereIsNoValue(error.cause) ? withoutValue(connectionId) : { kind: 'connection_not_found' };
    case 'InvalidRequestException':
      return { kind: 'connection_pending_deletion' };
    default:
      return { kind: 'storage_unavailable', action: error.action, reason: error.reason };
  }
}

function withoutValue(connectionId: string): ReadFailure {
  const parsed = parseStoredConnection(connectionId, null, undefined, undefined);
  return parsed.ok ? { kind: 'connection_not_found' } : { kind: 'connection_malformed', ...parsed.failure };
}

/** A secret without a value has no version with the stage, and Secrets Manager says so in these words. */
function saysThereIsNoValue(cause: unknown): boolean {
  return cause instanceof Error && cause.message.includes('staging label');
}
