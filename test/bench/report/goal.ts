/** What a measured value is held to, and what is known of a goal that is missed. */

/** A goal that is missed for a reason: what fails is only what has become worse. */
export interface KnownMiss {
  /** The record that says why. */
  readonly adr: `docs/adr/${string}.md`;
  /** What was measured for it. */
  readonly value: number;
}

export interface Goal {
  readonly text: string;
  readonly met: boolean;
  readonly knownMiss: KnownMiss | null;
  /** Missed, and not known to be, or by more than was known. */
  readonly failed: boolean;
}

/** By what share a value may lie beyond a known one: the machine may have other work at the same time. */
const TOLERANCE = 0.15;

export function atMost(limit: number, value: number, knownMiss?: KnownMiss): Goal {
  return judge(`≤ ${limit}`, (bound) => value <= bound, limit, 1 + TOLERANCE, knownMiss);
}

export function atLeast(limit: number, value: number, knownMiss?: KnownMiss): Goal {
  return judge(`≥ ${limit}`, (bound) => value >= bound, limit, 1 - TOLERANCE, knownMiss);
}

/** For what can be counted. */
export function exactly(count: number, value: number): Goal {
  return judge(`= ${count.toLocaleString('en')}`, (bound) => value === bound, count, 1);
}

function judge(
  text: string,
  holds: (bound: number) => boolean,
  limit: number,
  tolerance: number,
  knownMiss: KnownMiss | null = null,
): Goal {
  const met = holds(limit);
  return { text, met, knownMiss, failed: !met && !(knownMiss && holds(knownMiss.value * tolerance)) };
}

/** `≤ 1.3 missed (known: docs/adr/…)`; in bold what somebody must look at. */
export function told({ text, met, knownMiss, failed }: Goal): string {
  if (!knownMiss) return met ? text : `${text} **missed**`;
  const { adr, value } = knownMiss;
  if (met) return `${text} met, though a miss is known: ${adr}`;
  return failed ? `${text} **missed by more than the known ${value}**: ${adr}` : `${text} missed (known: ${adr})`;
}
