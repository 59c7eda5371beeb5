import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPage } from '../../lib/http/paging.ts';
import { type AnswerBody, get, list, patch, put, putUntested, remove } from './api-call.ts';
import { awsClients, outlines, PREFIX, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  const others = outlines([
    { name: 'european', authorizedFor: 'eu' },
    { name: 'japanese', authorizedFor: 'fe' },
  ]);
  world = await startRegistryWorld({ accounts: [...sellers(3), ...others] });
});
afterAll(() => world.close());
afterEach(() => world.clear());

const idsOf = ({ connections }: Pick<AnswerBody, 'connections'>) => connections.map(({ connectionId }) => connectionId);

/** All pages, in order. */
async function pages(query: Readonly<Record<string, string>>): Promise<string[][]> {
  const found: string[][] = [];
  let nextToken: string | undefined;
  do {
    const { status, body } = await world.api(list({ ...query, ...(nextToken ? { nextToken } : {}) }));
    expect(status).toBe(200);
    found.push(idsOf(body));
    nextToken = body.nextToken;
  } while (nextToken);
  return found;
}

describe('a fleet of seven', () => {
  const fleet = [
    ['zeta', 'seller-0'],
    ['alpha', 'european'],
    ['a-1', 'seller-1'],
    ['a1', 'european'],
    ['a-10', 'japanese'],
    ['0', 'seller-2'],
    ['a', 'european'],
  ] as const;
  const ordered = ['0', 'a', 'a-1', 'a-10', 'a1', 'alpha', 'zeta'];

  beforeEach(async () => {
    for (const [id, name] of fleet) await world.api(put(id, world.settingsOf(name)));
    await world.api(putUntested('a1', world.settingsOf('seller-0')));
    await world.api(putUntested('gone', world.settingsOf('seller-0')));
    await world.api(remove('gone'));
    world.aws.forgetCalls();
  });

  it('is listed in the order of ids, each as GET answers it, without a token at the end', async () => {
    const { status, headers, body } = await world.api(list());
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('etag');
    expect(Object.keys(body)).toEqual(['connections']);
    expect(idsOf(body)).toEqual(ordered);
    expect(world.called()).toEqual(['secretsmanager.ListSecrets', 'dynamodb.BatchGetItem']);
    for (const connection of body.connections) {
      expect((await world.api(get(connection.connectionId))).body).toEqual(connection);
    }
  });

  it.each([1, 2, 3, 6, 7, 100])('comes in pages of %i, whole and in order', async (limit) => {
    const found = await pages({ limit: String(limit) });
    expect(found.flat()).toEqual(ordered);
    expect(found.every((page) => page.length <= limit)).toBe(true);
    expect(found).toHaveLength(Math.ceil(7 / limit));
  });

  it.each([
    [{ endpoint: 'eu' }, ['a', 'alpha']],
    [{ endpoint: 'fe-sandbox' }, []],
    [{ state: 'unknown' }, ['a1']],
    [{ state: 'passed' }, ['0', 'a', 'a-1', 'a-10', 'alpha', 'zeta']],
    [{ state: 'failed' }, []],
    [{ endpoint: 'na', state: 'unknown' }, ['a1']],
    [{ endpoint: 'eu', state: 'unknown' }, []],
  ])('is filtered by %j, over short and empty pages', async (filter, expected) => {
    expect((await pages({ ...filter, limit: '2' })).flat()).toEqual(expected);
    expect((await pages(filter)).flat()).toEqual(expected);
  });

  it('is filtered by client id', async () => {
    const { lwaClientId } = world.settingsOf('seller-0');
    expect((await pages({ lwaClientId, limit: '3' })).flat()).toEqual(['0', 'a-1', 'a1', 'zeta']);
    expect((await pages({ lwaClientId: lwaClientId.slice(0, -1) })).flat()).toEqual([]);
  });

  it('moves no page when connections come and go between two', async () => {
    const first = await world.api(list({ limit: '3' }));
    await world.api(put('a-0', world.settingsOf('seller-0')));
    await world.api(remove('a-1'));
    await world.api(remove('a-10'));
    const { nextToken = '' } = first.body;
    const second = await world.api(list({ limit: '3', nextToken }));
    expect(idsOf(second.body)).toEqual(['a1', 'alpha', 'zeta']);
  });

  it('leaves out what is pending deletion', async () => {
    await world.api(remove('a-10'));
    expect((await pages({})).flat()).toEqual(ordered.filter((id) => id !== 'a-10'));
  });

  describe('a token', () => {
    const tokenOf = async (query: Readonly<Record<string, string>> = {}) => {
      const { nextToken } = (await world.api(list({ limit: '2', ...query }))).body;
      return nextToken ?? '';
    };
    const refused = async (query: Readonly<Record<string, string>>) => {
      const { status, body } = await world.api(list(query));
      expect([status, body.code]).toEqual([400, 'invalid_request']);
      expect(body.errors).toEqual([{ parameter: 'nextToken', detail: expect.any(String) }]);
    };

    it.each([
      '',
      'x',
      '%',
      'bm90IGpzb24',
      Buffer.from('[]').toString('base64url'),
      Buffer.from('["place"]').toString('base64url'),
      Buffer.from('["place","sum"]').toString('base64url'),
      Buffer.from('{"place":1}').toString('base64url'),
      Buffer.from('[null,null]').toString('base64url'),
      'A'.repeat(6_000),
    ])('that was made up is refused: %j', (nextToken) => refused({ nextToken }));

    it('that was changed anywhere is refused', async () => {
      const token = await tokenOf();
      for (const index of Array.from({ length: token.length }, (_, at) => at)) {
        const other = token[index] === 'A' ? 'B' : 'A';
        await refused({ nextToken: `${token.slice(0, index)}${other}${token.slice(index + 1)}` });
      }
      for (const changed of [`${token}A`, `${token}=`, `${token}!`, ` ${token}`, token.slice(0, -1)]) {
        await refused({ nextToken: changed });
      }
    });

    it('whose place was moved by hand is refused', async () => {
      const [place, sum]: string[] = JSON.parse(Buffer.from(await tokenOf(), 'base64url').toString());
      const inner = JSON.parse(Buffer.from(place ?? '', 'base64url').toString());
      inner.position[0] = `${PREFIX}0`;
      const moved = Buffer.from(JSON.stringify(inner)).toString('base64url');
      await refused({ nextToken: Buffer.from(JSON.stringify([moved, sum])).toString('base64url') });
    });

    it('of another filter is refused', async () => {
      const plain = await tokenOf();
      const filtered = await tokenOf({ endpoint: 'eu' });
      await refused({ nextToken: plain, endpoint: 'eu' });
      await refused({ nextToken: plain, state: 'passed' });
      await refused({ nextToken: filtered });
      await refused({ nextToken: filtered, endpoint: 'na' });
      await refused({ nextToken: filtered, endpoint: 'eu', lwaClientId: 'x' });
      expect((await world.api(list({ nextToken: filtered, endpoint: 'eu' }))).status).toBe(200);
    });

    it('goes on with another limit', async () => {
      expect(idsOf((await world.api(list({ nextToken: await tokenOf(), limit: '4' }))).body)).toEqual(
        ordered.slice(2, 6),
      );
    });

    it('of another route is refused', async () => {
      const nextToken = await tokenOf();
      const read = readPage({ nextToken }, ['tests', 'acme'], () => true);
      expect(read).toMatchObject({ ok: false, failure: { code: 'invalid_request' } });
    });

    it('that the store does not know any more is refused', async () => {
      const page = async () => ({ ok: true as const, value: { entries: [], next: 'place that has expired' } });
      const { body } = await world.environment({ index: { ...world.dependencies.index, page } })(list());
      await refused({ nextToken: body.nextToken ?? '' });
    });
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: 'ten' }, 'limit'],
    [{ limit: '' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ endpoint: 'UK' }, 'endpoint'],
    [{ endpoint: '' }, 'endpoint'],
    [{ endpoint: 'na,eu' }, 'endpoint'],
    [{ state: 'ok' }, 'state'],
    [{ state: '' }, 'state'],
    [{ lwaClientId: '' }, 'lwaClientId'],
    [{ endPoint: 'eu' }, 'endPoint'],
    [{ offset: '1' }, 'offset'],
  ])('%j is refused, and named', async (query, parameter) => {
    world.aws.forgetCalls();
    const { status, body } = await world.api(list(query));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toEqual([{ parameter, detail: expect.any(String) }]);
    expect(world.called()).toEqual([]);
  });
});

