import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsInputOf } from '../../lib/connection/settings.ts';
import { parseStoredConnection, serializeConnection } from '../../lib/connection/stored-connection.ts';

const VALUES = { lwaClientId: 'id', lwaClientSecret: 'secret', lwaRefreshToken: 'token' };
const VERSION_MADE = new Date('2026-11-23T10:00:00.000Z');

const parse = (stored: unknown, version: string | null = 'v1') =>
  parseStoredConnection('acme', version, typeof stored === 'string' ? stored : JSON.stringify(stored), VERSION_MADE);

function connection(stored: unknown) {
  const parsed = parse(stored);
  if (!parsed.ok) throw new Error(`Malformed: ${parsed.failure.missing}.`);
  return parsed.value;
}

function malformed(stored: unknown, version: string | null = 'v1') {
  const parsed = parse(stored, version);
  if (parsed.ok) throw new Error('This is a connection.');
  return parsed.failure;
}

describe('a secret made by hand', () => {
  test('with just the three values is a connection', () => {
    const { settings, ...rest } = connection(VALUES);

    expect(rest).toEqual({
      connectionId: 'acme',
      version: 'v1',
      createdAt: null,
      updatedAt: '2026-11-23T10:00:00.000Z',
    });
    expect(settingsInputOf(settings)).toEqual({
      endpoint: 'na',
      ...VALUES,
      labels: {},
      expectFeeds: true,
      testing: 'on',
    });
  });

  test('may have its values in other words, which are not guessed', () => {
    const words = {
      client_id: 'id',
      client_secret: 'secret',
      refresh_token: 'token',
      LWA_CLIENT_ID: 'id',
      lwaclientid: 'id',
    };

    expect(malformed(words).missing).toEqual(['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken']);
  });

  test('may have keys that we do not know', () => {
    expect(connection({ ...VALUES, note: 'x', constructor: 1, schema: 99, __proto__: null })).toEqual(
      connection(VALUES),
    );
    expect(
      connection(
        '{"lwaClientId":"id","lwaClientSecret":"secret","lwaRefreshToken":"token","__proto__":{"endpoint":"eu"}}',
      ),
    ).toEqual(connection(VALUES));
  });

  test('is trimmed', () => {
    expect(connection({ lwaClientId: ' id\n', lwaClientSecret: '\tsecret', lwaRefreshToken: 'token ' })).toEqual(
      connection(VALUES),
    );
  });

  test.for(['eu', 'fe-sandbox', ' eu '])('may name an endpoint: %j', (endpoint) => {
    expect(connection({ ...VALUES, endpoint }).settings.endpoint).toBe(endpoint.trim());
  });
});

describe('optional fields that cannot be used are as if they were not there', () => {
  test.for([
    ['displayName', 7],
    ['displayName', 'a'.repeat(129)],
    ['displayName', null],
    ['accountType', 'shop'],
    ['accountType', ['seller']],
    ['labels', ['a']],
    ['labels', { a: 1 }],
    ['labels', null],
    ['expectFeeds', 'no'],
    ['expectFeeds', 0],
    ['testing', 'off'],
    ['testing', false],
    ['clientSecretCreatedOn', '2026-02-30'],
    ['authorizedOn', 20260901],
    ['createdAt', 'yesterday'],
    ['createdAt', 7],
    ['updatedAt', {}],
    ['endpoint', null],
  ])('%s: %j', ([name, value]) => {
    expect(connection({ ...VALUES, [String(name)]: value })).toEqual(connection(VALUES));
  });
});

describe('a secret that is no connection', () => {
  test.for([
    undefined,
    '',
    ' ',
    'text',
    '{',
    'null',
    '7',
    '"text"',
    '[]',
    '[{"lwaClientId":"id"}]',
    'true',
    '\ufeff{}',
  ])('by its value %j lacks all three', (secretString) => {
    const parsed = parseStoredConnection('acme', 'v1', secretString, VERSION_MADE);

    expect(parsed).toMatchObject({
      ok: false,
      failure: {
        connectionId: 'acme',
        version: 'v1',
        missing: ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'],
        settings: { endpoint: 'na', lwaClientId: null },
      },
    });
  });

  test.for(
    Object.keys(VALUES).flatMap((name) =>
      ['', '  ', null, undefined, 7, [], {}, 'a'.repeat(2_049)].map((value) => [name, value] as const),
    ),
  )('by %s = %j names what cannot be used', ([name, value]) => {
    expect(malformed({ ...VALUES, endpoint: 'eu', [name]: value })).toMatchObject({
      missing: [name],
      settings: { endpoint: 'eu' },
    });
  });

  test.for(['mars', 'EU', 'UK', '', 7, {}])('by the endpoint %j names it, and is taken for the default', (endpoint) => {
    expect(malformed({ ...VALUES, endpoint })).toMatchObject({
      missing: ['endpoint'],
      settings: { endpoint: 'na', lwaClientId: 'id' },
    });
  });

  test('names everything, in the order of a form', () => {
    expect(malformed({ endpoint: 'mars', lwaClientSecret: 'secret' }).missing).toEqual([
      'endpoint',
      'lwaClientId',
      'lwaRefreshToken',
    ]);
  });

  test('never had a value, and so no version', () => {
    expect(malformed('', null).version).toBeNull();
  });

  test('shows no secret in what is said of it', () => {
    const failure = malformed({
      ...VALUES,
      lwaClientId: undefined,
      lwaClientSecret: 'very-secret',
      lwaRefreshToken: 'Atzr|x',
    });

    expect(JSON.stringify(failure)).not.toMatch(/very-secret|Atzr/);
  });
});

test('reading never throws, and tells of every secret whether it is a connection', () => {
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue());
  const stored = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .record(
        {
          lwaClientId: value,
          lwaClientSecret: value,
          lwaRefreshToken: value,
          endpoint: value,
          labels: value,
          createdAt: value,
        },
        { requiredKeys: [] },
      )
      .map((object) => JSON.stringify(object)),
  );
  fc.assert(
    fc.property(stored, (secretString) => {
      const parsed = parseStoredConnection('acme', 'v1', secretString, undefined);

      if (!parsed.ok) expect(parsed.failure.missing).not.toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

describe('what is written', () => {
  const settings = connection({
    ...VALUES,
    endpoint: 'eu',
    displayName: 'Acme',
    accountType: 'seller',
    labels: { team: 'emea' },
    expectFeeds: false,
    testing: 'paused',
    clientSecretCreatedOn: '2026-09-01',
    authorizedOn: '2026-09-02',
  }).settings;
  const text = serializeConnection(settings, '2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z');

  test('has the fields that `docs/storage.md` promises, by their names', () => {
    expect(JSON.parse(text)).toEqual({
      schema: 1,
      endpoint: 'eu',
      ...VALUES,
      displayName: 'Acme',
      accountType: 'seller',
      labels: { team: 'emea' },
      expectFeeds: false,
      testing: 'paused',
      clientSecretCreatedOn: '2026-09-01',
      authorizedOn: '2026-09-02',
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-02T00:00:00.000Z',
    });
  });

  test('is read as it was', () => {
    expect(connection(text)).toEqual({
      connectionId: 'acme',
      version: 'v1',
      settings,
      createdAt: '2026-11-01T00:00:00.000Z',
      updatedAt: '2026-11-02T00:00:00.000Z',
    });
  });
});
