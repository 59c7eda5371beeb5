import { CreateSecretCommand, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clientSecrets, get, list, patch, put, putUntested, remove, restore } from './api-call.ts';
import { PREFIX, type RegistryWorld, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld();
});
afterAll(() => world.close());
afterEach(() => world.clear());

const ID = 'by-hand';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

async function makeByHand(value: unknown, id = ID): Promise<void> {
  const SecretString = typeof value === 'string' ? value : JSON.stringify(value);
  await world.clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}${id}`, SecretString }));
}

const lwaValues = () => {
  const { lwaClientId, lwaClientSecret, lwaRefreshToken } = world.settingsOf('seller-0');
  return { lwaClientId, lwaClientSecret, lwaRefreshToken };
};

describe('a secret made by hand with the three LWA values', () => {
  it('is a connection on the default endpoint, read and listed alike', async () => {
    await makeByHand({ ...lwaValues(), remark: 'made by Ann', nested: { more: 1 } });
    const { status, headers, body } = await world.api(get(ID));
    expect(status).toBe(200);
    expect(headers.etag).toBe(`"${world.secretOf(ID)?.versionId}"`);
    expect(body).toEqual({
      connectionId: ID,
      endpoint: 'na',
      baseUrl: 'https://sellingpartnerapi-na.amazon.com',
      lwaClientId: lwaValues().lwaClientId,
      displayName: null,
      accountType: null,
      labels: {},
      expectFeeds: true,
      testing: 'on',
      createdAt: expect.stringMatching(TIME),
      updatedAt: expect.stringMatching(TIME),
      version: world.secretOf(ID)?.versionId,
      state: 'unknown',
      stateSince: expect.stringMatching(TIME),
      latestTest: null,
      clientSecretCreatedOn: null,
      clientSecretExpiresOn: null,
      authorizedOn: null,
      authorizationReviewOn: null,
    });
    expect((await world.api(list())).body).toEqual({ connections: [body] });
  });

  it('is changed like any other: PATCH keeps the rest, and the index is made', async () => {
    await makeByHand(lwaValues());
    const { body: before } = await world.api(get(ID));
    const { status, body } = await world.api(patch(ID, { displayName: 'Found' }));
    expect(status).toBe(200);
    expect(body.test).toBeNull();
    expect(body.connection.createdAt).toBe(Reflect.get(before, 'createdAt'));
    expect(world.valueOf(ID)).toMatchObject({ schema: 1, ...lwaValues(), displayName: 'Found' });
    expect(world.descriptionOf(ID)).toMatchObject({ version: body.connection.version, displayName: 'Found' });
  });

  it('is tested when it is replaced', async () => {
    await makeByHand(lwaValues());
    const { status, body } = await world.api(put(ID, world.settingsOf('seller-1')));
    expect([status, body.connection.state]).toEqual([200, 'passed']);
  });
});

describe('a connection whose secret was changed by hand', () => {
  it('is listed by its values, not by the description of the version before', async () => {
    await world.api(put(ID, world.settingsOf('seller-0', { displayName: 'Old' })));
    const SecretString = JSON.stringify({ ...lwaValues(), displayName: 'By hand', endpoint: 'eu' });
    await world.clients.secrets.send(new UpdateSecretCommand({ SecretId: `${PREFIX}${ID}`, SecretString }));
    const listed = await world.api(list());
    expect(listed.body.connections).toMatchObject([{ displayName: 'By hand', endpoint: 'eu' }]);
    expect(listed.body.connections).toEqual([(await world.api(get(ID))).body]);
    expect((await world.api(list({ endpoint: 'na' }))).body.connections).toEqual([]);
    expect((await world.api(list({ endpoint: 'eu' }))).body.connections).toHaveLength(1);
  });

  it.each(['', 'a remark', '{}', '[]', '{"schema":1,"version":"x"}', '\u{1f600}'])(
    'is listed by its values when the description is %j',
    async (Description) => {
      const { body } = await world.api(put(ID, world.settingsOf('seller-0')));
      await world.clients.secrets.send(new UpdateSecretCommand({ SecretId: `${PREFIX}${ID}`, Description }));
      expect((await world.api(list())).body.connections).toEqual([body.connection]);
    },
  );
});

describe('a malformed secret', () => {
  const malformed = [
    ['no JSON', 'hello', null, 'na'],
    ['other key names', { clientId: 'x', clientSecret: 'y', refreshToken: 'z' }, null, 'na'],
    ['a missing token', { lwaClientId: 'client-1', lwaClientSecret: 's', endpoint: 'fe' }, 'client-1', 'fe'],
    ['an empty secret', { lwaClientId: 'client-1', lwaClientSecret: ' ', lwaRefreshToken: 't' }, 'client-1', 'na'],
    [
      'an endpoint that is none',
      { lwaClientId: 'client-1', lwaClientSecret: 's', lwaRefreshToken: 't', endpoint: 'UK' },
      'client-1',
      null,
    ],
    ['a list', [1, 2], null, 'na'],
  ] as const;

  describe.each(malformed)('(%s)', (_what, value, lwaClientId, endpoint) => {
    it.each([
      ['GET', () => get(ID)],
      ['PATCH', () => patch(ID, { displayName: 'x' })],
    ] as const)('%s: 409 that names what is missing, and no value', async (_name, call) => {
      await makeByHand(value);
      const { status, body, text } = await world.api(call());
      expect([status, body.code]).toEqual([409, 'connection_malformed']);
      expect(body.detail).toMatch(/lwa(ClientId|ClientSecret|RefreshToken)|endpoint/);
      expect(text).not.toContain('hello');
    });

    it('PUT repairs it: 200, tested, and of one piece', async () => {
      await makeByHand(value);
      const { status, headers, body } = await world.api(put(ID, world.settingsOf('seller-0')));
      expect(status).toBe(200);
      expect(headers.etag).toBe(`"${world.secretOf(ID)?.versionId}"`);
      expect(body.connection.state).toBe('passed');
      expect((await world.api(get(ID))).body).toEqual(body.connection);
      expect((await world.api(list())).body.connections).toEqual([body.connection]);
    });

    it('PUT untested repairs it, and makes it unknown', async () => {
      await makeByHand(value);
      const before = world.messagesOf(ID).length;
      const { status, body } = await world.api(putUntested(ID, world.settingsOf('seller-0')));
      expect([status, body.connection.state]).toEqual([200, 'unknown']);
      expect(world.messagesOf(ID)).toHaveLength(before + 1);
    });

    it('DELETE and restore work; what is missing is null in the answer, as in the list', async () => {
      await makeByHand(value);
      expect((await world.api(remove(ID))).status).toBe(202);
      const { status, body } = await world.api(restore(ID));
      expect(status).toBe(200);
      expect(body).toMatchObject({ connectionId: ID, lwaClientId, endpoint, state: 'unknown' });
      expect(Reflect.get(body, 'baseUrl')).toBe(endpoint && `https://sellingpartnerapi-${endpoint}.amazon.com`);
      expect((await world.api(list())).body.connections).toEqual([body]);
      expect((await world.api(list({ endpoint: 'na' }))).body.connections).toHaveLength(endpoint === 'na' ? 1 : 0);
    });

    it('If-Match is held against its version', async () => {
      await makeByHand(value);
      const settings = world.settingsOf('seller-0');
      const wrong = await world.api(put(ID, settings, { 'if-match': '"x"' }));
      expect(wrong.status).toBe(412);
      expect((await world.api(remove(ID, { 'if-match': '"x"' }))).status).toBe(412);
      const version = world.secretOf(ID)?.versionId;
      expect((await world.api(put(ID, settings, { 'if-match': `"${version}"` }))).status).toBe(200);
    });
  });

  it('is passed over by a new client secret, also when it has the client id', async () => {
    const { lwaClientId } = lwaValues();
    await makeByHand({ lwaClientId, lwaClientSecret: 'x' });
    const before = world.secretOf(ID);
    const { body } = await world.api(clientSecrets({ lwaClientId, lwaClientSecret: 'new' }));
    expect(body).toEqual({ connections: [], remaining: 0 });
    expect(world.secretOf(ID)).toEqual(before);
  });
});

