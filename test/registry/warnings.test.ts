import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../lib/connection/digest.ts';
import { Secret } from '../../lib/secret.ts';
import { type Answer, patch, put, putUntested, remove } from './api-call.ts';
import { outlines, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  const accounts = [...sellers(3), ...outlines([{ name: 'other', application: { name: 'two' } }])];
  world = await startRegistryWorld({ accounts });
});
afterAll(() => world.close());
afterEach(() => world.clear());

const told = ({ body }: Pick<Answer, 'body'>) => body.warnings.map(({ field, code }) => [field, code]);

describe('slips that a look at the values shows', () => {
  const slips = [
    [{ lwaClientId: 'amzn1.sp.solution.0000' }, [['lwaClientId', 'looks_like_application_id']]],
    [{ lwaClientId: 'amzn1.sellerapps.app.0000' }, [['lwaClientId', 'looks_like_application_id']]],
    [
      { lwaClientSecret: 'Atzr|token', lwaRefreshToken: 'amzn1.oa2-cs.v1.0000' },
      [
        ['lwaClientSecret', 'looks_like_refresh_token'],
        ['lwaRefreshToken', 'looks_like_client_secret'],
      ],
    ],
    [{ lwaRefreshToken: 'Atza|token' }, [['lwaRefreshToken', 'looks_like_access_token']]],
    [{ lwaRefreshToken: 'Atzr|one\n two' }, [['lwaRefreshToken', 'white_space_inside']]],
    [
      { lwaClientSecret: '"amzn1.oa2-cs.v1.0000"' },
      [
        ['lwaClientSecret', 'unexpected_shape'],
        ['lwaClientSecret', 'quotes_inside'],
      ],
    ],
    [{ lwaClientSecret: '0123456789abcdef'.repeat(4) }, []],
  ] as const;

  it.each(slips)('%j: a warning, and the save is made all the same', async (slip, expected) => {
    const { status, body } = await world.api(putUntested('acme', { ...world.settingsOf('seller-0'), ...slip }));
    expect(status).toBe(201);
    expect(told({ body })).toEqual(expected);
    for (const { detail } of body.warnings) {
      for (const value of Object.values(slip)) expect(detail).not.toContain(value);
    }
  });

  it('are told with the test of a save that failed for them', async () => {
    const settings = { ...world.settingsOf('seller-0'), lwaClientId: 'amzn1.sp.solution.0000' };
    const { status, body } = await world.api(put('acme', settings));
    expect(status).toBe(422);
    expect(body.test.warnings).toMatchObject([{ field: 'lwaClientId', code: 'looks_like_application_id' }]);
  });

  it.each([
    ['UK', 'eu'],
    ['us', 'na'],
    ['A1PA6795UKMFR9', 'eu'],
    ['NA', 'na'],
    ['FE-Sandbox', 'fe-sandbox'],
    ['JP', 'fe'],
  ])('an endpoint given as %s is refused, and the right one is named: %s', async (endpoint, right) => {
    for (const call of [
      put('acme', { ...world.settingsOf('seller-0'), endpoint }),
      putUntested('acme', { endpoint }),
    ]) {
      const { status, body } = await world.api(call);
      expect(status).toBe(400);
      const complaint = body.errors.find(({ pointer }) => pointer === '/endpoint');
      expect(complaint?.detail).toMatch(new RegExp(`\\b${right}$`));
    }
    expect(world.aws.secrets()).toEqual([]);
  });
});

describe('a value that another connection has, too', () => {
  const TOKEN = ['lwaRefreshToken', 'used_by_another_connection'];
  const SECRET = ['lwaClientSecret', 'used_by_another_connection'];

  it('is a warning that names the other one', async () => {
    await world.api(put('first', world.settingsOf('seller-0')));
    const answer = await world.api(put('second', world.settingsOf('seller-0')));
    expect(answer.status).toBe(201);
    expect(told(answer)).toEqual([TOKEN]);
    expect(answer.body.warnings[0]?.detail).toContain('first');
  });

  it('is none for the client secret that connections of one application share', async () => {
    await world.api(put('first', world.settingsOf('seller-0')));
    expect(told(await world.api(put('second', world.settingsOf('seller-1'))))).toEqual([]);
  });

  it('is one for a client secret of another application', async () => {
    await world.api(put('first', world.settingsOf('seller-0')));
    const mixed = { ...world.settingsOf('other'), lwaClientSecret: world.settingsOf('seller-0').lwaClientSecret };
    const answer = await world.api(putUntested('second', mixed));
    expect(told(answer)).toEqual([SECRET]);
    const both = { ...mixed, lwaRefreshToken: world.settingsOf('seller-0').lwaRefreshToken };
    expect(told(await world.api(putUntested('third', both)))).toEqual([TOKEN, SECRET]);
  });

  it('is found by PATCH as well, and by a save that changes nothing of it', async () => {
    await world.api(put('first', world.settingsOf('seller-0')));
    await world.api(put('second', world.settingsOf('seller-1')));
    const { lwaRefreshToken } = world.settingsOf('seller-0');
    expect(told(await world.api(patch('second', { lwaRefreshToken })))).toEqual([TOKEN]);
    expect(told(await world.api(patch('second', { displayName: 'New' })))).toEqual([TOKEN]);
  });

  it('is not one that the connection itself had, nor one that is being removed', async () => {
    await world.api(put('first', world.settingsOf('seller-0')));
    expect(told(await world.api(put('first', world.settingsOf('seller-0'))))).toEqual([]);
    await world.api(remove('first'));
    expect(told(await world.api(put('second', world.settingsOf('seller-0'))))).toEqual([]);
  });

  it('is looked for by keyed digests: what the index holds is no value, and another installation has others', async () => {
    await world.api(put('first', world.settingsOf('seller-0')));
    const { lwaClientSecret, lwaRefreshToken } = world.settingsOf('seller-0');
    const { digests } = world.descriptionOf('first');
    expect(digests).toEqual({
      lwaClientSecret: expect.stringMatching(/^[\w-]{22}$/),
      lwaRefreshToken: expect.stringMatching(/^[\w-]{22}$/),
    });
    for (const digest of Object.values(Object(digests)))
      expect([lwaClientSecret, lwaRefreshToken]).not.toContain(digest);
    const secret = new Secret(lwaClientSecret);
    expect(digestOf(secret, '/one/')).not.toBe(digestOf(secret, '/other/'));
  });

  it('is found among the hundred that were changed last, with one look, however many there are', async () => {
    await Promise.all(
      Array.from({ length: 120 }, (_, index) =>
        world.api(putUntested(`fleet-${index}`, world.settingsOf('other', { lwaRefreshToken: `Atzr|${index}` }))),
      ),
    );
    await world.api(patch('fleet-99', { displayName: 'Changed last' }));
    world.aws.forgetCalls();
    const answer = await world.api(putUntested('zz', world.settingsOf('other', { lwaRefreshToken: 'Atzr|99' })));
    expect(told(answer)).toEqual([TOKEN]);
    expect(world.called().filter((call) => call.endsWith('ListSecrets'))).toHaveLength(1);
  });
});
