import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, get, patch, put } from './api-call.ts';
import { outlines, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  const others = outlines([
    { name: 'european', authorizedFor: 'eu' },
    { name: 'no-feeds', roles: ['Finance and Accounting'] },
  ]);
  world = await startRegistryWorld({ accounts: [...sellers(3), ...others] });
});
afterAll(() => world.close());
afterEach(() => world.clear());

const ID = 'acme';
const merge = { 'content-type': 'application/merge-patch+json' };

async function saved(rest: object = {}): Promise<Answer> {
  const answer = await world.api(put(ID, world.settingsOf('seller-0', rest)));
  world.aws.forgetCalls();
  world.amazon.clearRequests();
  return answer;
}

describe('a patch that leaves endpoint, account type, expectFeeds and the LWA values as they were', () => {
  const changes = [
    [{ displayName: 'New name' }, { displayName: 'New name' }],
    [{ displayName: null }, { displayName: null }],
    [{ labels: { team: 'apac' } }, { labels: { team: 'apac', tier: 'gold' } }],
    [{ labels: { team: null } }, { labels: { tier: 'gold' } }],
    [{ labels: { team: null, tier: null, x: ' y ' } }, { labels: { x: 'y' } }],
    [{ labels: null }, { labels: {} }],
    [{ testing: 'paused' }, { testing: 'paused' }],
    [{ clientSecretCreatedOn: null }, { clientSecretCreatedOn: null, clientSecretExpiresOn: null }],
    [{ authorizedOn: '2026-03-04' }, { authorizedOn: '2026-03-04', authorizationReviewOn: '2027-03-04' }],
    [{ expectFeeds: true, endpoint: 'na', accountType: 'seller', testing: 'paused' }, { testing: 'paused' }],
  ] as const;

  it.each(changes)('%j is merged, not tested, and leaves the state alone', async (change, expected) => {
    const before = await saved({
      displayName: 'Name',
      labels: { team: 'emea', tier: 'gold' },
      clientSecretCreatedOn: '2026-01-01',
    });
    const { status, headers, body, invocation } = await world.api(patch(ID, change, merge));

    expect(status).toBe(200);
    expect(body.test).toBeNull();
    expect(body.warnings).toEqual([]);
    const { version, updatedAt } = body.connection;
    expect(version).not.toBe(before.body.connection.version);
    expect(headers.etag).toBe(`"${version}"`);
    expect(body.connection).toEqual({ ...before.body.connection, ...expected, version, updatedAt });
    expect(world.secretOf(ID)?.versionId).toBe(version);
    expect(world.descriptionOf(ID).version).toBe(version);
    expect(invocation.audits).toMatchObject([{ action: 'change', outcome: 'ok', amazonRequestId: null }]);
    expect((await world.api(get(ID))).body).toEqual(body.connection);

    expect(world.amazon.requests()).toEqual([]);
    // The state goes on to the new version; nothing else is written, told or queued.
    expect(world.called().filter((call) => /Put|Send|Delete/.test(call))).toEqual(['dynamodb.PutItem']);
  });

  it('keeps the secrets as they were', async () => {
    await saved();
    const { lwaClientSecret, lwaRefreshToken } = world.settingsOf('seller-0');
    await world.api(patch(ID, { displayName: 'New' }));
    expect(world.valueOf(ID)).toMatchObject({ lwaClientSecret, lwaRefreshToken, displayName: 'New' });
  });

  it.each([[{}], [undefined], [{ displayName: null, accountType: 'seller', labels: { unheard: null } }]])(
    '%j changes nothing: 200, the version stays',
    async (change) => {
      const before = await saved();
      const answer = await world.api(patch(ID, change));
      expect(answer.status).toBe(200);
      expect(answer.headers.etag).toBe(before.headers.etag);
      expect(answer.body).toEqual({ connection: before.body.connection, test: null, warnings: [] });
      expect(world.secretOf(ID)?.versions).toBe(1);
    },
  );
});

