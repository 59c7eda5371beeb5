import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../lib/connection/settings.ts';
import { settingsWarnings } from '../../lib/connection/warnings.ts';

const HEX_32 = '0123456789abcdef0123456789abcdef';
const HEX_64 = HEX_32 + HEX_32;
const RIGHT = {
  lwaClientId: `amzn1.application-oa2-client.${HEX_32}`,
  lwaClientSecret: `amzn1.oa2-cs.v1.${HEX_64}`,
  lwaRefreshToken: 'Atzr|IwEBIJ-+/=',
};
type Field = keyof typeof RIGHT;

const codes = (values: Partial<typeof RIGHT>) =>
  settingsWarnings(settingsOf({ ...RIGHT, ...values })).map(({ field, code }) => `${field} ${code}`);

describe('values of the known shapes', () => {
  test('are not warned of', () => {
    expect(codes({})).toEqual([]);
  });

  test.for([HEX_64, HEX_64.toUpperCase()])('so is a client secret of before 2023: %s', (lwaClientSecret) => {
    expect(codes({ lwaClientSecret })).toEqual([]);
  });
});

/** Facts, section 2: shapes and sizes. */
const LOOK_ALIKES = [
  [RIGHT.lwaClientId, 'client_id'],
  [`amzn1.sp.solution.${HEX_32}`, 'application_id'],
  [`amzn1.sellerapps.app.${HEX_32}`, 'application_id'],
  [`amzn1.application.${HEX_32}`, 'application_id'],
  [RIGHT.lwaClientSecret, 'client_secret'],
  [HEX_64, 'client_secret'],
  [RIGHT.lwaRefreshToken, 'refresh_token'],
  ['Atza|IwEB', 'access_token'],
  ['Atz.sprdt|IwEB', 'restricted_data_token'],
] as const;

const OWN = { lwaClientId: 'client_id', lwaClientSecret: 'client_secret', lwaRefreshToken: 'refresh_token' };

describe.each(Object.entries(OWN) as [Field, string][])('%s', (field, own) => {
  test.for(LOOK_ALIKES)('%s looks like a %s', ([value, kind]) => {
    expect(codes({ [field]: value })).toEqual(kind === own ? [] : [`${field} looks_like_${kind}`]);
  });

  test.for(['something', HEX_32, 'atzr|lower-case', 'AMZN1.OA2-CS.V1.00', 'x'])(
    '%s looks like nothing known',
    (value) => {
      expect(codes({ [field]: value })).toEqual([`${field} unexpected_shape`]);
    },
  );

  test.for([' ', '\n', '\t', '\u00a0', '\u2028'])(
    'with white space inside (%j) was perhaps broken over lines',
    (space) => {
      const value = RIGHT[field].replace(/[.|]/, (mark) => `${mark}a${space}b`);

      expect(codes({ [field]: value })).toContain(`${field} white_space_inside`);
    },
  );

  test.for(['"', "'", '`', '\u2018', '\u201d'])('with the quotation mark %s was perhaps copied with it', (mark) => {
    expect(codes({ [field]: `${RIGHT[field]}${mark}` })).toEqual([`${field} quotes_inside`]);
  });
});

describe('a character that no value of Amazon holds is told, and where it is', () => {
  test.for([
    ['a zero-width space', 'Atzr|abc\u200b', 9, 'U+200B'],
    ['one in front', '\u200bAtzr|abc', 1, 'U+200B'],
    ['a Cyrillic letter', 'Atzr|\u0441bc', 6, 'U+0441'],
    ['dots of a value cut short', 'Atzr|abc\u2026', 9, 'U+2026'],
    ['a control character', 'Atzr|a\0bc', 7, 'U+0000'],
    ['one outside of the first plane', 'Atzr|\u{1f600}\u200b', 6, 'U+1F600'],
  ] as const)('%s', ([, lwaRefreshToken, position, name]) => {
    expect(settingsWarnings(settingsOf({ ...RIGHT, lwaRefreshToken }))).toEqual([
      {
        field: 'lwaRefreshToken',
        code: 'unexpected_shape',
        detail: expect.stringContaining(`Character ${position} of the refresh token is ${name},`),
      },
    ]);
  });
});

test('values that were exchanged are named both', () => {
  const exchanged = { lwaClientSecret: RIGHT.lwaRefreshToken, lwaRefreshToken: RIGHT.lwaClientSecret };

  expect(codes(exchanged)).toEqual([
    'lwaClientSecret looks_like_refresh_token',
    'lwaRefreshToken looks_like_client_secret',
  ]);
});

test('a warning says what is expected, and never quotes the value', () => {
  const [warning] = settingsWarnings(settingsOf({ ...RIGHT, lwaClientId: `amzn1.sp.solution.${HEX_32}` }));

  expect(warning).toEqual({
    field: 'lwaClientId',
    code: 'looks_like_application_id',
    detail: 'This looks like an application id, not like a client id (amzn1.application-oa2-client.…).',
  });

  const spaced = settingsWarnings(settingsOf({ ...RIGHT, lwaRefreshToken: 'some "thing"' }));
  expect(spaced.map(({ detail }) => detail)).toEqual([
    'A refresh token usually looks like Atzr|….',
    'The refresh token holds white space: was it broken over lines?',
    'The refresh token holds quotation marks: were they copied with it?',
  ]);

  const value = fc.string({ unit: 'binary', minLength: 12 });
  fc.assert(
    fc.property(value, value, value, (lwaClientId, lwaClientSecret, lwaRefreshToken) => {
      const details = settingsWarnings(settingsOf({ lwaClientId, lwaClientSecret, lwaRefreshToken })).map(
        ({ detail }) => detail,
      );

      for (const text of [lwaClientId, lwaClientSecret, lwaRefreshToken]) expect(details.join()).not.toContain(text);
    }),
  );
});
