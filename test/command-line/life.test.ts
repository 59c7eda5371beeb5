/** The life of one connection, by the command line alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalApi, startLocalApi } from './local-api.ts';
import { type Ended, spc } from './spc.ts';

let api: LocalApi;
const run = (...args: string[]): Promise<Ended> => spc(api.url, args);

beforeAll(async () => {
  api = await startLocalApi();
  await api.save('acme-eu', 'acme-eu');
  await api.save('acme-na', 'acme-na');
});
afterAll(() => api.close());

function settings(account: string, changes: object = {}): string {
  return JSON.stringify({ ...api.account(account).settings, ...changes });
}

const put = (id: string, input: string, ...more: string[]) =>
  spc(api.url, ['put', id, '--from', '-', ...more], { input });

describe('a connection', () => {
  it('with a wrong setting is tested, refused and explained', async () => {
    const refused = await put('shop', settings('newcomer-wrong-region'));

    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Nothing was saved') });
    expect(refused.stdout).toMatch(/^get-feeds +failed +403 /m);
    expect(refused.stdout).toContain('Review, most likely first: endpoint');
    expect(await run('show', 'shop')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('connection_not_found'),
    });
  });

  it('with the right ones is saved', async () => {
    const saved = await put(
      'shop',
      settings('newcomer-wrong-region', { displayName: '東京ストア' }),
      '--endpoint',
      'fe',
    );

    expect(saved).toMatchObject({ code: 0, stderr: '' });
    expect(saved.stdout).toMatch(/^shop is created, passed its test\.$/m);
  });

  it('is in the list, under the filters that fit', async () => {
    expect((await run('list')).stdout).toMatch(/^shop +東京ストア +fe +passed +\d{4}-\d\d-\d\d \d\d:\d\d +– +–$/m);
    expect((await run('list', '--endpoint', 'fe')).stdout).toMatch(/^shop /m);
    expect((await run('list', '--endpoint', 'eu')).stdout).not.toMatch(/^shop /m);
    expect((await run('list', '--state', 'failed')).stderr).toContain('There is no such connection');
  });

  it('is shown, with its latest test', async () => {
    const { stdout } = await run('show', 'shop');

    expect(stdout).toMatch(/^endpoint +fe \(https:\/\/sellingpartnerapi-fe\.amazon\.com\)$/m);
    expect(stdout).toMatch(/^Latest test: passed, .* \(save\)$/m);
    expect(stdout).not.toContain(api.account('newcomer-wrong-region').settings.lwaClientSecret);
  });

  it('is changed in single settings', async () => {
    const changed = await run(
      'change',
      'shop',
      '--label',
      'team=apac',
      '--remove',
      'displayName',
      '--testing',
      'paused',
    );

    expect(changed).toMatchObject({ code: 0, stdout: 'shop is saved, not tested.\n' });
    expect(await api.get('/connections/shop')).toMatchObject({
      displayName: null,
      labels: { team: 'apac' },
      testing: 'paused',
    });
    await run('change', 'shop', '--remove-label', 'team', '--label', 'tier=1');
    expect(await api.get('/connections/shop')).toMatchObject({ labels: { tier: '1' } });
  });

  it('is not changed into what does not work', async () => {
    const changed = await run('change', 'shop', '--endpoint', 'eu');

    expect(changed).toMatchObject({ code: 1, stderr: expect.stringContaining('connection_test_failed') });
    expect(await api.get('/connections/shop')).toMatchObject({ endpoint: 'fe' });
  });

  it('is tested, with the table and the details', async () => {
    const tested = await run('test', 'shop');

    expect(tested).toMatchObject({ code: 0, stderr: '' });
    expect(tested.stdout).toMatch(
      /^CONNECTION +ENDPOINT +VERDICT +CAUSE +SETTING TO CORRECT +TOKEN +FEEDS\nshop +fe +passed /,
    );
  });

  it('has a history', async () => {
    const { stdout } = await run('history', 'shop');

    expect(stdout).toMatch(/^\S+Z +manual +passed +– /m);
    expect(stdout).toMatch(/^\S+Z +save +passed +– /m);
  });

  it('hands out a token, alone on a line', async () => {
    expect((await run('token', 'shop')).stdout).toMatch(/^Atza\|\S+\n$/);
  });

  it('carries an operation, the answer as it came', async () => {
    const called = await run(
      'call',
      'shop',
      'get',
      '/feeds/2021-06-30/feeds?pageSize=1',
      '--query',
      'feedTypes=JSON_LISTINGS_FEED',
    );

    expect(called.code).toBe(0);
    expect(JSON.parse(called.stdout)).toEqual({ feeds: [] });
    expect(called.stderr).toMatch(/^Amazon answered 200; request id \S+\n$/);
  });

  it('carries what stands encoded in the path, byte for byte', async () => {
    const called = await run(
      'call',
      'shop',
      'GET',
      '/listings/2021-08-01/items/A1/SKU%2F1 ü',
      '--query',
      'marketplaceIds=A1VC38T7YXB528',
    );

    expect(api.refused).toEqual([]);
    expect(called.stderr).toContain('Amazon answered');
  });

  it('tells what Amazon refuses by the exit code', async () => {
    const called = await run('call', 'shop', 'GET', '/feeds/2021-06-30/feeds');

    expect(called).toMatchObject({ code: 1, stderr: expect.stringContaining('Amazon answered 400') });
    expect(JSON.parse(called.stdout)).toHaveProperty('errors');
  });

  it('has a support bundle without its secrets', async () => {
    const { stdout, code } = await run('bundle', 'shop');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Request 2 of 2: get-feeds, passed$/m);
    const { lwaClientSecret, lwaRefreshToken } = api.account('newcomer-wrong-region').settings;
    for (const secret of [lwaClientSecret, lwaRefreshToken]) expect(stdout).not.toContain(secret);
  });

  it('is deleted when somebody says so, and brought back', async () => {
    expect(await run('delete', 'shop')).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await run('delete', 'shop', '--yes', '--recovery-days', '7')).toMatchObject({ code: 0 });
    expect(await run('show', 'shop')).toMatchObject({ code: 2, stderr: expect.stringContaining('spc restore') });
    expect(await run('restore', 'shop')).toMatchObject({ code: 0, stdout: 'shop is back.\n' });
  });
});

describe('a new client secret', () => {
  it('goes to every connection that shares the client id', async () => {
    const { lwaClientSecret } = api.account('acme-eu').settings;
    const replaced = await spc(api.url, ['rotate-client-secret', 'acme-eu', '--yes', '--from', '-'], {
      input: JSON.stringify({ lwaClientSecret }),
    });

    expect(replaced.stderr).toContain('2 connections share it: acme-eu, acme-na');
    expect(replaced).toMatchObject({ code: 0 });
  });

  it('that is wrong is saved nowhere', async () => {
    const replaced = await spc(api.url, ['rotate-client-secret', 'acme-eu', '--yes', '--from', '-'], {
      input: JSON.stringify({ lwaClientSecret: 'amzn1.oa2-cs.v1.wrong' }),
    });

    expect(replaced.code).toBe(1);
    expect(replaced.stdout).toMatch(/^acme-na +failed +Login with Amazon does not know/m);
  });
});

describe('--json', () => {
  it.each([
    [['endpoints'], '/endpoints'],
    [['list'], '/connections?limit=100'],
    [['show', 'acme-eu'], '/connections/acme-eu'],
    [['history', 'shop', '--limit', '2'], '/connections/shop/tests?limit=2'],
  ])('prints what the API answers: %j', async (args, path) => {
    const { stdout, code } = await run(...args, '--json');
    const { nextToken: _random, ...answered } = Object(await api.get(path));

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject(answered);
  });

  it('prints a problem as the API puts it', async () => {
    const { stdout, code } = await run('show', 'nobody', '--json');

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'connection_not_found', status: 404 });
  });
});

it('signs every request', () => {
  expect(api.refused).toEqual([]);
});
