/**
 * Usage plans: a token bucket per operation, selling partner account and application. Amazon documents rate (tokens a
 * second) and burst (size of the bucket) for each operation; in the sandbox every operation has the same plan.
 */

export interface UsagePlan {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** Default plans as in Amazon's models. */
export const USAGE_PLANS = {
  getFeeds: { requestsPerSecond: 0.0222, burst: 10 },
  getMarketplaceParticipations: { requestsPerSecond: 0.016, burst: 15 },
  getPurchaseOrders: { requestsPerSecond: 10, burst: 10 },
  createRestrictedDataToken: { requestsPerSecond: 1, burst: 10 },
  getDestinations: { requestsPerSecond: 1, burst: 5 },
} as const satisfies Record<string, UsagePlan>;

export type OperationName = keyof typeof USAGE_PLANS;

/** Amazon: The Selling Partner API sandbox. */
export const SANDBOX_PLAN: UsagePlan = { requestsPerSecond: 5, burst: 15 };

export class Quotas {
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();

  /** `now` in epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes one token out of the bucket `key`; false when it holds less than one. */
  take(key: string, plan: UsagePlan): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: plan.burst, filledAt: now };
    const refilled = (Math.max(0, now - bucket.filledAt) / 1_000) * plan.requestsPerSecond;
    const tokens = Math.min(plan.burst, bucket.tokens + refilled);
    const granted = tokens >= 1;
    this.#buckets.set(key, { tokens: granted ? tokens - 1 : tokens, filledAt: now });
    return granted;
  }
}
