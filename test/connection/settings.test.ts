import { describe, expect, test } from 'vitest';
import { parseSettings, saySame, settingsInputOf, settingsOf } from '../../lib/connection/settings.ts';

const VALUES = { lwaClientId: 'a', lwaClientSecret: 'b', lwaRefreshToken: 'c' };

/** The settings with their secrets in clear. */
function parsed(input: unknown) {
  const settings = parseSettings(input);
  if (!settings.ok) throw new Error(JSON.stringify(settings.failure));
  const { lwaClientSecret, lwaRefreshToken, ...rest } = settings.value;
  return { ...rest, lwaClientSecret: lwaClientSecret.reveal(), lwaRefreshToken: lwaRefreshToken.reveal() };
}

function complaints(input: unknown): string[] {
  const settings = parseSettings(input);
  return settings.ok
    ? []
    : settings.failure.map((error) => `${'pointer' in error ? error.pointer : '?'} ${error.detail}`);
}

describe('settings', () => {
  test('need no more than the three LWA values', () => {
    expect(parsed(VALUES)).toEqual({
      ...VALUES,
      endpoint: 'na',
      displayName: null,
      accountType: null,
      labels: {},
      expectFeeds: true,
      testing: 'on',
      clientSecretCreatedOn: null,
      authorizedOn: null,
    });
  });

  const whole = {
    endpoint: 'fe-sandbox',
    ...VALUES,
    displayName: 'Acme Europe',
    accountType: 'vendor',
    labels: { team: 'emea' },
    expectFeeds: false,
    testing: 'paused',
    clientSecretCreatedOn: '2026-09-01',
    authorizedOn: '2024-02-29',
  };

  test('may have them all', () => {
    expect(parsed(whole)).toEqual(whole);
  });

  test('are trimmed, each text of them', () => {
    const spaced = (value: unknown) => (typeof value === 'string' ? ` \t\u00a0${value}\ufeff\r\n` : value);
    const input = Object.fromEntries(Object.entries(whole).map(([name, value]) => [name, spaced(value)]));

    expect(parsed({ ...input, labels: { ' team\n': '\temea ' } })).toEqual(whole);
  });

  test('come back as they were entered', () => {
    const settings = parseSettings(whole);

    expect(settings.ok && settingsInputOf(settings.value)).toEqual(whole);
    expect(settings.ok && saySame(settings.value, settingsOf(settingsInputOf(settings.value)))).toBe(true);
  });

  test.for([
    ['endpoint', 'eu'],
    ['lwaClientId', 'other'],
    ['lwaClientSecret', 'other'],
    ['lwaRefreshToken', 'other'],
    ['displayName', 'Acme'],
    ['accountType', 'seller'],
    ['labels', { team: 'apac' }],
    ['labels', {}],
    ['expectFeeds', true],
    ['testing', 'on'],
    ['clientSecretCreatedOn', '2026-09-02'],
    ['authorizedOn', '2024-03-01'],
  ] as const)('say something else with another %s: %j', ([name, value]) => {
    const [one, other] = [parseSettings(whole), parseSettings({ ...whole, [name]: value })];
    expect(one.ok && other.ok && saySame(one.value, other.value)).toBe(false);
  });

  test('say the same with their labels in another order', () => {
    const [one, other] = [
      { a: '1', b: '2' },
      { b: '2', a: '1' },
    ].map((labels) => settingsOf({ ...VALUES, labels }));
    expect(one && other && saySame(one, other)).toBe(true);
  });

  test('keep their secrets to themselves', () => {
    const settings = parseSettings({ ...VALUES, lwaClientSecret: 'very-secret', lwaRefreshToken: 'Atzr|secret' });

    expect(JSON.stringify(settings)).not.toContain('secret"');
    expect(JSON.stringify(settings)).not.toContain('Atzr');
  });
});

describe('what is not an object of settings', () => {
  test.for([null, 1, true, 'text', [], [VALUES]])('%j', (input) => {
    expect(complaints(input)).toEqual([' must be a JSON object']);
  });

  test('an empty object lacks the three values', () => {
    expect(complaints({})).toEqual([
      '/lwaClientId is required',
      '/lwaClientSecret is required',
      '/lwaRefreshToken is required',
    ]);
  });
});

