/**
 * Events that were begun and may not have been ended. Before an event is put it is listed on the item of its connection, and
 * crossed off when the state is written: whoever reads one that is still there can neither know that it was put nor that it
 * was not, and tells it again or corrects it.
 */
import type { Latest, StateChange, Telling } from './connection-state.ts';

/** Longer than an event and an item need, with the tries of the SDK. */
const TELLING_MS = 30_000;

/** Adds an event that is about to be put, or lists it anew. `now` in epoch milliseconds. */
export function listed(
  telling: readonly Telling[],
  { id, from, to }: Pick<Telling, 'id' | 'from' | 'to'>,
  now: number,
): Telling[] {
  const others = telling.filter((other) => other.id !== id);
  const overtaken = others.some((other) => isUnderWay(other, now));
  return [...others, { id, from, to, until: now + TELLING_MS, overtaken }];
}

/** What stays listed once an event was put and its state is written: others that may still be put, after it. */
export function stillUnderWay(telling: readonly Telling[], now: number): Telling[] {
  return allOvertaken(telling.filter((other) => isUnderWay(other, now)));
}

/** One of the teller's own: it was put, and will not be put again. */
export function ended({ id, from, to }: Pick<Telling, 'id' | 'from' | 'to'>): Telling {
  return { id, from, to, until: 0, overtaken: true };
}

export function allOvertaken(telling: readonly Telling[]): Telling[] {
  return telling.map((one) => ({ ...one, overtaken: true }));
}

/** Clocks may differ by as much as it lasts; one that ends later is by a clock that is wrong, and not waited for. */
function isUnderWay({ until }: Telling, now: number): boolean {
  return until > now && until <= now + 2 * TELLING_MS;
}

/** What must be told, besides a change, for whoever listened to know the state. Null when they know it. */
export function correctionOf(telling: readonly Telling[], { state, stateSince }: Latest): StateChange | null {
  const last = telling.at(-1);
  if (last && !last.overtaken && last.to === state) return { from: last.from, to: state, since: stateSince };
  const wrong = telling.findLast(({ to }) => to !== state);
  return wrong ? { from: wrong.to, to: state, since: stateSince } : null;
}

/** The id under which the same change was begun; null when it must have one of its own. */
export function idBegun(telling: readonly Telling[], { from, to }: StateChange): string | null {
  const last = telling.at(-1);
  return last && !last.overtaken && last.from === from && last.to === to ? last.id : null;
}
