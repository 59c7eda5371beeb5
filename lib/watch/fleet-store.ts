/** The port to what is remembered of fleets: the newest test of each connection that counts, and the states. */
import type { EndpointName } from '../amazon/endpoints.ts';
import type { FleetMember, FleetScope, FleetState } from './fleet-state.ts';

export interface FleetStore {
  /** Of the endpoint; those of a client id are found by going through all endpoints. */
  members(endpoint: EndpointName): Promise<readonly FleetMember[]>;
  /** Null when nothing was ever wrong with it. */
  state(scope: FleetScope): Promise<FleetState | null>;
  /** Of all scopes that ever failed. */
  states(): Promise<ReadonlyArray<{ readonly scope: FleetScope; readonly state: FleetState }>>;
  /**
   * For whoever is about to tell a change of what was read: false when another environment is at it, whose claim ends at
   * `until` (epoch milliseconds), or when the state is no longer what was read.
   */
  claimChange(
    scope: FleetScope,
    read: FleetState | null,
    claim: { readonly now: number; readonly until: number },
  ): Promise<boolean>;
  /** Ends the claim too. False, with nothing written, when the state is no longer what was read. */
  replaceState(scope: FleetScope, read: FleetState | null, state: FleetState | null): Promise<boolean>;
}
