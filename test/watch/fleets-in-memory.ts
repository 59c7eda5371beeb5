import { isDeepStrictEqual } from 'node:util';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { type FleetMember, type FleetScope, type FleetState, scopeKey } from '../../lib/watch/fleet-state.ts';
import type { FleetStore } from '../../lib/watch/fleet-store.ts';
import type { ResultsInMemory } from './results-in-memory.ts';

/** What is remembered of fleets as the table keeps it, beside the results in memory. */
export class FleetsInMemory implements FleetStore {
  readonly #results: ResultsInMemory;
  readonly #states = new Map<string, { readonly scope: FleetScope; readonly state: FleetState }>();
  readonly #claimedUntil = new Map<string, number>();

  constructor(results: ResultsInMemory) {
    this.#results = results;
  }

  async members(endpoint: EndpointName): Promise<readonly FleetMember[]> {
    return [...this.#results.members.values()].filter((member) => member.endpoint === endpoint);
  }

  async state(scope: FleetScope): Promise<FleetState | null> {
    return this.#states.get(scopeKey(scope))?.state ?? null;
  }

  async states() {
    return [...this.#states.values()];
  }

  async claimChange(
    scope: FleetScope,
    read: FleetState | null,
    { now, until }: { readonly now: number; readonly until: number },
  ): Promise<boolean> {
    const key = scopeKey(scope);
    if (!isDeepStrictEqual(await this.state(scope), read) || (this.#claimedUntil.get(key) ?? 0) > now) return false;
    this.#claimedUntil.set(key, until);
    return true;
  }

  async replaceState(scope: FleetScope, read: FleetState | null, state: FleetState | null): Promise<boolean> {
    if (!isDeepStrictEqual(await this.state(scope), read)) return false;
    this.#claimedUntil.delete(scopeKey(scope));
    if (state) this.#states.set(scopeKey(scope), { scope, state });
    return true;
  }
}
