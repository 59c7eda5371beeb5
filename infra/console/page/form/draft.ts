/** What stands in the form, and what is sent of it. */
import type { Connection, EndpointName } from '../api/shapes.ts';

export interface Draft {
  readonly connectionId: string;
  readonly endpoint: EndpointName;
  readonly lwaClientId: string;
  /** Empty while a connection is changed: the stored value stays. */
  readonly lwaClientSecret: string;
  readonly lwaRefreshToken: string;
  readonly displayName: string;
  readonly accountType: '' | 'seller' | 'vendor';
  readonly expectFeeds: boolean;
  readonly testing: 'on' | 'paused';
  /** One `key=value` in a line, as `readLabels` reads it. */
  readonly labels: string;
  /** `YYYY-MM-DD`, or empty. */
  readonly clientSecretCreatedOn: string;
  readonly authorizedOn: string;
}

export type Field = keyof Draft;

/** What a test depends on: when one of these is changed, an earlier test says nothing of the draft. */
export const TESTED_FIELDS: readonly Field[] = [
  'endpoint',
  'lwaClientId',
  'lwaClientSecret',
  'lwaRefreshToken',
  'accountType',
  'expectFeeds',
];

export const EMPTY_DRAFT: Draft = {
  connectionId: '',
  endpoint: 'na',
  lwaClientId: '',
  lwaClientSecret: '',
  lwaRefreshToken: '',
  displayName: '',
  accountType: '',
  expectFeeds: true,
  testing: 'on',
  labels: '',
  clientSecretCreatedOn: '',
  authorizedOn: '',
};

export function draftOf(connection: Connection): Draft {
  return {
    ...EMPTY_DRAFT,
    connectionId: connection.connectionId,
    endpoint: connection.endpoint ?? EMPTY_DRAFT.endpoint,
    lwaClientId: connection.lwaClientId ?? '',
    displayName: connection.displayName ?? '',
    accountType: connection.accountType ?? '',
    expectFeeds: connection.expectFeeds,
    testing: connection.testing,
    labels: labelLines(connection.labels),
    clientSecretCreatedOn: connection.clientSecretCreatedOn ?? '',
    authorizedOn: connection.authorizedOn ?? '',
  };
}

export function hasAllLwaValues({ lwaClientId, lwaClientSecret, lwaRefreshToken }: Draft): boolean {
  return [lwaClientId, lwaClientSecret, lwaRefreshToken].every((value) => value.trim() !== '');
}

/** ConnectionSettings: all of it, without what is empty. */
export function settingsBody(draft: Draft): Record<string, unknown> {
  const { connectionId: _, ...settings } = fieldsOf(draft);
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}

/** The merge patch (RFC 7396) that makes of the stored values those of the draft: only what differs, null for what goes. */
export function patchBody(draft: Draft, stored: Draft): Record<string, unknown> {
  const before = fieldsOf(stored);
  const patch = Object.entries(fieldsOf(draft)).filter(([field, value]) => {
    return JSON.stringify(value) !== JSON.stringify(Reflect.get(before, field));
  });
  return Object.fromEntries(
    patch.map(([field, value]) => [field, field === 'labels' ? labelsPatch(before.labels, draft) : value]),
  );
}

function labelsPatch(before: Readonly<Record<string, string>>, draft: Draft): Record<string, string | null> {
  const gone = Object.fromEntries(Object.keys(before).map((key) => [key, null]));
  return { ...gone, ...readLabels(draft.labels) };
}

function fieldsOf(draft: Draft) {
  return {
    connectionId: draft.connectionId.trim(),
    endpoint: draft.endpoint,
    lwaClientId: draft.lwaClientId.trim() || null,
    lwaClientSecret: draft.lwaClientSecret.trim() || null,
    lwaRefreshToken: draft.lwaRefreshToken.trim() || null,
    displayName: draft.displayName.trim() || null,
    accountType: draft.accountType || null,
    labels: readLabels(draft.labels),
    expectFeeds: draft.expectFeeds,
    testing: draft.testing,
    clientSecretCreatedOn: draft.clientSecretCreatedOn || null,
    authorizedOn: draft.authorizedOn || null,
  };
}

/** A line without `=` is a label without a value; in a key, `\=` is an equals sign and `\\` a backslash. */
export function readLabels(lines: string): Record<string, string> {
  const pairs = lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const key = KEY.exec(line)?.[0] ?? '';
      return [key.replaceAll(/\\([\\=])/g, '$1').trim(), line.slice(key.length + 1).trim()];
    });
  return Object.fromEntries(pairs);
}

/** Up to the first `=` that is no part of the key. */
const KEY = /^(?:\\[\\=]|[^=])*/;

function labelLines(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key.replaceAll(/[\\=]/g, '\\$&')}=${value}`)
    .join('\n');
}
