import { describe, expect, it } from 'vitest';
import type { AmazonOutcome } from '../../lib/amazon/exchange.ts';
import type { HandOut } from '../../lib/token/hand-out.ts';
import { answer, issued } from './amazon-by-script.ts';
import { brokerWorld, restricted } from './broker-world.ts';

const ORDERS = restricted('/orders/v0/orders');
/** Without the prefixes by which Amazon's tokens are known. */
const SELLER_TOKEN = 'seller-token-without-prefix';
const RESTRICTED_TOKEN = 'restricted-token-without-prefix';

function idOf(out: HandOut): string | null | undefined {
  if (out.ok) return out.value.amazonRequestId;
  return 'amazonRequestId' in out.failure ? out.failure.amazonRequestId : undefined;
}

function world(exchange: AmazonOutcome, tokensApi?: AmazonOutcome) {
  const made = brokerWorld(({ url }) => (url.endsWith('/auth/o2/token') ? exchange : (tokensApi ?? exchange)));
  made.store.save('acme', 'v1');
  return made;
}

const seller = (id: string) => answer(200, { access_token: SELLER_TOKEN, expires_in: 3_600 }, id);
const refused = (id: string) => answer(400, { error: 'invalid_client' }, id);
const broken = (id: string) => answer(500, {}, id);
const restrictedToken = (id: string) => answer(200, { restrictedDataToken: RESTRICTED_TOKEN, expiresIn: 3_600 }, id);
const forbidden = (id: string) => answer(403, { errors: [{ code: 'Unauthorized', message: '', details: '' }] }, id);

describe("Amazon's request id, which is logged", () => {
  it.each([
    ['a token', seller],
    ['a rejection', refused],
    ['an error of its own', broken],
  ])('comes with %s', async (_what, exchange) => {
    expect(idOf(await world(exchange('an-id')).ask())).toBe('an-id');
  });

  it('is null when nobody answered', async () => {
    expect(idOf(await world({ kind: 'timed_out' }).ask())).toBeNull();
    expect(idOf(await world(issued(SELLER_TOKEN), { kind: 'timed_out' }).ask({ grant: ORDERS }))).toBeNull();
  });

  it.each([
    ['a token', seller, 'secret-of-acme-v1'],
    ['a token', seller, 'refresh-of-acme-v1'],
    ['a token', seller, SELLER_TOKEN],
    ['a rejection', refused, 'secret-of-acme-v1'],
    ['a rejection', refused, 'refresh-of-acme-v1'],
    ['an error of its own', broken, 'refresh-of-acme-v1'],
  ])(
    'that comes with %s says nothing of what was exchanged, should Amazon repeat it there',
    async (_what, exchange, secret) => {
      const id = idOf(await world(exchange(`id of ${secret}`)).ask());
      expect(id).toMatch(/^id of /);
      expect(id).not.toContain(secret);
    },
  );

  it.each([
    ['a restricted token', restrictedToken, 'secret-of-acme-v1'],
    ['a restricted token', restrictedToken, SELLER_TOKEN],
    ['a restricted token', restrictedToken, RESTRICTED_TOKEN],
    ['a refusal', forbidden, 'refresh-of-acme-v1'],
    ['a refusal', forbidden, SELLER_TOKEN],
  ])('nor of what was shown for %s', async (_what, tokensApi, secret) => {
    const id = idOf(await world(issued(SELLER_TOKEN), tokensApi(`id of ${secret}`)).ask({ grant: ORDERS }));
    expect(id).toMatch(/^id of /);
    expect(id).not.toContain(secret);
  });
});

it('a refusal without a reason is told as that of a restricted data token, and without evidence', async () => {
  const out = await world(issued(SELLER_TOKEN), forbidden('an-id')).ask({ grant: ORDERS });
  expect(out).toMatchObject({
    failure: {
      diagnosis: { code: 'access_refused', summary: expect.stringContaining('restricted data token'), evidence: [] },
    },
  });
});
