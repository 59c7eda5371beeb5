import { describe, expect, it } from 'vitest';
import { SELLER } from '../../lib/token/grant.ts';
import type { HandedOut } from '../../lib/token/hand-out.ts';
import { issued } from './amazon-by-script.ts';
import { brokerWorld, handed, settled } from './broker-world.ts';

/** Tokens by number. */
async function world() {
  let exchanges = 0;
  const made = brokerWorld(() => {
    exchanges += 1;
    return issued(`token-${exchanges}`);
  });
  made.store.save('acme', 'v1');
  const take = async (): Promise<HandedOut> => {
    const out = await made.ask();
    if (!out.ok) throw new Error(handed(out));
    return out.value;
  };
  const renew = async (refused: HandedOut, cause: 'access_token_rejected' | 'client_secret_expired') => {
    const out = await made.broker.renew(refused, SELLER, cause, made.invocation());
    return out && handed(out);
  };
  return { ...made, take, renew };
}

describe('a token that the SP-API calls stale', () => {
  it('is exchanged for another one, and handed out to nobody any more', async () => {
    const { take, renew, ask } = await world();
    expect(await renew(await take(), 'access_token_rejected')).toBe('token-2');
    expect(handed(await ask())).toBe('token-2');
  });

  it('is exchanged once for all who hold it', async () => {
    const { amazon, take, renew } = await world();
    const refused = await take();
    amazon.hold();
    const renewing = Array.from({ length: 20 }, () => renew(refused, 'access_token_rejected'));
    await settled();
    amazon.release();
    expect(new Set(await Promise.all(renewing))).toEqual(new Set(['token-2']));
    expect(await renew(refused, 'access_token_rejected'), 'one who is refused later').toBe('token-2');
    expect(amazon.exchanges).toHaveLength(2);
  });
});

describe('a token whose client secret the SP-API calls expired', () => {
  it('is exchanged with the values of a secret that was saved meanwhile', async () => {
    const { amazon, store, dead, take, renew } = await world();
    const refused = await take();
    store.save('acme', 'v2');
    expect(await renew(refused, 'client_secret_expired')).toBe('token-2');
    expect(amazon.exchanges.at(-1)?.body).toContain('secret-of-acme-v2');
    expect(dead).toEqual([]);
  });

  it('has no other when the secret is the latest: somebody is told of it', async () => {
    const { amazon, dead, take, renew } = await world();
    expect(await renew(await take(), 'client_secret_expired')).toBeNull();
    expect(dead).toEqual(['acme']);
    expect(amazon.exchanges).toHaveLength(1);
  });

  it('has none while the store is down, and that of a connection that is gone says so', async () => {
    const { store, take, renew } = await world();
    const refused = await take();
    store.failure = { kind: 'storage_unavailable', action: 'secretsmanager:GetSecretValue', reason: 'TimeoutError' };
    expect(await renew(refused, 'client_secret_expired')).toBeNull();
    store.failure = { kind: 'connection_not_found' };
    expect(await renew(refused, 'client_secret_expired')).toBe('connection_not_found');
  });
});
