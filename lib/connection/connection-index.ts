/** The fleet without its secrets: the non-secret fields that the store keeps beside each connection, to list by. */
import * as z from 'zod/mini';
import { DEFAULT_ENDPOINT, type EndpointName } from '../amazon/endpoints.ts';
import { member, readJson } from '../amazon/json.ts';
import { connectionSettingsSchema } from './settings.ts';

export interface IndexEntry {
  readonly connectionId: string;
  readonly endpoint: EndpointName;
  readonly testing: 'on' | 'paused';
  readonly clientSecretCreatedOn: string | null;
  readonly authorizedOn: string | null;
  /** When it was last saved, epoch milliseconds. */
  readonly savedAt: number;
}

/** The port for whoever must know the whole fleet; ordered as the store likes. Throws when the store cannot be read. */
export interface ConnectionIndex {
  all(): AsyncIterable<IndexEntry>;
}

const fields = connectionSettingsSchema.shape;

/** An absent or unreadable description is an entry with the defaults: its secret tells the rest when it is read. */
export function parseIndexEntry(connectionId: string, description: string | undefined, savedAt: number): IndexEntry {
  const json = readJson(description ?? '')?.value;
  const read = <Schema extends z.ZodMiniType>(schema: Schema, name: string): z.infer<Schema> | undefined => {
    const parsed = z.safeParse(schema, member(json, name) ?? undefined);
    return parsed.success ? parsed.data : undefined;
  };
  return {
    connectionId,
    endpoint: read(fields.endpoint, 'endpoint') ?? DEFAULT_ENDPOINT,
    testing: read(fields.testing, 'testing') ?? 'on',
    clientSecretCreatedOn: read(fields.clientSecretCreatedOn, 'clientSecretCreatedOn') ?? null,
    authorizedOn: read(fields.authorizedOn, 'authorizedOn') ?? null,
    savedAt,
  };
}