it('lists connections whose description has no room for all, by their secrets', async () => {
  const labels = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`${index}${'\u{1f600}'.repeat(31)}`, '\u{1f680}'.repeat(64)]),
  );
  const settings = {
    endpoint: 'fe',
    lwaClientId: `amzn1.application-oa2-client.${'0'.repeat(2_019)}`,
    lwaClientSecret: 's'.repeat(2_048),
    lwaRefreshToken: 't'.repeat(2_048),
    displayName: '\u{1f468}\u{200d}\u{1f469}'.repeat(42),
    labels,
    testing: 'paused',
    clientSecretCreatedOn: '2026-01-01',
    authorizedOn: '2026-02-01',
  };
  const { status, body } = await world.api(putUntested('long', settings));
  expect(status).toBe(201);
  expect(world.secretOf('long')?.description?.length).toBeLessThanOrEqual(2_048);
  // What the schedule needs is there all the same.
  expect(world.descriptionOf('long')).toEqual({
    schema: 1,
    endpoint: 'fe',
    testing: 'paused',
    clientSecretCreatedOn: '2026-01-01',
    authorizedOn: '2026-02-01',
  });
  expect(body.connection).toMatchObject({ labels, displayName: settings.displayName });
  const listed = await world.api(list({ lwaClientId: settings.lwaClientId }));
  expect(listed.body.connections).toEqual([body.connection]);
  expect((await world.api(patch('long', { displayName: 'Short' }))).body.connection.labels).toEqual(labels);
});

