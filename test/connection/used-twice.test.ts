import { expect, test } from 'vitest';
import type { IndexEntry } from '../../lib/connection/connection-index.ts';
import { settingsOf } from '../../lib/connection/settings.ts';
import { usedTwiceWarnings } from '../../lib/connection/used-twice.ts';

const code = 'used_by_another_connection';

function entry(connectionId: string, lwaClientId: string, clientSecret: string, refreshToken: string): IndexEntry {
  const {
    lwaClientSecret: _secret,
    lwaRefreshToken: _token,
    ...settings
  } = settingsOf({
    lwaClientId,
    lwaClientSecret: '',
    lwaRefreshToken: '',
  });
  const digests = { lwaClientSecret: clientSecret, lwaRefreshToken: refreshToken };
  return {
    connectionId,
    version: 'v1',
    description: { version: 'v1', settings, createdAt: '', updatedAt: '', digests },
    endpoint: 'na',
    testing: 'on',
    clientSecretCreatedOn: null,
    authorizedOn: null,
    savedAt: 0,
  };
}

const saved = {
  connectionId: 'acme',
  lwaClientId: 'client',
  digests: { lwaClientSecret: 'digest of secret', lwaRefreshToken: 'digest of token' },
};
const field = (name: string, detail: string) => ({ field: name, code, detail });

test.for([
  ['itself', entry('acme', 'other client', 'digest of secret', 'digest of token'), []],
  ['one that shares nothing', entry('acme-2', 'other client', 'x', 'y'), []],
  ['one of the same application, with its secret', entry('acme-2', 'client', 'digest of secret', 'y'), []],
  [
    'one of another application with the same secret',
    entry('acme-2', 'other client', 'digest of secret', 'y'),
    [field('lwaClientSecret', 'The client secret is also that of the connection acme-2, which has another client id.')],
  ],
  [
    'one with the same refresh token',
    entry('acme-2', 'client', 'x', 'digest of token'),
    [field('lwaRefreshToken', 'The refresh token is also that of the connection acme-2.')],
  ],
  ['one that cannot be read', { ...entry('acme-2', 'other client', 'digest of secret', 'y'), description: null }, []],
] as const)('beside %s', ([_what, other, warnings]) => {
  expect(usedTwiceWarnings(saved, [other])).toEqual(warnings);
});
