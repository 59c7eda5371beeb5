/** The port to what is remembered of fleets: the newest test of each connection that counts, and the states. */
import type { EndpointName } from '../amazon/endpoints.ts';
import type { FleetMember, FleetScope, FleetState } from './fleet-state.ts';

export interface KnownFleet {
  readonly scope: FleetScope;
  /** Null when nothing was ever wrong with it. */
  readonly state: FleetState | null;
  /** Somebody is telling a change, or died at it. */
  readonly claimed: boolean;
}

export interface FleetStore {
  /** Of the endpoint; those of a client id are found by going through all endpoints. */
  members(endpoint: EndpointName): Promise<readonly FleetMember[]>;
  /** Null when nothing was ever wrong with it. */
  state(scope: FleetScope): Promise<FleetState | null>;
  /** All scopes that ever failed, or were about to be told of. */
  known(): Promise<readonly KnownFleet[]>;
  /**
   * For whoever is about to tell a change of what was read: false when another environment is at it, whose claim ends at
   * `until` (epoch milliseconds), or when the state is no longer what was read.
   */
  claimChange(scope: FleetScope, read: FleetState | null, claim: Claim): Promise<boolean>;
  /** Ends the claim too. False, with nothing written, when the state is no longer what was read. */
  replaceState(scope: FleetScope, read: FleetState | null, state: FleetState | null): Promise<boolean>;
}

/** Epoch milliseconds, by the clock of whoever claims. */
export interface Claim {
  readonly now: number;
  readonly until: number;
}

/** The latest end of a claim of another environment that still binds this one: clocks may differ by as much as a claim lasts. */
export function latestBinding({ now, until }: Claim): number {
  return until + (until - now);
}