describe('a secret that never had a value', () => {
  const empty = () => world.clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}${ID}` }));

  it('is malformed: no version, no times', async () => {
    await empty();
    expect((await world.api(get(ID))).body.code).toBe('connection_malformed');
    await world.api(remove(ID));
    const { status, body } = await world.api(restore(ID));
    expect(status).toBe(200);
    const unknown = { version: null, lwaClientId: null, createdAt: null, updatedAt: null, stateSince: null };
    expect(body).toMatchObject({ connectionId: ID, state: 'unknown', ...unknown });
    expect((await world.api(list())).body.connections).toEqual([body]);
  });

  it('is repaired by PUT, and begins then', async () => {
    await empty();
    const before = new Date().toISOString();
    expect((await world.api(put(ID, world.settingsOf('seller-0'), { 'if-match': '"x"' }))).status).toBe(412);
    const { status, body } = await world.api(put(ID, world.settingsOf('seller-0'), { 'if-match': '*' }));
    expect(status).toBe(200);
    expect(body.connection.createdAt && body.connection.createdAt >= before).toBe(true);
  });
});

describe('what is not ours', () => {
  it('is neither listed nor read: other prefixes, deeper names, names that are no connection id', async () => {
    await makeByHand(lwaValues(), 'deeper/name');
    await makeByHand(lwaValues(), 'Capital');
    await makeByHand(lwaValues(), 'under_score');
    await world.clients.secrets.send(new CreateSecretCommand({ Name: '/spc/tests/acme', SecretString: '{}' }));
    world.aws.forgetCalls();
    expect((await world.api(list())).body).toEqual({ connections: [] });
    expect(world.called()).toEqual(['secretsmanager.ListSecrets']);
    expect((await world.api(get('Capital'))).status).toBe(400);
  });

  it('a name that ends like a random suffix is a name', async () => {
    const id = 'acme-abc123';
    expect((await world.api(put(id, world.settingsOf('seller-0')))).status).toBe(201);
    expect((await world.api(get(id))).status).toBe(200);
    expect((await world.api(get('acme'))).status).toBe(404);
  });
});