it('fails as a whole when a secret that it needs cannot be read, and logs which right is missing', async () => {
  const SecretString = JSON.stringify({ lwaClientId: 'a', lwaClientSecret: 'b', lwaRefreshToken: 'c' });
  await world.clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}by-hand`, SecretString }));
  world.aws.faults.inject('secretsmanager.GetSecretValue', 'access-denied');
  const { status, headers, body, invocation } = await world.api(list());
  expect([status, body.code, headers['retry-after']]).toEqual([503, 'storage_unavailable', '5']);
  expect(invocation.lines).toEqual([
    ['unavailable', { action: 'secretsmanager:GetSecretValue', reason: 'AccessDeniedException' }],
  ]);
  expect(invocation.total('SecretReadErrors')).toBe(1);
});

it('reads hand-made secrets ten at a time, and skips what goes meanwhile', async () => {
  const clients = awsClients(world.aws.endpoint, { maxAttempts: 1, requestTimeoutMs: 3_000 });
  for (const index of Array.from({ length: 25 }, (_, at) => at)) {
    const SecretString = JSON.stringify({ lwaClientId: 'a', lwaClientSecret: 'b', lwaRefreshToken: 'c' });
    await clients.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}by-hand-${index}`, SecretString }));
  }
  const waiting: (() => void)[] = [];
  let begun = 0;
  let most = 0;
  const stop = world.aws.onCall(async ({ operation, resource }, phase) => {
    if (operation !== 'GetSecretValue' || phase !== 'before') return;
    if (resource === `${PREFIX}by-hand-9`)
      await clients.secrets.send(new DeleteSecretCommand({ SecretId: resource, RecoveryWindowInDays: 7 }));
    begun += 1;
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    most = Math.max(most, waiting.length);
    // They go on when there are ten of them, or when the last has come.
    if (waiting.length === 10 || begun === 25) for (const go of waiting.splice(0)) go();
    await turn;
  });
  const { body } = await world.api(list());
  stop();
  expect(body.connections).toHaveLength(24);
  expect(most).toBe(10);
});
