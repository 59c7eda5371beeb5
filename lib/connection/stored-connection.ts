/**
 * The stored form of a connection: the JSON value of one secret (docs/storage.md). Readers ignore unknown keys, and a secret
 * made by hand with just the three LWA values is a connection; other key names are not guessed.
 */
import * as z from 'zod/mini';
import { member, readJson } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import type { NonSecretSettings } from './description.ts';
import {
  type ConnectionSettings,
  connectionSettingsSchema,
  type Setting,
  settingsInputOf,
  settingsOf,
} from './settings.ts';

export interface StoredConnection {
  readonly connectionId: string;
  /** The VersionId of the secret. */
  readonly version: string;
  readonly settings: ConnectionSettings;
  /** ISO 8601; null for a secret made by hand. */
  readonly createdAt: string | null;
  /** When these values were written, ISO 8601. */
  readonly updatedAt: string;
}

/** A secret that is no connection: what can be said of it all the same. */
export interface MalformedConnection {
  readonly connectionId: string;
  /** Null for a secret that never had a value. */
  readonly version: string | null;
  /** The settings that are missing or cannot be used, in the order in which a form shows them. */
  readonly missing: readonly Setting[];
  readonly settings: Omit<NonSecretSettings, 'lwaClientId'> & { readonly lwaClientId: string | null };
  readonly createdAt: string | null;
  /** Null for a secret that never had a value. */
  readonly updatedAt: string | null;
}

const fields = connectionSettingsSchema.shape;
const LWA_VALUES = ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'] as const;

export function parseStoredConnection(
  connectionId: string,
  version: string | null,
  secretString: string | undefined,
  /** When the version was made, which says enough of a secret made by hand. */
  versionCreatedAt: Date | undefined,
): Result<StoredConnection, MalformedConnection> {
  const stored = readJson(secretString ?? '')?.value;
  const value = <Schema extends z.ZodMiniType>(schema: Schema, name: string): z.infer<Schema> | undefined =>
    read(schema, stored, name).value;
  const lwaClientId = value(fields.lwaClientId, 'lwaClientId');
  const lwaClientSecret = value(fields.lwaClientSecret, 'lwaClientSecret');
  const lwaRefreshToken = value(fields.lwaRefreshToken, 'lwaRefreshToken');
  const createdAt = readTime(member(stored, 'createdAt'));
  const updatedAt = readTime(member(stored, 'updatedAt')) ?? versionCreatedAt?.toISOString() ?? null;
  const others = {
    endpoint: value(fields.endpoint, 'endpoint'),
    displayName: value(fields.displayName, 'displayName'),
    accountType: value(fields.accountType, 'accountType'),
    labels: value(fields.labels, 'labels'),
    expectFeeds: value(fields.expectFeeds, 'expectFeeds'),
    testing: value(fields.testing, 'testing'),
    clientSecretCreatedOn: value(fields.clientSecretCreatedOn, 'clientSecretCreatedOn'),
    authorizedOn: value(fields.authorizedOn, 'authorizedOn'),
  };
  const missing: Setting[] = [
    ...(read(fields.endpoint, stored, 'endpoint').usable ? [] : (['endpoint'] as const)),
    ...LWA_VALUES.filter((name) => value(fields[name], name) === undefined),
  ];
  if (version !== null && missing.length === 0 && lwaClientId && lwaClientSecret && lwaRefreshToken) {
    const settings = settingsOf({ ...others, lwaClientId, lwaClientSecret, lwaRefreshToken });
    return ok({ connectionId, version, settings, createdAt, updatedAt: updatedAt ?? new Date(0).toISOString() });
  }
  const {
    lwaClientSecret: _secret,
    lwaRefreshToken: _token,
    ...settings
  } = settingsOf({
    ...others,
    lwaClientId: '',
    lwaClientSecret: '',
    lwaRefreshToken: '',
  });
  return failed({
    connectionId,
    version,
    missing,
    settings: { ...settings, lwaClientId: lwaClientId ?? null },
    createdAt,
    updatedAt,
  });
}

/** The value of the secret. Optional fields without a value are left out, as in the input. */
export function serializeConnection(settings: ConnectionSettings, createdAt: string, updatedAt: string): string {
  return JSON.stringify({ schema: 1, ...settingsInputOf(settings), createdAt, updatedAt });
}

/** `usable` is false for a value that is there and wrong; an optional one may be missing, or null. */
function read<Schema extends z.ZodMiniType>(
  schema: Schema,
  stored: unknown,
  name: string,
): { readonly usable: boolean; readonly value: z.infer<Schema> | undefined } {
  const parsed = z.safeParse(schema, member(stored, name) ?? undefined);
  return { usable: parsed.success, value: parsed.data };
}

function readTime(value: unknown): string | null {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : null;
}
