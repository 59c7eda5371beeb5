import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexEntry } from '../../lib/connection/connection-index.ts';
import { describe as describeConnection } from '../../lib/connection/description.ts';
import { settingsOf } from '../../lib/connection/settings.ts';

const SAVED_AT = Date.parse('2026-11-23T10:00:00.000Z');
const settings = settingsOf({
  endpoint: 'fe',
  lwaClientId: 'id',
  lwaClientSecret: 'very-secret',
  lwaRefreshToken: 'Atzr|token',
  displayName: 'Acme',
  testing: 'paused',
  clientSecretCreatedOn: '2026-09-01',
  authorizedOn: '2026-09-02',
});
const description = {
  version: 'v1',
  settings,
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-02T00:00:00.000Z',
  digests: { lwaClientSecret: 'd1', lwaRefreshToken: 'd2' },
};
const entryOf = (text: string | undefined, version: string | null = 'v1') =>
  indexEntry('acme', { version, text, savedAt: SAVED_AT });

const NOTHING_KNOWN = {
  connectionId: 'acme',
  description: null,
  endpoint: 'na',
  testing: 'on',
  clientSecretCreatedOn: null,
  authorizedOn: null,
  savedAt: SAVED_AT,
};

describe('the index entry of a connection', () => {
  test('is what its description says', () => {
    const entry = entryOf(describeConnection(description));

    expect(entry).toMatchObject({
      connectionId: 'acme',
      version: 'v1',
      endpoint: 'fe',
      testing: 'paused',
      clientSecretCreatedOn: '2026-09-01',
      authorizedOn: '2026-09-02',
      savedAt: SAVED_AT,
    });
    expect(entry.description).toMatchObject({
      version: 'v1',
      createdAt: '2026-11-01T00:00:00.000Z',
      settings: { displayName: 'Acme' },
    });
  });

  test('holds no secret', () => {
    expect(describeConnection(description)).not.toMatch(/very-secret|Atzr/);
  });

  test.for([undefined, '', 'Credentials of Acme, ask Eve', 'null', '7', '[]', '{', '{"endpoint":"mars","testing":7}'])(
    'without a readable description (%j) has the defaults',
    (text) => {
      expect(entryOf(text)).toEqual({ ...NOTHING_KNOWN, version: 'v1' });
    },
  );

  test('keeps what can be read of a description that is not whole', () => {
    const partial = JSON.stringify({
      endpoint: 'eu',
      testing: 'paused',
      clientSecretCreatedOn: '2026-02-30',
      authorizedOn: '2026-09-02',
    });

    expect(entryOf(partial)).toEqual({
      ...NOTHING_KNOWN,
      version: 'v1',
      endpoint: 'eu',
      testing: 'paused',
      authorizedOn: '2026-09-02',
    });
  });

  test.for(['v2', null])('does not believe the description of another version than %s', (version) => {
    expect(entryOf(describeConnection(description), version).description).toBeNull();
  });

  test('fits into a description, or leaves to the secret what does not', () => {
    const long = { ...description, settings: { ...settings, lwaClientId: 'i'.repeat(2_048) } };
    const text = describeConnection(long);

    expect(text.length).toBeLessThanOrEqual(2_048);
    expect(entryOf(text)).toMatchObject({
      description: null,
      endpoint: 'fe',
      testing: 'paused',
      authorizedOn: '2026-09-02',
    });
  });

  test('can be made of any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(entryOf(text).connectionId).toBe('acme');
      }),
    );
  });
});
