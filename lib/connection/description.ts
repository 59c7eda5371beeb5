/**
 * The index of the fleet: the non-secret fields of a connection, as the description of its secret. Lists are made from it
 * without reading a secret. It names the version that it describes, so that a value changed by hand is noticed.
 */
import * as z from 'zod/mini';
import { ENDPOINT_NAMES } from '../amazon/endpoints.ts';
import { readJson } from '../json.ts';
import type { ConnectionSettings } from './settings.ts';

/** Secrets Manager takes 2,048 characters (API: UpdateSecret, Description). */
const LONGEST_DESCRIPTION = 2_048;

export type NonSecretSettings = Omit<ConnectionSettings, 'lwaClientSecret' | 'lwaRefreshToken'>;

/** Keyed digests of the two secrets: equal ones betray a value used twice, and nothing else. */
export interface Digests {
  readonly lwaClientSecret: string;
  readonly lwaRefreshToken: string;
}

export interface Description {
  readonly version: string;
  readonly settings: NonSecretSettings;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly digests: Digests;
}

/** When all does not fit (a client id may have 2,048 bytes), what the schedule needs stays, and lists read the secret. */
export function describe({ version, settings, createdAt, updatedAt, digests }: Description): string {
  const { endpoint, testing, clientSecretCreatedOn, authorizedOn } = settings;
  const whole = { schema: 1, version, ...pick(settings), createdAt, updatedAt, digests };
  const text = JSON.stringify(whole);
  if (text.length <= LONGEST_DESCRIPTION) return text;
  return JSON.stringify({ schema: 1, endpoint, testing, clientSecretCreatedOn, authorizedOn });
}

/** Named one by one: a spread would carry along whatever else the object holds. */
function pick(settings: NonSecretSettings): NonSecretSettings {
  const { endpoint, lwaClientId, displayName, accountType, labels, expectFeeds, testing } = settings;
  const { clientSecretCreatedOn, authorizedOn } = settings;
  return {
    endpoint,
    lwaClientId,
    displayName,
    accountType,
    labels,
    expectFeeds,
    testing,
    clientSecretCreatedOn,
    authorizedOn,
  };
}

const nullableText = z.nullable(z.string());

const schema = z.object({
  version: z.string(),
  endpoint: z.enum(ENDPOINT_NAMES),
  lwaClientId: z.string(),
  displayName: nullableText,
  accountType: z.nullable(z.enum(['seller', 'vendor'])),
  labels: z.record(z.string(), z.string()),
  expectFeeds: z.boolean(),
  testing: z.enum(['on', 'paused']),
  clientSecretCreatedOn: nullableText,
  authorizedOn: nullableText,
  createdAt: z.string(),
  updatedAt: z.string(),
  digests: z.object({ lwaClientSecret: z.string(), lwaRefreshToken: z.string() }),
});

/** Null when it is absent, unreadable or not whole: then the secret must be read. */
export function parseDescription(text: string | undefined): Description | null {
  const parsed = z.safeParse(schema, readJson(text ?? '')?.value);
  if (!parsed.success) return null;
  const { version, createdAt, updatedAt, digests, ...settings } = parsed.data;
  return { version, settings, createdAt, updatedAt, digests };
}
