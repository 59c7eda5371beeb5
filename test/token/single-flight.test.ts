import { describe, expect, it } from 'vitest';
import { formOf, issued, refusedByLwa } from './amazon-by-script.ts';
import { brokerWorld, grantless, handed, restricted, settled } from './broker-world.ts';

const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, i) => make(i));

describe('callers of the same token at the same time', () => {
  it('share one exchange, a thousand of them too', async () => {
    const { amazon, store, ask } = brokerWorld();
    store.save('acme', 'v1');
    amazon.hold();
    const asked = times(1_000, () => ask());
    await settled();
    expect(amazon.requests).toHaveLength(1);
    amazon.release();
    const handedOut = await Promise.all(asked);
    expect(new Set(handedOut.map(handed))).toEqual(new Set(['Atza|token']));
    expect(amazon.requests).toHaveLength(1);
    expect(store.reads).toBe(1);
  });

  it('make one exchange for each connection: 100 connections, ten callers each', async () => {
    const { amazon, store, ask } = brokerWorld((request) => issued(`token-for-${formOf(request).refresh_token}`));
    const ids = times(100, (index) => `connection-${index}`);
    for (const id of ids) store.save(id, 'v1');
    amazon.hold();
    const asked = times(1_000, (index) => {
      const connectionId = `connection-${index % 100}`;
      return ask({ connectionId }).then((out) => [connectionId, handed(out)]);
    });
    await settled();
    amazon.release();
    for (const [connectionId, token] of await Promise.all(asked)) {
      expect(token).toBe(`token-for-refresh-of-${connectionId}-v1`);
    }
    expect(amazon.requests).toHaveLength(100);
  });

  it('share a failure', async () => {
    const { amazon, store, ask } = brokerWorld(() => refusedByLwa('access_denied', 403));
    store.save('acme', 'v1');
    amazon.hold();
    const asked = times(50, () => ask());
    await settled();
    amazon.release();
    expect(new Set((await Promise.all(asked)).map(handed))).toEqual(new Set(['rejected: client_blocked']));
    expect(amazon.requests).toHaveLength(1);
  });

  it('make one exchange for the seller token that many restricted tokens need', async () => {
    const { amazon, store, ask } = brokerWorld();
    store.save('acme', 'v1');
    amazon.hold();
    const asked = times(20, (index) => ask({ grant: restricted(`/orders/${index}`) }));
    await settled();
    expect(amazon.exchanges).toHaveLength(1);
    amazon.script = (request) =>
      request.url.endsWith('/token') ? issued('Atza|seller') : issued('not a restricted token');
    amazon.release();
    await Promise.all(asked);
    expect(amazon.exchanges).toHaveLength(1);
    expect(amazon.restricted).toHaveLength(20);
  });
});

describe('callers of different tokens', () => {
  it('do not wait for each other', async () => {
    const { amazon, store, ask } = brokerWorld();
    store.save('acme', 'v1');
    amazon.hold();
    const slow = ask();
    await settled();
    amazon.script = () => issued('Atza|quick');
    amazon.release();
    expect(handed(await ask({ grant: grantless('sellingpartnerapi::notifications') }))).toBe('Atza|quick');
    await slow;
    expect(amazon.requests).toHaveLength(2);
  });
});

describe('a token in memory', () => {
  it('is handed out without asking Amazon, and counted as a hit', async () => {
    const { amazon, store, ask, invocation } = brokerWorld();
    store.save('acme', 'v1');
    const first = invocation();
    await ask({}, first);
    expect(first.measured).toEqual([['TokenExchanges[passed]', 1]]);
    const second = invocation();
    const out = await ask({}, second);
    expect(second.measured).toEqual([['TokenCacheHits', 1]]);
    expect(out).toMatchObject({ ok: true, value: { amazonRequestId: null } });
    expect(amazon.requests).toHaveLength(1);
  });

  it('leaves when a thousand others were used since', async () => {
    const { amazon, store, ask } = brokerWorld((request) => issued(`token-for-${formOf(request).refresh_token}`));
    for (let index = 0; index <= 1_000; index += 1) store.save(`connection-${index}`, 'v1');
    for (let index = 0; index < 1_000; index += 1) await ask({ connectionId: `connection-${index}` });
    await ask({ connectionId: 'connection-0' });
    expect(amazon.requests).toHaveLength(1_000);
    await ask({ connectionId: 'connection-1000' });
    expect(amazon.requests).toHaveLength(1_001);
    await ask({ connectionId: 'connection-0' });
    expect(amazon.requests, 'the one used last but one stays').toHaveLength(1_001);
    await ask({ connectionId: 'connection-1' });
    expect(amazon.requests, 'the one used longest ago left').toHaveLength(1_002);
  });
});
