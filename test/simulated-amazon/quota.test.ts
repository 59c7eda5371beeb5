import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { Quotas } from '../../infra/simulated-amazon/quota.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import {
  accessToken,
  callSpApi,
  handClock,
  json,
  PARTICIPATIONS,
  PRODUCTION_FEEDS,
  SANDBOX_FEEDS,
} from './call-amazon.ts';

let clock = handClock();
let amazon: SimulatedAmazon;
beforeEach(async () => {
  clock = handClock();
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'seller', application: { name: 'app' } }),
      account({ name: 'sibling', application: { name: 'app' } }),
      account({ name: 'throttled', exhaustedQuotas: ['getFeeds'] }),
    ],
  });
});
afterEach(() => amazon.close());

/** The statuses of `count` requests, one after the other. */
async function statuses(count: number, name: string, path = PRODUCTION_FEEDS, endpoint: EndpointName = 'na') {
  const token = await accessToken(amazon, name);
  const seen: number[] = [];
  for (let sent = 0; sent < count; sent += 1) seen.push((await callSpApi(amazon, endpoint, path, token)).status);
  return seen;
}

describe('the quota of getFeeds', () => {
  test('is ten at once, then one every 45 seconds and a bit', async () => {
    expect(await statuses(11, 'seller')).toEqual([...Array(10).fill(200), 429]);

    clock.advance(45_000);
    expect(await statuses(1, 'seller')).toEqual([429]);
    clock.advance(46);
    expect(await statuses(2, 'seller')).toEqual([200, 429]);
  });

  test('is full again after seven and a half minutes, and never more than full', async () => {
    await statuses(10, 'seller');

    clock.advance(86_400_000);

    expect(await statuses(11, 'seller')).toEqual([...Array(10).fill(200), 429]);
  });

  test("is not shared with another account, another operation or the account's sandbox", async () => {
    await statuses(10, 'seller');

    expect(await statuses(1, 'sibling')).toEqual([200]);
    expect(await statuses(1, 'seller', PARTICIPATIONS)).toEqual([200]);
    expect(await statuses(1, 'seller', SANDBOX_FEEDS, 'na-sandbox')).toEqual([200]);
    expect(await statuses(1, 'seller')).toEqual([429]);
  });

  test('is spent on a request that is wrong, not on one that is refused', async () => {
    await statuses(10, 'seller', PRODUCTION_FEEDS, 'eu');
    expect(await statuses(10, 'seller', '/feeds/2021-06-30/feeds')).toEqual(Array(10).fill(400));
    expect(await statuses(1, 'seller')).toEqual([429]);
  });

  test('tells in JSON that it is used up, without a rate', async () => {
    const reply = await callSpApi(amazon, 'na', PRODUCTION_FEEDS, await accessToken(amazon, 'throttled'));

    expect(reply.status).toBe(429);
    expect(json(reply)).toEqual({
      errors: [{ code: 'QuotaExceeded', message: 'You exceeded your quota for the requested resource.', details: '' }],
    });
    expect(reply.headers).toHaveProperty('x-amzn-requestid');
    expect(reply.headers).not.toHaveProperty('x-amzn-ratelimit-limit');
    expect(reply.headers).not.toHaveProperty('retry-after');
  });

  test('that somebody else uses up stays empty, and leaves other operations alone', async () => {
    clock.advance(86_400_000);

    expect(await statuses(2, 'throttled')).toEqual([429, 429]);
    expect(await statuses(1, 'throttled', PARTICIPATIONS)).toEqual([200]);
  });
});

describe('other quotas', () => {
  test('marketplaceParticipations: fifteen at once, then one in 62.5 seconds', async () => {
    expect(await statuses(16, 'seller', PARTICIPATIONS)).toEqual([...Array(15).fill(200), 429]);

    clock.advance(62_499);
    expect(await statuses(1, 'seller', PARTICIPATIONS)).toEqual([429]);
    clock.advance(1);
    expect(await statuses(1, 'seller', PARTICIPATIONS)).toEqual([200]);
  });

  test('the sandbox: fifteen at once, then five a second', async () => {
    expect(await statuses(16, 'seller', SANDBOX_FEEDS, 'na-sandbox')).toEqual([...Array(15).fill(200), 429]);

    clock.advance(1_000);
    expect(await statuses(6, 'seller', SANDBOX_FEEDS, 'na-sandbox')).toEqual([...Array(5).fill(200), 429]);
  });
});

test('no sequence of waits gets more through a bucket than its burst and what refilled', () => {
  const plan = { requestsPerSecond: 2, burst: 3 };
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 100 }), (waits) => {
      const time = handClock(0);
      const quotas = new Quotas(time.now);
      let latest = 0;
      let granted = 0;
      for (const wait of waits) {
        latest += wait;
        time.advance(wait);
        if (quotas.take('bucket', plan)) granted += 1;
      }
      expect(granted).toBeLessThanOrEqual(plan.burst + (latest / 1_000) * plan.requestsPerSecond + 1e-9);
    }),
  );
});
