import { describe, expect, it } from 'vitest';
import { answer, issued, refusedByLwa } from './amazon-by-script.ts';
import { brokerWorld, grantless, handed } from './broker-world.ts';

const COOL_DOWN_MS = 10_000;

describe('after a failed exchange', () => {
  function world() {
    const made = brokerWorld(() => refusedByLwa('access_denied', 403));
    made.store.save('acme', 'v1');
    return made;
  }

  it('the failure is told for ten seconds, to the millisecond, without asking Amazon', async () => {
    const { clock, amazon, ask } = world();
    const first = await ask();
    clock.jump(COOL_DOWN_MS - 1);
    expect(await ask()).toEqual(first);
    expect(amazon.requests).toHaveLength(1);
    clock.jump(1);
    await ask();
    expect(amazon.requests).toHaveLength(2);
  });

  it('counts no hit and no exchange while it cools down', async () => {
    const { ask, invocation } = world();
    await ask();
    const during = invocation();
    await ask({}, during);
    expect(during.measured).toEqual([]);
  });

  it('a token that is in memory goes on being handed out', async () => {
    const { amazon, clock, ask } = world();
    amazon.script = () => issued('Atza|good');
    await ask();
    clock.jump(1_000_000);
    amazon.script = () => refusedByLwa('access_denied', 403);
    expect(handed(await ask({ minValidSeconds: 3_000 }))).toBe('rejected: client_blocked');
    expect(handed(await ask())).toBe('Atza|good');
  });

  it('other versions, grants and connections are not held back', async () => {
    const { clock, store, amazon, ask } = world();
    await ask();
    store.save('acme-2', 'v1');
    amazon.script = () => issued('Atza|good');
    expect(handed(await ask({ connectionId: 'acme-2' }))).toBe('Atza|good');
    expect(handed(await ask({ grant: grantless('a') }))).toBe('Atza|good');
    store.save('acme', 'v2');
    clock.jump(9_999);
    expect(handed(await ask()), 'the old version is still remembered').toBe('rejected: client_blocked');
  });

  it('a secret that was saved anew is tried at once', async () => {
    const { store, clock, amazon, ask } = brokerWorld(() => refusedByLwa('access_denied', 403));
    store.save('acme', 'v1');
    await ask();
    clock.jump(300_000 - 5_000);
    await ask();
    store.save('acme', 'v2');
    clock.jump(5_000);
    amazon.script = () => issued('Atza|good');
    expect(handed(await ask()), 'the remembered secret ran out, the failure did not').toBe('Atza|good');
  });

  it('an exchange that succeeds ends it', async () => {
    const { clock, amazon, ask } = world();
    await ask();
    clock.jump(COOL_DOWN_MS);
    amazon.script = () => issued('Atza|good', 1);
    expect(handed(await ask())).toBe('Atza|good');
    amazon.script = () => issued('Atza|next');
    expect(handed(await ask())).toBe('Atza|next');
  });

  it.each([
    ['a throttled LWA', answer(429, {}), 'inconclusive: throttled', 3],
    ['an LWA in trouble', answer(503, {}), 'inconclusive: amazon_unavailable', 3],
    ['an LWA out of reach', { kind: 'network_unreachable' } as const, 'inconclusive: network_unreachable', 3],
    ['an LWA that does not answer', { kind: 'timed_out' } as const, 'inconclusive: timed_out', 3],
    ['an answer that is none', answer(200, 'no token'), 'inconclusive: unexpected_response', 1],
  ])('%s is left alone too, after its tries', async (_what, outcome, expected, tries) => {
    const { clock, amazon, store, ask } = brokerWorld(() => outcome);
    store.save('acme', 'v1');
    expect(handed(await ask())).toBe(expected);
    expect(amazon.requests).toHaveLength(tries);
    clock.jump(COOL_DOWN_MS - 1);
    expect(handed(await ask())).toBe(expected);
    expect(amazon.requests).toHaveLength(tries);
    clock.jump(1);
    await ask();
    expect(amazon.requests).toHaveLength(2 * tries);
  });

  it('a clock that is set back does not prolong it', async () => {
    const { clock, amazon, ask } = world();
    await ask();
    clock.jump(-3_600_000);
    await ask();
    expect(amazon.requests).toHaveLength(2);
  });
});

describe('a connection that cannot be read', () => {
  it.each([
    ['connection_not_found', { kind: 'connection_not_found' } as const],
    ['connection_pending_deletion', { kind: 'connection_pending_deletion' } as const],
  ])('is told as %s, and is seen again as soon as it is there', async (kind, failure) => {
    const { store, amazon, ask, invocation } = brokerWorld();
    store.save('acme', 'v1');
    store.failure = failure;
    const during = invocation();
    expect(handed(await ask({}, during))).toBe(kind);
    expect(during.measured).toEqual([]);
    expect(during.lines).toEqual([]);
    expect(amazon.requests).toEqual([]);
    store.failure = null;
    expect(handed(await ask())).toBe('Atza|token');
  });

  it('because the store does not answer is counted, and logged with the right that may be missing', async () => {
    const { store, ask, invocation } = brokerWorld();
    store.failure = {
      kind: 'storage_unavailable',
      action: 'secretsmanager:GetSecretValue',
      reason: 'AccessDeniedException',
    };
    const during = invocation();
    expect(handed(await ask({}, during))).toBe('storage_unavailable');
    expect(during.measured).toEqual([['SecretReadErrors', 1]]);
    expect(during.lines).toEqual([
      [
        'unavailable',
        { action: 'secretsmanager:GetSecretValue', reason: 'AccessDeniedException', connectionId: 'acme' },
      ],
    ]);
  });
});
