import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { parseAccountsFile, withBuiltIn } from '../../infra/simulated-amazon/accounts-file.ts';
import { startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';

const fileOf = (...accounts: unknown[]) => JSON.stringify({ accounts });

function accountsIn(text: string) {
  const parsed = parseAccountsFile(text);
  if (!parsed.ok) throw new Error(parsed.failure.join('\n'));
  return parsed.value;
}

function problemsIn(text: string): readonly string[] {
  const parsed = parseAccountsFile(text);
  return parsed.ok ? [] : parsed.failure;
}

describe('an accounts file', () => {
  test('needs no more than names: the rest is that of a healthy seller in North America', () => {
    const [mine] = accountsIn(fileOf({ name: 'mine' }));

    expect(mine).toMatchObject({
      authorizedFor: 'na',
      accountType: 'seller',
      roles: ['Product Listing'],
      fault: null,
      saved: true,
      expected: { verdict: 'passed', code: null },
    });
    expect(mine?.settings).toEqual({
      endpoint: 'na',
      lwaClientId: mine?.application.clientId,
      lwaClientSecret: mine?.application.clientSecret,
      lwaRefreshToken: mine?.refreshToken,
      accountType: 'seller',
    });
  });

  test('may say everything', () => {
    const all = {
      name: 'mine',
      description: 'Mine.',
      application: { clientId: 'id', clientSecret: 'secret', clientSecretExpired: true, blocked: true },
      refreshToken: 'Atzr|mine',
      authorizedFor: 'fe-sandbox',
      accountType: 'vendor',
      roles: ['Pricing'],
      revoked: true,
      suspended: true,
      exhaustedQuotas: ['getFeeds'],
      recentFeed: true,
      fault: { lwa: { kind: 'delay', milliseconds: 5, times: 1 }, spApi: { kind: 'refused', details: 'x' } },
      expected: { verdict: 'failed', code: 'client_blocked' },
      saved: false,
    };
    const settings = {
      endpoint: 'eu',
      lwaClientSecret: 'other',
      displayName: 'Mine',
      labels: { a: 'b' },
      expectFeeds: false,
    };

    expect(accountsIn(fileOf({ ...all, settings }))).toEqual([
      {
        ...all,
        settings: { ...settings, lwaClientId: 'id', lwaRefreshToken: 'Atzr|mine', accountType: 'vendor' },
      },
    ]);
  });

  test('gives accounts of one application name the same client', () => {
    const [one, two] = accountsIn(
      fileOf({ name: 'one', application: { name: 'app' } }, { name: 'two', application: { name: 'app' } }),
    );

    expect(one?.application).toEqual(two?.application);
    expect(one?.refreshToken).not.toBe(two?.refreshToken);
  });

  test('may begin with a byte-order mark', () => {
    expect(accountsIn(`\uFEFF${fileOf({ name: 'mine' })}`)).toHaveLength(1);
  });
});

describe('a mistake in an accounts file', () => {
  test.for([
    [
      'a misspelt kind of fault',
      [{ name: 'a' }, { name: 'b' }, { name: 'c', fault: { lwa: { kind: 'nevr' } } }],
      'accounts[2].fault.lwa.kind: Invalid discriminator value. Expected ',
    ],
    [
      'a fault of the other service',
      [{ name: 'a', fault: { lwa: { kind: 'stale-token' } } }],
      'accounts[0].fault.lwa.kind: ',
    ],
    [
      'a status that is no fault',
      [{ name: 'a', fault: { spApi: { kind: 'status', status: 418 } } }],
      'accounts[0].fault.spApi.status: ',
    ],
    [
      'a delay without its length',
      [{ name: 'a', fault: { spApi: { kind: 'delay' } } }],
      'accounts[0].fault.spApi.milliseconds: ',
    ],
    [
      'times of zero',
      [{ name: 'a', fault: { spApi: { kind: 'reset', times: 0 } } }],
      'accounts[0].fault.spApi.times: ',
    ],
    ['an unknown field', [{ name: 'a', colour: 'red' }], 'accounts[0]: Unrecognized key: "colour"'],
    ['a missing name', [{}], 'accounts[0].name: '],
    ['a name with capitals', [{ name: 'Acme' }], 'accounts[0].name: must be lower-case letters, digits and hyphens'],
    ['an unknown endpoint', [{ name: 'a', authorizedFor: 'us' }], 'accounts[0].authorizedFor: '],
    ['an unknown role', [{ name: 'a', roles: ['Feeds'] }], 'accounts[0].roles[0]: '],
    ['an unknown operation', [{ name: 'a', exhaustedQuotas: ['getFeed'] }], 'accounts[0].exhaustedQuotas[0]: '],
    ['an unknown code', [{ name: 'a', expected: { verdict: 'failed', code: 'oops' } }], 'accounts[0].expected.code: '],
    ['a name given twice', [{ name: 'a' }, { name: 'a', refreshToken: 'x' }], 'accounts[1].name: "a" is taken'],
    [
      'a refresh token given twice',
      [
        { name: 'a', refreshToken: 'x' },
        { name: 'b', refreshToken: 'x' },
      ],
      'accounts[1].refreshToken: is that of another account',
    ],
    [
      'one application with two secrets',
      [
        { name: 'a', application: { clientId: 'x' } },
        { name: 'b', application: { clientId: 'x' } },
      ],
      'accounts[1].application: differs from that of another account with the same client id',
    ],
  ] as const)('is named by its field: %s', ([, accounts, problem]) => {
    expect(problemsIn(fileOf(...accounts))).toEqual([expect.stringContaining(problem)]);
  });

  test.for([
    ['{"accounts":', /^not JSON: /],
    ['[]', /^the file: /],
    ['{}', /^accounts: /],
    ['{"accounts":[],"more":1}', /^the file: Unrecognized key: "more"/],
  ] as const)('is told of the file as a whole: %s', ([text, problem]) => {
    expect(problemsIn(text)).toEqual([expect.stringMatching(problem)]);
  });

  test('does not hide the others', () => {
    expect(problemsIn(fileOf({ name: 'A' }, { name: 'b', saved: 'no' }))).toHaveLength(2);
  });
});

test('no text makes the reading of an accounts file throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.json().map((json) => `{"accounts":[${json}]}`),
      ),
      (text) => {
        expect(parseAccountsFile(text)).toHaveProperty('ok');
      },
    ),
  );
});

describe('accounts of a file', () => {
  test('join the built-in ones, and take the place of one with the same name', () => {
    const own = [account({ name: 'mine' }), account({ name: 'acme-eu', authorizedFor: 'eu', revoked: true })];

    const all = withBuiltIn(own, BUILT_IN_ACCOUNTS);

    expect(all).toHaveLength(BUILT_IN_ACCOUNTS.length + 1);
    expect(all.filter(({ name }) => name === 'acme-eu')).toEqual([own[1]]);
  });

  test('that contradict a built-in one are refused by name', async () => {
    const own = account({ name: 'mine', application: { name: 'acme', blocked: true } });

    await expect(startSimulatedAmazon({ accounts: withBuiltIn([own], BUILT_IN_ACCOUNTS) })).rejects.toThrow(
      'simulated account mine: application differs from that of another account with the same client id',
    );
  });
});
