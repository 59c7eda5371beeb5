import { paginateListSecrets, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { asked } from '../aws/service-error.ts';
import { type ConnectionIndex, parseIndexEntry } from './connection-index.ts';
import { isConnectionId } from './input.ts';

const PAGE = 100;

export function secretsManagerIndex(client: SecretsManagerClient, prefix: string): ConnectionIndex {
  return {
    async *all() {
      const filters = [{ Key: 'name' as const, Values: [prefix] }];
      const pages = paginateListSecrets({ client, pageSize: PAGE }, { Filters: filters });
      while (true) {
        const { done, value: page } = await asked('secretsmanager:ListSecrets', pages.next());
        if (done) return;
        for (const secret of page.SecretList ?? []) {
          const connectionId = connectionIdIn(secret.Name, prefix);
          if (connectionId === null || secret.DeletedDate) continue;
          const savedAt = (secret.LastChangedDate ?? secret.CreatedDate)?.getTime() ?? 0;
          yield parseIndexEntry(connectionId, secret.Description, savedAt);
        }
      }
    },
  };
}

/** The name filter matches more than prefixes of ours; what is no connection id is somebody else's secret. */
function connectionIdIn(name: string | undefined, prefix: string): string | null {
  if (!name?.startsWith(prefix)) return null;
  const id = name.slice(prefix.length);
  return isConnectionId(id) ? id : null;
}
