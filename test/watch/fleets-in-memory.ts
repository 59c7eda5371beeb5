import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import { type FleetMember, type FleetScope, type FleetState, scopeKey } from '../../lib/watch/fleet-state.ts';
import type { FleetStore } from '../../lib/watch/fleet-store.ts';
import type { ResultsInMemory } from './results-in-memory.ts';

/** What is remembered of fleets as the table keeps it, beside the results in memory. */
export class FleetsInMemory implements FleetStore {
  readonly #results: ResultsInMemory;
  readonly #states = new Map<string, { readonly scope: FleetScope; readonly state: FleetState }>();

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

  async replaceState(scope: FleetScope, read: FleetState | null, state: FleetState): Promise<boolean> {
    const now = this.#states.get(scopeKey(scope))?.state ?? null;
    if (JSON.stringify(now) !== JSON.stringify(read)) return false;
    this.#states.set(scopeKey(scope), { scope, state });
    return true;
  }
}
