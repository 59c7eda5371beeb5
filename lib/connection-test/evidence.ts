/**
 * Amazon answers a wrong region, a wrong environment and a missing role with the same 403. These calls tell them apart:
 * the same token at the other regions, another API at the same endpoint, and the region's sandbox.
 */
import { type Endpoint, productionEndpointOf, REGIONS, sandboxEndpointOf } from '../amazon/endpoints.ts';
import type { AmazonOutcome } from '../amazon/exchange.ts';
import { interpretFeedsAnswer } from '../amazon/feeds.ts';
import type { AccountType } from '../amazon/second-opinion.ts';
import type { Evidence } from './test-result.ts';

export type EvidenceCall =
  | { readonly call: 'get-feeds'; readonly endpoint: Endpoint; readonly asks: 'region' | 'sandbox' }
  | { readonly call: 'second-opinion'; readonly endpoint: Endpoint; readonly accountType: AccountType };

export interface GatheredEvidence {
  readonly plan: EvidenceCall;
  readonly outcome: AmazonOutcome;
}

export type Judgement =
  | { readonly code: 'wrong_region'; readonly accepting: Endpoint }
  | { readonly code: 'wrong_environment'; readonly accepting: Endpoint }
  | { readonly code: 'feeds_permission_missing' | 'access_refused' };

/** Nothing to ask for a sandbox: its hosts accept tokens of other regions, so their answers would prove nothing. */
export function planEvidence(endpoint: Endpoint, accountType: AccountType | null): readonly EvidenceCall[] {
  if (endpoint.sandbox) return [];
  const otherRegions = REGIONS.filter((region) => region !== endpoint.region);
  return [
    ...otherRegions.map(
      (region) => ({ call: 'get-feeds', endpoint: productionEndpointOf(region), asks: 'region' }) as const,
    ),
    ...(accountType ? [{ call: 'second-opinion', endpoint, accountType } as const] : []),
    { call: 'get-feeds', endpoint: sandboxEndpointOf(endpoint.region), asks: 'sandbox' },
  ];
}

/** The first that fits, in this order: another region, then the account with another API, then the sandbox. */
export function judgeEvidence(gathered: readonly GatheredEvidence[]): Judgement {
  const region = gathered.find(
    ({ plan, outcome }) => plan.call === 'get-feeds' && plan.asks === 'region' && accepts(plan, outcome),
  );
  if (region) return { code: 'wrong_region', accepting: region.plan.endpoint };
  if (gathered.some(({ plan, outcome }) => plan.call === 'second-opinion' && accepts(plan, outcome))) {
    return { code: 'feeds_permission_missing' };
  }
  const sandbox = gathered.find(
    ({ plan, outcome }) => plan.call === 'get-feeds' && plan.asks === 'sandbox' && accepts(plan, outcome),
  );
  if (sandbox) return { code: 'wrong_environment', accepting: sandbox.plan.endpoint };
  return { code: 'access_refused' };
}

export function reportEvidence(gathered: readonly GatheredEvidence[]): Evidence[] {
  return gathered.map(({ plan, outcome }) => ({
    call: plan.call,
    endpoint: plan.endpoint.endpoint,
    status: outcome.kind === 'answer' ? outcome.status : null,
  }));
}

function accepts(plan: EvidenceCall, outcome: AmazonOutcome): boolean {
  if (plan.call === 'second-opinion') return outcome.kind === 'answer' && outcome.status === 200;
  return interpretFeedsAnswer(outcome, plan.endpoint).outcome === 'passed';
}
