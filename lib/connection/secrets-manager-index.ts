import {
  ListSecretsCommand,
  type ListSecretsCommandInput,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AwsServiceError, asked } from '../aws/service-error.ts';
import { failed, ok } from '../result.ts';
import { isConnectionId } from './connection-id.ts';
import { type IndexEntry, type IndexPage, indexEntry, type RecentIndex } from './connection-index.ts';

/** The most that ListSecrets gives a call. */
const PAGE = 100;

/** What ListSecrets says to a token that has expired, or was never one of its own. */
const REFUSED_PLACES: ReadonlySet<string> = new Set([
  'InvalidNextTokenException',
  'InvalidParameterException',
  'ValidationException',
]);

export function secretsManagerIndex(client: SecretsManagerClient, prefix: string): RecentIndex {
  async function list(query: ListSecretsCommandInput): Promise<IndexPage> {
    const command = new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [prefix] }], ...query });
    const answer = await asked('secretsmanager:ListSecrets', client.send(command));
    const entries = (answer.SecretList ?? []).flatMap((secret) => entryOf(secret, prefix) ?? []);
    return { entries, next: answer.NextToken ?? null };
  }

  function page(limit: number, from: string | null): Promise<IndexPage> {
    const place = from === null ? {} : { NextToken: from };
    return list({ SortBy: 'name', SortOrder: 'asc', MaxResults: limit, ...place });
  }

  return {
    async *all() {
      let from: string | null = null;
      do {
        const { entries, next } = await page(PAGE, from);
        yield* entries;
        from = next;
      } while (from !== null);
    },

    async recent() {
      const { entries } = await list({ SortBy: 'last-changed-date', SortOrder: 'desc', MaxResults: PAGE });
      return entries;
    },

    async page({ limit, from }) {
      try {
        return ok(await page(limit, from));
      } catch (error) {
        if (from !== null && error instanceof AwsServiceError && REFUSED_PLACES.has(error.reason)) {
          return failed('unknown_place');
        }
        throw error;
      }
    },
  };
}

/** The name filter matches more than prefixes of ours; what is no connection id is somebody else's secret. */
function entryOf(secret: SecretListEntry, prefix: string): IndexEntry | null {
  if (secret.DeletedDate || !secret.Name?.startsWith(prefix)) return null;
  const connectionId = secret.Name.slice(prefix.length);
  if (!isConnectionId(connectionId)) return null;
  const current = Object.entries(secret.SecretVersionsToStages ?? {}).find(([, stages]) =>
    stages.includes('AWSCURRENT'),
  );
  const savedAt = (secret.LastChangedDate ?? secret.CreatedDate)?.getTime() ?? 0;
  return indexEntry(connectionId, { version: current?.[0] ?? null, text: secret.Description, savedAt });
}