describe('a patch that changes what a test depends on', () => {
  it.each([
    ['lwaRefreshToken', 'seller-1'],
    ['lwaClientSecret', 'seller-1'],
  ] as const)('%s: is tested with the new and the kept values, then saved', async (field, from) => {
    await saved({ displayName: 'Name' });
    const value = field === 'lwaRefreshToken' ? world.settingsOf(from).lwaRefreshToken : rotated();
    const { status, body } = await world.api(patch(ID, { [field]: value }, merge));
    expect(status).toBe(200);
    expect(body.test).toMatchObject({ trigger: 'save', verdict: 'passed', version: body.connection.version });
    expect(body.connection).toMatchObject({ displayName: 'Name', latestTest: body.test });
    expect(world.valueOf(ID)).toMatchObject({ [field]: value, displayName: 'Name' });
    expect(world.amazon.requests()).toHaveLength(2);
  });

  const rotated = () => {
    const { clientId } = world.amazon.accounts[0]?.application ?? { clientId: '' };
    return world.amazon.rotateClientSecret(clientId);
  };

  it.each([
    [{ accountType: null }, 'passed'],
    [{ accountType: 'vendor' }, 'passed'],
    [{ expectFeeds: false }, 'passed'],
  ] as const)('%j is tested', async (change, verdict) => {
    await saved();
    const { status, body } = await world.api(patch(ID, change));
    expect(status).toBe(200);
    expect(body.test).toMatchObject({ verdict });
    expect(world.amazon.requests().length).toBeGreaterThanOrEqual(2);
  });

  it('and fails is refused, with the test, and nothing is written', async () => {
    await saved();
    const before = world.secretOf(ID);
    const { status, body, invocation } = await world.api(patch(ID, { endpoint: 'eu' }));
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: 'connection_test_failed',
      test: { endpoint: 'eu', version: null, connectionId: ID, diagnosis: { code: 'wrong_region' } },
    });
    expect(world.secretOf(ID)).toEqual(before);
    expect(invocation.audits).toMatchObject([{ action: 'change', outcome: 'connection_test_failed' }]);
  });

  it('sets the state: a connection that a save without a test made unknown has passed', async () => {
    await saved();
    await world.api({ ...put(ID, world.settingsOf('seller-1')), route: '/connections/{connectionId}/untested' });
    const { body } = await world.api(patch(ID, { expectFeeds: false }));
    expect(body.connection.state).toBe('passed');
    expect(
      world
        .eventsOf(ID)
        .map(({ to }) => to)
        .slice(-2),
    ).toEqual(['unknown', 'passed']);
  });
});

describe('a patch that cannot be', () => {
  const refusals = [
    [{ endpoint: null }, ['/endpoint']],
    [{ lwaClientId: null }, ['/lwaClientId']],
    [{ lwaClientSecret: null, lwaRefreshToken: null }, ['/lwaClientSecret', '/lwaRefreshToken']],
    [{ lwaClientId: null, displayName: 'x'.repeat(129) }, ['/lwaClientId', '/displayName']],
    [{ endpoint: 'UK' }, ['/endpoint']],
    [{ labels: { a: 1 } }, ['/labels/a']],
    [{ labels: [] }, ['/labels']],
    [{ unknown: 'x' }, ['/unknown']],
    [{ unknown: null }, ['/unknown']],
    [{ 'a/b~c': null }, ['/a~1b~0c']],
    [{ connectionId: ID }, ['/connectionId']],
    [{ createdAt: null }, ['/createdAt']],
    [{ lwaRefreshToken: '  ' }, ['/lwaRefreshToken']],
    [{ authorizedOn: '2026-02-30' }, ['/authorizedOn']],
    [[], ['']],
    ['"text"', ['']],
    ['null', ['']],
    ['{', ['']],
  ] as const;

  it.each(refusals)('%j: 400 at %j, and nothing is written', async (change, pointers) => {
    await saved();
    const before = world.secretOf(ID);
    const { status, body } = await world.api(patch(ID, change, merge));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors.map(({ pointer }) => pointer)).toEqual(pointers);
    expect(world.secretOf(ID)).toEqual(before);
    expect(world.amazon.requests()).toEqual([]);
  });

  it.each([
    ['PATCH', 'application/merge-patch+json', 200],
    ['PATCH', 'Application/Merge-Patch+JSON; charset=utf-8', 200],
    ['PATCH', 'application/json', 200],
    ['PATCH', 'application/json-patch+json', 415],
    ['PATCH', 'text/plain', 415],
    ['PUT', 'application/merge-patch+json', 415],
    ['PUT', 'application/json;charset=UTF-8', 200],
    ['PUT', 'application/x-www-form-urlencoded', 415],
  ] as const)('%s with %s: %i', async (method, mediaType, status) => {
    await saved();
    const body = method === 'PUT' ? world.settingsOf('seller-0') : { displayName: 'New' };
    const answer = await world.api({ ...put(ID, body, { 'content-type': mediaType }), method });
    expect(answer.status).toBe(status);
    if (status === 415) expect(answer.body.code).toBe('unsupported_media_type');
  });

  it('merges what 10 labels allow, and no more', async () => {
    const labels = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`label-${index}`, 'x']));
    await saved({ labels });
    expect((await world.api(patch(ID, { labels: { ten: 'x' } }))).status).toBe(200);
    expect((await world.api(patch(ID, { labels: { eleven: 'x' } }))).body).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/labels' }],
    });
    const swapped = await world.api(patch(ID, { labels: { eleven: 'x', ten: null } }));
    expect(Object.keys(swapped.body.connection.labels)).toEqual([...Object.keys(labels), 'eleven']);
  });
});
