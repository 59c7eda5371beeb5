/**
 * Holds the fleet states. As everywhere: the event first, then the item. Of ten environments that find the same change, the one
 * that claims it tells it. If that one dies, its claim ends, and whoever looks next tells the change: under the same id, since
 * that comes from what was known.
 */
import { ENDPOINT_NAMES, type EndpointName } from '../amazon/endpoints.ts';
import { type Clock, isoTime } from '../time.ts';
import { type EventBus, FLEET_STATE_CHANGED, fleetStateChanged } from './events.ts';
import {
  countFleet,
  type FleetMember,
  type FleetScope,
  type FleetState,
  fleetWindowMs,
  isAffected,
  judgeFleet,
  scopeKey,
  scopesOf,
} from './fleet-state.ts';
import type { FleetStore, KnownFleet } from './fleet-store.ts';

export interface FleetWatch {
  /** After a test was counted: judges the fleets that it may change. Answers whether one of them is failing now. */
  review(member: FleetMember): Promise<boolean>;
  /** Judges every fleet that is failing, since it may have fallen quiet, and those whose change nobody told to its end. */
  reviewFailing(): Promise<void>;
}

export interface FleetWatchDependencies {
  readonly store: FleetStore;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly intervalMs: number;
}

/** Longer than an event and an item need, with the tries of the SDK. */
const CLAIM_MS = 30_000;

/**
 * One for each environment: those who come at the same time share a judgement. Its methods throw when the table or the event
 * bus is unavailable; the change is then found again by whoever looks next.
 */
export function createFleetWatch({ store, events, clock, intervalMs }: FleetWatchDependencies): FleetWatch {
  const windowMs = fleetWindowMs(intervalMs);

  async function membersOf(endpoints: readonly EndpointName[]): Promise<readonly FleetMember[]> {
    return (await Promise.all(endpoints.map((endpoint) => store.members(endpoint)))).flat();
  }

  /** Null when nothing changes. */
  async function changeOf(scope: FleetScope, known: FleetState | null) {
    const endpoints = 'endpoint' in scope ? [scope.endpoint] : ENDPOINT_NAMES;
    const members = await membersOf(endpoints);
    const found = count(scope, known, members);
    if (found?.change.to !== 'failing' || endpoints === ENDPOINT_NAMES) return found;
    // A connection that was moved counts where it was tested last: an endpoint is not failing before the others were asked.
    const elsewhere = await membersOf(ENDPOINT_NAMES.filter((endpoint) => !endpoints.includes(endpoint)));
    return count(scope, known, [...members, ...elsewhere]);
  }

  function count(scope: FleetScope, known: FleetState | null, members: readonly FleetMember[]) {
    const now = clock.now();
    const inWindow = countFleet(scope, members, now, windowMs);
    const inInterval = countFleet(scope, members, now, intervalMs);
    const change = judgeFleet(scope, known, { inWindow, inInterval }, { now, intervalMs });
    return change && { now, inWindow, change };
  }

  /** Whether the fleet is failing, after what its newest tests say was taken in. */
  async function judge(scope: FleetScope): Promise<boolean> {
    const known = await store.state(scope);
    const found = await changeOf(scope, known);
    if (!found) return known?.state === 'failing';
    const { now, inWindow, change } = found;
    const claimed = await store.claimChange(scope, known, { now, until: now + CLAIM_MS });
    if (!claimed) return change.to === 'failing';
    try {
      await events.put(FLEET_STATE_CHANGED, fleetStateChanged(scope, change, inWindow, known));
    } catch (error) {
      // Whoever looks next need not wait until the claim ends. If this fails too, it ends by itself.
      await store.replaceState(scope, known, known).catch(() => false);
      throw error;
    }
    const written = await store.replaceState(scope, known, { state: change.to, since: change.since });
    // The claim had ended meanwhile: another environment told the same change, under the same id.
    return written ? change.to === 'failing' : (await store.state(scope))?.state === 'failing';
  }

  /**
   * Whoever claimed a change died at it, and it is no longer so. It may have been told: whoever heard it must hear that it has
   * ended, and the next change must get an id of its own.
   */
  async function takeBack({ scope, state }: KnownFleet): Promise<void> {
    const now = clock.now();
    if (!(await store.claimChange(scope, state, { now, until: now + CLAIM_MS }))) return;
    const to = state?.state ?? 'normal';
    const change = { from: to === 'normal' ? 'failing' : 'normal', to, since: isoTime(now) } as const;
    const inWindow = countFleet(scope, await membersOf(ENDPOINT_NAMES), now, windowMs);
    await events.put(FLEET_STATE_CHANGED, fleetStateChanged(scope, change, inWindow, state));
    await store.replaceState(scope, state, { state: to, since: change.since });
  }

  /** The last judgement of each scope, and the one that waits for it. */
  const last = new Map<string, Promise<boolean>>();
  const waiting = new Map<string, Promise<boolean>>();

  /**
   * One judgement of a scope after the other; those who come while one waits share it, since it counts their tests too. So a
   * batch tells a change once, and reads a large fleet twice at most.
   */
  function judgeInTurn(scope: FleetScope): Promise<boolean> {
    const key = scopeKey(scope);
    const shared = waiting.get(key);
    if (shared) return shared;
    const begin = () => {
      waiting.delete(key);
      return judge(scope);
    };
    const turn = (last.get(key) ?? Promise.resolve()).then(begin, begin);
    const forget = () => {
      if (last.get(key) === turn) last.delete(key);
    };
    turn.then(forget, forget);
    waiting.set(key, turn);
    last.set(key, turn);
    return turn;
  }

  async function reviewScope(scope: FleetScope, member: FleetMember): Promise<boolean> {
    const mayChange = isAffected(member, scope) || (await store.state(scope))?.state === 'failing';
    return mayChange && judgeInTurn(scope);
  }

  return {
    async review(member) {
      const failing = await Promise.all(scopesOf(member).map((scope) => reviewScope(scope, member)));
      return failing.includes(true);
    },

    async reviewFailing() {
      const known = await store.known();
      const open = known.filter(({ state, claimed }) => claimed || state?.state === 'failing');
      const reviews = await Promise.allSettled(
        open.map(async (fleet) => {
          await judgeInTurn(fleet.scope);
          if (fleet.claimed) await takeBack(fleet);
        }),
      );
      for (const review of reviews) if (review.status === 'rejected') throw review.reason;
    },
  };
}
