import { expect, test } from 'vitest';
import {
  type Description,
  describe as describeConnection,
  parseDescription,
} from '../../lib/connection/description.ts';
import { settingsOf } from '../../lib/connection/settings.ts';

const { lwaClientSecret, lwaRefreshToken, ...settings } = settingsOf({
  endpoint: 'eu',
  lwaClientId: 'client',
  lwaClientSecret: 'secret',
  lwaRefreshToken: 'refresh',
  displayName: 'Acme',
  accountType: 'vendor',
  labels: { team: 'emea' },
  expectFeeds: false,
  testing: 'paused',
  clientSecretCreatedOn: '2026-09-01',
  authorizedOn: '2026-06-01',
});
const description: Description = {
  version: 'v1',
  settings,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-02-01T00:00:00.000Z',
  digests: { lwaClientSecret: 'one', lwaRefreshToken: 'other' },
};
/** With a client id of so many characters that the whole has this length. */
function ofLength(length: number): Description {
  const missing = length - describeConnection(description).length;
  return { ...description, settings: { ...settings, lwaClientId: `client${'x'.repeat(missing)}` } };
}

test('a description is read as it was written', () => {
  expect(parseDescription(describeConnection(description))).toEqual(description);
});

test('it holds no secret, even when it is given one', () => {
  const careless = { ...description, settings: { ...settings, lwaClientSecret, lwaRefreshToken, extra: 'extra' } };
  expect(JSON.parse(describeConnection(careless))).toEqual(JSON.parse(describeConnection(description)));
});

test('up to 2,048 characters it is whole; beyond, what the schedule needs stays, and the secret must be read', () => {
  expect(describeConnection(ofLength(2_048))).toHaveLength(2_048);
  const short = describeConnection(ofLength(2_049));
  expect(JSON.parse(short)).toEqual({
    schema: 1,
    endpoint: 'eu',
    testing: 'paused',
    clientSecretCreatedOn: '2026-09-01',
    authorizedOn: '2026-06-01',
  });
  expect(parseDescription(short)).toBeNull();
});

test.for([undefined, '', 'a text of somebody', '[]', '{}', JSON.stringify({ ...description, version: 1 })])(
  '%j is none',
  (text) => {
    expect(parseDescription(text)).toBeNull();
  },
);

test.for(Object.keys(JSON.parse(describeConnection(description))).filter((key) => key !== 'schema'))(
  'without its %s it is none',
  (key) => {
    const { [key]: _gone, ...rest } = JSON.parse(describeConnection(description));
    expect(parseDescription(JSON.stringify(rest))).toBeNull();
  },
);