describe('half a surrogate pair is refused', () => {
  test.for(['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken', 'displayName', 'endpoint', 'authorizedOn'])(
    'in %s',
    (name) => {
      for (const half of ['abc\ud800', '\udc00abc', 'a\ud83d b']) {
        expect(complaints({ ...VALUES, [name]: half })).toEqual([`/${name} must be well-formed Unicode`]);
      }
    },
  );

  test('in a label and in its name', () => {
    expect(complaints({ ...VALUES, labels: { team: '\ud800' } })).toEqual(['/labels/team must be well-formed Unicode']);
    expect(complaints({ ...VALUES, labels: { '\ud800': 'emea' } })).toEqual([
      '/labels/\ud800 has a name that must be well-formed Unicode',
    ]);
  });
});

describe('an unknown field', () => {
  test.for(['extra', 'lwa_client_id', 'LwaClientId', 'constructor', 'toString', 'schema', 'version', 'connectionId'])(
    '%s is refused',
    (name) => {
      expect(complaints({ ...VALUES, [name]: 'x' })).toEqual([`/${name} is not a known field`]);
    },
  );

  test('named __proto__ is refused, and changes no prototype', () => {
    expect(
      complaints(JSON.parse('{"lwaClientId":"a","lwaClientSecret":"b","lwaRefreshToken":"c","__proto__":{"x":1}}')),
    ).toEqual(['/__proto__ is not a known field']);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('is named by a pointer that stands every name', () => {
    expect(complaints({ ...VALUES, 'a/b~c': 1, '': 2 })).toEqual([
      '/a~1b~0c is not a known field',
      '/ is not a known field',
    ]);
  });
});

const WRONG_TYPES = [null, 0, 1.5, true, {}, [], ['na']];
describe.each([
  ['endpoint', 'must be one of na, eu, fe, na-sandbox, eu-sandbox, fe-sandbox'],
  ['lwaClientId', 'must be a text'],
  ['lwaClientSecret', 'must be a text'],
  ['lwaRefreshToken', 'must be a text'],
  ['displayName', 'must be a text'],
  ['accountType', 'must be seller or vendor'],
  ['clientSecretCreatedOn', 'must be a date'],
  ['authorizedOn', 'must be a date'],
  ['testing', 'must be on or paused'],
])('%s', (name, detail) => {
  test.for(WRONG_TYPES)('is not %j', (value) => {
    expect(complaints({ ...VALUES, [name]: value })).toEqual([`/${name} ${detail}`]);
  });
});

test.for([null, 0, 1, 'true', '', [], {}])('expectFeeds is not %j', (value) => {
  expect(complaints({ ...VALUES, expectFeeds: value })).toEqual(['/expectFeeds must be true or false']);
});

test.for([null, 1, 'a', [], ['a'], true])('labels are not %j', (labels) => {
  expect(complaints({ ...VALUES, labels })).toEqual(['/labels must be an object of texts']);
});

describe.each(['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'])('%s', (name) => {
  test.for(['', ' ', '\t\r\n', '\u00a0\ufeff'])('may not be empty: %j', (value) => {
    expect(complaints({ ...VALUES, [name]: value })).toEqual([`/${name} must not be empty`]);
  });

  test.for([
    ['a'.repeat(2_048), 'a'.repeat(2_049)],
    ['é'.repeat(1_024), `${'é'.repeat(1_024)}a`],
    ['€'.repeat(682), '€'.repeat(683)],
    ['😀'.repeat(512), '😀'.repeat(513)],
  ] as const)('may have 2,048 bytes, and no more', ([fits, tooLong]) => {
    expect(complaints({ ...VALUES, [name]: ` ${fits} ` })).toEqual([]);
    expect(complaints({ ...VALUES, [name]: tooLong })).toEqual([`/${name} must have at most 2048 bytes`]);
  });

  test.for(['with space inside', 'line\nbreak', 'nul\u0000', '"quoted"', '__proto__'])(
    'may hold anything, since shapes are no contract: %j',
    (value) => {
      expect(parsed({ ...VALUES, [name]: value })).toMatchObject({ [name]: value });
    },
  );
});

describe('the endpoint', () => {
  test.for([
    ['UK', 'eu'],
    ['DE', 'eu'],
    ['GB', 'eu'],
    ['us', 'na'],
    ['ATVPDKIKX0DER', 'na'],
    ['A1VC38T7YXB528', 'fe'],
    ['EU', 'eu'],
    [' Eu-Sandbox ', 'eu-sandbox'],
  ])('%j is not one, but the right one is named', ([endpoint, meant]) => {
    expect(complaints({ ...VALUES, endpoint })).toEqual([`/endpoint is not an endpoint; use ${meant}`]);
  });

  test.for(['', 'mars', 'https://sellingpartnerapi-eu.amazon.com', 'eu;na', 'toString', 'constructor', '__proto__'])(
    '%j is not one, and nothing that we know',
    (endpoint) => {
      expect(complaints({ ...VALUES, endpoint })).toEqual([
        '/endpoint must be one of na, eu, fe, na-sandbox, eu-sandbox, fe-sandbox',
      ]);
    },
  );
});

describe('the display name', () => {
  test.for([
    ['a'.repeat(128), 'a'.repeat(129)],
    ['é'.repeat(128), 'é'.repeat(129)],
    ['😀'.repeat(128), '😀'.repeat(129)],
  ])('may have 128 characters, whatever their bytes', ([fits, tooLong]) => {
    expect(parsed({ ...VALUES, displayName: ` ${fits} ` }).displayName).toBe(fits);
    expect(complaints({ ...VALUES, displayName: tooLong })).toEqual(['/displayName must have at most 128 characters']);
  });

  test.for(['a\u0000b', 'a\tb', 'a\nb', 'a\u001bb', 'a\u007fb', 'a\u0085b', '\u009fb'])(
    'holds no control character: %j',
    (displayName) => {
      expect(complaints({ ...VALUES, displayName })).toEqual(['/displayName must not hold control characters']);
    },
  );
});

describe('a date', () => {
  test.for(['2026-01-01', '2026-12-31', '2024-02-29', '2000-02-29'])('%s is one', (date) => {
    expect(parsed({ ...VALUES, clientSecretCreatedOn: date, authorizedOn: date })).toMatchObject({
      clientSecretCreatedOn: date,
      authorizedOn: date,
    });
  });

  test.for([
    '',
    '2026-02-30',
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '2026-1-1',
    '26-01-01',
    '2026/01/01',
    '01.09.2026',
    '2026-09-01T00:00:00Z',
    '2026-09',
    '+002026-09-01',
    '２０２６-09-01',
    'tomorrow',
  ])('%j is none', (date) => {
    expect(complaints({ ...VALUES, authorizedOn: date })).toEqual(['/authorizedOn must be a date like 2026-09-01']);
  });
});

describe('labels', () => {
  const labelled = (labels: unknown) => ({ ...VALUES, labels });
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

  test('may be ten, and no more', () => {
    expect(parsed(labelled(many(10))).labels).toEqual(many(10));
    expect(complaints(labelled(many(11)))).toEqual(['/labels must have at most 10 labels']);
    expect(parsed(labelled({})).labels).toEqual({});
  });

  test('have names of 1 to 32 characters and values of 0 to 64', () => {
    expect(complaints(labelled({ ['😀'.repeat(32)]: '😀'.repeat(64), a: '' }))).toEqual([]);
    expect(complaints(labelled({ ['k'.repeat(33)]: 'v' }))).toEqual([
      `/labels/${'k'.repeat(33)} has a name that must have at most 32 characters`,
    ]);
    expect(complaints(labelled({ a: 'v'.repeat(65) }))).toEqual(['/labels/a must have at most 64 characters']);
    expect(complaints(labelled({ ' ': 'v' }))).toEqual(['/labels/  has a name that must not be empty']);
  });

  test('hold no control characters', () => {
    expect(complaints(labelled({ 'a\u0000b': 'v', c: 'v\u0007' }))).toEqual([
      '/labels/a\u0000b has a name that must not hold control characters',
      '/labels/c must not hold control characters',
    ]);
  });

  test.for([null, 1, true, {}, []])('have values that are texts, not %j', (value) => {
    expect(complaints(labelled({ 'a/b': value }))).toEqual(['/labels/a~1b must be a text']);
  });

  test('may be named like what every object has', () => {
    const labels = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', '1': 'd' };

    expect(parsed(labelled(labels)).labels).toEqual(labels);
  });

  test('named __proto__ are refused rather than lost', () => {
    expect(complaints(labelled(JSON.parse('{"__proto__":"x"}')))).toEqual([
      '/labels/__proto__ has a name that cannot be used',
    ]);
    expect(complaints(labelled({ ' __proto__ ': 'x' }))).toEqual([
      '/labels/ __proto__  has a name that cannot be used',
    ]);
  });

  test('named alike but for white space are refused rather than lost', () => {
    expect(complaints(labelled({ team: 'a', ' team ': 'b' }))).toEqual(['/labels/ team  has a name that is taken']);
  });
});
