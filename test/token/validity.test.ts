import { describe, expect, it } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import { mayBeHandedOut, tokenFrom } from '../../lib/token/token.ts';
import { issued } from './amazon-by-script.ts';
import { brokerWorld, handed, settled } from './broker-world.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 23, 10);

describe('a token', () => {
  const token = tokenFrom({ token: new Secret('t'), expiresInSeconds: 3_600 }, NOW);

  it('lives from when it was asked for', () => {
    expect(token.expiresAt).toBe(NOW + HOUR_MS);
  });

  it.each([
    [60, HOUR_MS - 60_000, true],
    [60, HOUR_MS - 59_999, false],
    [3_000, 600_000, true],
    [3_000, 600_001, false],
    [0, HOUR_MS - 1, true],
    [0, HOUR_MS, false],
    [0, HOUR_MS + 1, false],
  ])('with %d seconds asked is handed out %d ms later: %s', (minValidSeconds, laterMs, expected) => {
    expect(mayBeHandedOut(token, minValidSeconds, NOW + laterMs)).toBe(expected);
  });
});

describe('the broker', () => {
  /** Token after token, each with its own name. */
  function world(lifeSeconds = 3_600) {
    let count = 0;
    const made = brokerWorld(() => {
      count += 1;
      return issued(`token-${count}`, lifeSeconds);
    });
    made.store.save('acme', 'v1');
    return made;
  }

  it.each([
    [60, HOUR_MS - 60_000, 'token-1'],
    [60, HOUR_MS - 59_999, 'token-2'],
    [3_000, 600_000, 'token-1'],
    [3_000, 600_001, 'token-2'],
    [0, HOUR_MS - 1, 'token-1'],
    [0, HOUR_MS, 'token-2'],
  ])('asked for %d seconds hands out, %d ms after the first, %s', async (minValidSeconds, laterMs, expected) => {
    const { clock, ask } = world();
    await ask();
    clock.jump(laterMs);
    expect(handed(await ask({ minValidSeconds }))).toBe(expected);
  });

  it('counts the life of a token from when it was asked for, not from when the answer came', async () => {
    const { clock, amazon, ask } = world();
    const askedAt = clock.now();
    amazon.script = () => {
      clock.jump(2_000);
      return issued('slow');
    };
    expect(await ask()).toMatchObject({ ok: true, value: { token: { expiresAt: askedAt + HOUR_MS } } });
  });

  it('counts it from the last try, when a try before it failed', async () => {
    const { clock, amazon, ask } = world();
    const askedAt = clock.now();
    amazon.script = () => {
      clock.jump(5_000);
      amazon.script = () => issued('second');
      return { kind: 'network_unreachable' };
    };
    expect(await ask()).toMatchObject({ ok: true, value: { token: { expiresAt: askedAt + 5_000 + HOUR_MS } } });
  });

  it('hands a fresh token whose life is shorter than asked to those who waited, and keeps it from others', async () => {
    const { amazon, ask } = world(30);
    amazon.hold();
    const waiting = [ask(), ask({ minValidSeconds: 3_000 })];
    await settled();
    amazon.release();
    expect((await Promise.all(waiting)).map(handed)).toEqual(['token-1', 'token-1']);
    expect(handed(await ask())).toBe('token-2');
    expect(handed(await ask({ minValidSeconds: 20 }))).toBe('token-2');
  });

  it('after a thaw, with a clock that jumped while nothing ran, hands out no token that died meanwhile', async () => {
    const { clock, ask } = world();
    await ask();
    clock.jump(24 * HOUR_MS);
    expect(handed(await ask())).toBe('token-2');
  });

  it('asks for a new token with the secret that is remembered, and reads the secret again after its time', async () => {
    const { clock, store, ask } = world();
    await ask();
    clock.jump(299_999);
    await ask({ minValidSeconds: 3_000 });
    expect(store.reads).toBe(1);
    clock.jump(1);
    await ask();
    expect(store.reads).toBe(2);
  });
});
