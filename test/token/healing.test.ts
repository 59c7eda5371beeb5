import { describe, expect, it } from 'vitest';
import type { AmazonRequest } from '../../lib/amazon/exchange.ts';
import { answer, formOf, issued, refusedByLwa } from './amazon-by-script.ts';
import { brokerWorld, grantless, handed, settled } from './broker-world.ts';

/** LWA that takes the values of these versions only. */
const accepting =
  (...versions: readonly string[]) =>
  (request: AmazonRequest) => {
    const secret = formOf(request).client_secret ?? '';
    const version = versions.find((candidate) => secret.endsWith(`-${candidate}`));
    return version ? issued(`token-of-${version}`) : refusedByLwa('invalid_client', 401);
  };

/** A connection whose version 1 was remembered before version 2 was saved. */
async function world() {
  const made = brokerWorld(accepting('v1', 'v2'));
  made.store.save('acme', 'v1');
  await made.ask();
  made.store.save('acme', 'v2');
  made.clock.jump(200_000);
  return made;
}

describe('a rejected credential', () => {
  it.each([
    ['invalid_client', 401],
    ['invalid_grant', 400],
  ])(
    '%s makes the secret be read again past the memory, and the exchange be repeated with its new values',
    async (error, status) => {
      const { amazon, store, dead, ask } = await world();
      amazon.script = (request) =>
        formOf(request).client_secret?.endsWith('v2') ? issued('token-of-v2') : refusedByLwa(error, status);
      const out = await ask({ minValidSeconds: 3_000 + 500 });
      expect(handed(out)).toBe('token-of-v2');
      expect(out).toMatchObject({ value: { connection: { version: 'v2' } } });
      expect(store.reads).toBe(2);
      expect(amazon.exchanges).toHaveLength(3);
      expect(dead).toEqual([]);
    },
  );

  it('is looked up again by the one exchange, for all who wait', async () => {
    const { amazon, store, ask } = await world();
    amazon.script = accepting('v2');
    amazon.hold();
    const asked = Array.from({ length: 100 }, () => ask({ minValidSeconds: 3_500 }));
    await settled();
    amazon.release();
    expect(new Set((await Promise.all(asked)).map(handed))).toEqual(new Set(['token-of-v2']));
    expect(amazon.exchanges).toHaveLength(3);
    expect(store.reads).toBe(2);
  });

  it('drops the tokens of the old version: a rollback to it makes a new exchange', async () => {
    const { clock, amazon, store, ask } = await world();
    await ask({ grant: grantless('a') });
    amazon.script = accepting('v2');
    await ask({ grant: grantless('b') });
    const exchanges = amazon.exchanges.length;
    store.save('acme', 'v1');
    clock.jump(300_000);
    amazon.script = accepting('v1');
    expect(handed(await ask())).toBe('token-of-v1');
    expect(handed(await ask({ grant: grantless('a') }))).toBe('token-of-v1');
    expect(amazon.exchanges).toHaveLength(exchanges + 2);
  });

  it('leaves the tokens of other connections alone', async () => {
    const { amazon, store, ask } = await world();
    store.save('acme-2', 'v1');
    store.save('acm', 'v1');
    await ask({ connectionId: 'acme-2' });
    await ask({ connectionId: 'acm' });
    amazon.script = accepting('v2');
    await ask({ minValidSeconds: 3_500 });
    expect(handed(await ask({ connectionId: 'acme-2' }))).toBe('token-of-v1');
    expect(handed(await ask({ connectionId: 'acm' }))).toBe('token-of-v1');
  });

  it('of the new values too is told, after one repeat', async () => {
    const { amazon, dead, ask } = await world();
    amazon.script = accepting('none');
    expect(handed(await ask({ minValidSeconds: 3_500 }))).toBe('rejected: client_rejected');
    expect(amazon.exchanges).toHaveLength(3);
    expect(dead).toEqual([]);
    expect(handed(await ask({ minValidSeconds: 3_500 })), 'both versions cool down').toBe('rejected: client_rejected');
    expect(amazon.exchanges).toHaveLength(3);
  });

  it('of the latest secret is dead, and somebody is told of it', async () => {
    const { amazon, store, dead, ask } = brokerWorld(accepting('none'));
    store.save('acme', 'v1');
    amazon.hold();
    const asked = [ask(), ask()];
    await settled();
    amazon.release();
    expect((await Promise.all(asked)).map(handed)).toEqual(['rejected: client_rejected', 'rejected: client_rejected']);
    expect(amazon.exchanges).toHaveLength(1);
    expect(store.reads).toBe(2);
    expect(dead).toEqual(['acme']);
  });

  it.each([
    ['unauthorized_client', 400, 'client_token_mismatch'],
    ['access_denied', 403, 'client_blocked'],
    ['invalid_scope', 400, 'request_refused'],
  ])('%s is not one: the secret is not read again', async (error, status, code) => {
    const { amazon, store, dead, ask } = brokerWorld(() => refusedByLwa(error, status));
    store.save('acme', 'v1');
    expect(handed(await ask())).toBe(`rejected: ${code}`);
    expect(amazon.exchanges).toHaveLength(1);
    expect(store.reads).toBe(1);
    expect(dead).toEqual([]);
  });
});

