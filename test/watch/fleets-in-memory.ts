import { isDeepStrictEqual } from 'node:util';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { type FleetMember, type FleetScope, type FleetState, scopeKey } from '../../lib/watch/fleet-state.ts';
import { type FleetStore, type KnownFleet, latestBinding } from '../../lib/watch/fleet-store.ts';
import type { ResultsInMemory } from './results-in-memory.ts';

/** What is remembered of fleets as the table keeps it, beside the results in memory. */
export class FleetsInMemory implements FleetStore {
  readonly #results: ResultsInMemory;
  readonly #scopes = new Map<string, FleetScope>();
  readonly #states = new Map<string, FleetState>();
  readonly #claimedUntil = new Map<string, number>();

  constructor(results: ResultsInMemory) {
    this.#results = results;
  }

  async members(endpoint: EndpointName): Promise<readonly FleetMember[]> {
    return [...this.#results.members.values()].filter((member) => member.endpoint === endpoint);
  }

  async state(scope: FleetScope): Promise<FleetState | null> {
    return this.#states.get(scopeKey(scope)) ?? null;
  }

  async known(): Promise<KnownFleet[]> {
    return [...this.#scopes].map(([key, scope]) => ({
      scope,
      state: this.#states.get(key) ?? null,
      claimed: this.#claimedUntil.has(key),
    }));
  }

  async claimChange(
    scope: FleetScope,
    read: FleetState | null,
    { now, until }: { readonly now: number; readonly until: number },
  ): Promise<boolean> {
    const key = scopeKey(scope);
    const claimedUntil = this.#claimedUntil.get(key) ?? 0;
    if (
      !isDeepStrictEqual(await this.state(scope), read) ||
      (claimedUntil > now && claimedUntil <= latestBinding({ now, until }))
    )
      return false;
    this.#scopes.set(key, scope);
    this.#claimedUntil.set(key, until);
    return true;
  }

  async replaceState(scope: FleetScope, read: FleetState | null, state: FleetState | null): Promise<boolean> {
    if (!isDeepStrictEqual(await this.state(scope), read)) return false;
    this.#claimedUntil.delete(scopeKey(scope));
    this.#scopes.set(scopeKey(scope), scope);
    if (state) this.#states.set(scopeKey(scope), state);
    return true;
  }
}
