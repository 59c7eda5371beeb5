/**
 * The stored form of a connection: the JSON value of one secret (docs/storage.md). Readers ignore unknown keys, and a secret
 * made by hand with just the three LWA values is a connection; other key names are not guessed.
 */
import * as z from 'zod/mini';
import { DEFAULT_ENDPOINT, type EndpointName } from '../amazon/endpoints.ts';
import { member, readJson } from '../amazon/json.ts';
import { failed, ok, type Result } from '../result.ts';
import { type ConnectionSettings, connectionSettingsSchema, type Setting, settingsOf } from './settings.ts';

export interface StoredConnection {
  readonly connectionId: string;
  /** The VersionId of the secret. */
  readonly version: string;
  readonly settings: ConnectionSettings;
  /** ISO 8601; null for a secret made by hand. */
  readonly createdAt: string | null;
}

/** A secret that is no connection: what can be said of it all the same. */
export interface MalformedConnection {
  readonly connectionId: string;
  /** Null for a secret that never had a value. */
  readonly version: string | null;
  /** The settings that are missing or cannot be used, in the order in which a form shows them. */
  readonly missing: readonly Setting[];
  readonly endpoint: EndpointName;
}

const fields = connectionSettingsSchema.shape;
const LWA_VALUES = ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'] as const;

export function parseStoredConnection(
  connectionId: string,
  version: string | null,
  secretString: string | undefined,
): Result<StoredConnection, MalformedConnection> {
  const stored = readJson(secretString ?? '')?.value;
  const endpoint = read(fields.endpoint, stored, 'endpoint');
  const missing: Setting[] = [
    ...(endpoint.usable ? [] : (['endpoint'] as const)),
    ...LWA_VALUES.filter((name) => read(fields[name], stored, name).value === undefined),
  ];
  const lwaClientId = read(fields.lwaClientId, stored, 'lwaClientId').value;
  const lwaClientSecret = read(fields.lwaClientSecret, stored, 'lwaClientSecret').value;
  const lwaRefreshToken = read(fields.lwaRefreshToken, stored, 'lwaRefreshToken').value;
  if (
    version === null ||
    missing.length > 0 ||
    lwaClientId === undefined ||
    lwaClientSecret === undefined ||
    lwaRefreshToken === undefined
  ) {
    return failed({ connectionId, version, missing, endpoint: endpoint.value ?? DEFAULT_ENDPOINT });
  }
  const settings = settingsOf({
    endpoint: endpoint.value,
    lwaClientId,
    lwaClientSecret,
    lwaRefreshToken,
    displayName: read(fields.displayName, stored, 'displayName').value,
    accountType: read(fields.accountType, stored, 'accountType').value,
    labels: read(fields.labels, stored, 'labels').value,
    expectFeeds: read(fields.expectFeeds, stored, 'expectFeeds').value,
    testing: read(fields.testing, stored, 'testing').value,
    clientSecretCreatedOn: read(fields.clientSecretCreatedOn, stored, 'clientSecretCreatedOn').value,
    authorizedOn: read(fields.authorizedOn, stored, 'authorizedOn').value,
  });
  return ok({ connectionId, version, settings, createdAt: readTime(member(stored, 'createdAt')) });
}

export function emptyConnection(connectionId: string): MalformedConnection {
  return { connectionId, version: null, missing: LWA_VALUES, endpoint: DEFAULT_ENDPOINT };
}

/** `usable` is false for a value that is there and wrong. */
function read<Schema extends z.ZodMiniType>(
  schema: Schema,
  stored: unknown,
  name: string,
): { readonly usable: boolean; readonly value: z.infer<Schema> | undefined } {
  const value = member(stored, name);
  const parsed = z.safeParse(schema, value ?? undefined);
  return parsed.success
    ? { usable: true, value: parsed.data }
    : { usable: value === undefined || value === null, value: undefined };
}

function readTime(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null;
}
