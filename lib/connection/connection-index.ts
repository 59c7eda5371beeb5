/** The fleet without its secrets: what the store keeps beside each connection, to list by. */
import * as z from 'zod/mini';
import { DEFAULT_ENDPOINT, type EndpointName } from '../amazon/endpoints.ts';
import { member, readJson } from '../json.ts';
import type { Result } from '../result.ts';
import { type Description, parseDescription } from './description.ts';
import { connectionSettingsSchema } from './settings.ts';

export interface IndexEntry {
  readonly connectionId: string;
  readonly version: string | null;
  /** Null when it is absent, unreadable, not whole, or of another version: then only the secret tells. */
  readonly description: Description | null;
  /** What the schedule needs, with the defaults where nothing can be read. */
  readonly endpoint: EndpointName;
  readonly testing: 'on' | 'paused';
  readonly clientSecretCreatedOn: string | null;
  readonly authorizedOn: string | null;
  /** When it was last saved, epoch milliseconds. */
  readonly savedAt: number;
}

export interface IndexPage {
  readonly entries: readonly IndexEntry[];
  /** Where the next page starts; null at the end. */
  readonly next: string | null;
}

/** The port for whoever must know the fleet. Connections pending deletion are left out. Throws when the store cannot be read. */
export interface ConnectionIndex {
  /** In any order. */
  all(): AsyncIterable<IndexEntry>;
  /** Ordered by id. A `from` that the store does not know (any more) is a failure. */
  page(query: { readonly limit: number; readonly from: string | null }): Promise<Result<IndexPage, 'unknown_place'>>;
}

/** The index for those who change the fleet. */
export interface RecentIndex extends ConnectionIndex {
  /** The hundred that were changed last: one look at what is being worked on. */
  recent(): Promise<readonly IndexEntry[]>;
}

const fields = connectionSettingsSchema.shape;

export function indexEntry(
  connectionId: string,
  {
    version,
    text,
    savedAt,
  }: { readonly version: string | null; readonly text: string | undefined; readonly savedAt: number },
): IndexEntry {
  const description = parseDescription(text);
  const json = readJson(text ?? '')?.value;
  const read = <Schema extends z.ZodMiniType>(schema: Schema, name: string): z.infer<Schema> | undefined => {
    const parsed = z.safeParse(schema, member(json, name) ?? undefined);
    return parsed.success ? parsed.data : undefined;
  };
  return {
    connectionId,
    version,
    description: description && description.version === version ? description : null,
    endpoint: read(fields.endpoint, 'endpoint') ?? DEFAULT_ENDPOINT,
    testing: read(fields.testing, 'testing') ?? 'on',
    clientSecretCreatedOn: read(fields.clientSecretCreatedOn, 'clientSecretCreatedOn') ?? null,
    authorizedOn: read(fields.authorizedOn, 'authorizedOn') ?? null,
    savedAt,
  };
}