describe('a secret that cannot be read again', () => {
  it('because the store is down leaves the rejection as it is: told, counted and logged', async () => {
    const { amazon, store, dead, ask, invocation } = await world();
    amazon.script = () => {
      store.failure = { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'TimeoutError' };
      return refusedByLwa('invalid_client', 401);
    };
    const during = invocation();
    expect(handed(await ask({ minValidSeconds: 3_500 }, during))).toBe('rejected: client_rejected');
    expect(during.total('SecretReadErrors')).toBe(1);
    expect(during.lines).toHaveLength(1);
    expect(dead).toEqual([]);
  });

  it.each([
    ['connection_not_found', { kind: 'connection_not_found' } as const],
    ['connection_pending_deletion', { kind: 'connection_pending_deletion' } as const],
  ])('because of %s is told as that, and Amazon is not asked again', async (kind, failure) => {
    const { amazon, store, ask } = await world();
    amazon.script = () => {
      store.failure = failure;
      return refusedByLwa('invalid_grant');
    };
    expect(handed(await ask({ minValidSeconds: 3_500 }))).toBe(kind);
    expect(handed(await ask())).toBe(kind);
    expect(amazon.exchanges).toHaveLength(2);
  });
});

describe('a secret that is rolled back while it heals', () => {
  it('does not make two exchanges wait for each other', async () => {
    const { clock, amazon, store, ask } = brokerWorld(accepting('none'));
    store.save('acme', 'v1');
    amazon.hold();
    const ofVersion1 = ask();
    await settled();
    // Another caller has read version 2 in the meantime.
    store.save('acme', 'v2');
    clock.jump(300_000);
    const ofVersion2 = ask();
    await settled();
    expect(amazon.exchanges).toHaveLength(2);
    // Each finds the other's version when it looks again.
    const versions = ['v2', 'v1'];
    amazon.script = (request) => {
      store.save('acme', versions.shift() ?? 'v1');
      return accepting('none')(request);
    };
    amazon.release();
    expect((await Promise.all([ofVersion1, ofVersion2])).map(handed)).toEqual([
      'rejected: client_rejected',
      'rejected: client_rejected',
    ]);
  });

  it('ends with the version that works', async () => {
    const { amazon, ask, store } = await world();
    amazon.script = (request) => {
      store.save('acme', 'v3');
      return accepting('v3')(request);
    };
    expect(handed(await ask({ minValidSeconds: 3_500 }))).toBe('token-of-v3');
  });
});

describe('what goes to the log and the metrics', () => {
  it('counts every exchange by its outcome', async () => {
    const { amazon, ask, invocation } = await world();
    amazon.script = accepting('v2');
    const during = invocation();
    await ask({ minValidSeconds: 3_500 }, during);
    expect(during.measured).toEqual([
      ['TokenExchanges[failed]', 1],
      ['TokenExchanges[passed]', 1],
    ]);
  });

  it('keeps the request id of the answer that settled it', async () => {
    const { amazon, store, ask } = brokerWorld(() => answer(400, { error: 'access_denied' }, 'id-of-amazon'));
    store.save('acme', 'v1');
    expect(await ask()).toMatchObject({ failure: { amazonRequestId: 'id-of-amazon' } });
    expect(amazon.requests).toHaveLength(1);
  });
});
