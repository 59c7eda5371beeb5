import { outlastsTime } from './network-faults.ts';
import type { WireAnswer } from './wire-answer.ts';

/** Every pair of both tables, and every fault at every call: what `npm run faults` asks for, and what takes minutes. */
export const WHOLE = process.env.FAULT_MATRIX === 'whole';

/** Rows of two tables against each other, the first of each being the healthy one: all pairs, or each row once. */
export function crossed<One, Other>(ones: readonly One[], others: readonly Other[]): (readonly [One, Other])[] {
  const pairs = ones.flatMap((one, row) =>
    others.map((other, column) => ({ pair: [one, other] as const, row, column })),
  );
  return pairs.filter(({ row, column }) => WHOLE || row === 0 || column === 0).map(({ pair }) => pair);
}

/** Enough for a test with all of its tries, and not so much that one has to wait for nothing. */
const LITTLE_MS = 8_000;

export function timeFor(...answers: readonly WireAnswer[]): { readonly remainingMs?: number } {
  return answers.some(outlastsTime) ? { remainingMs: LITTLE_MS } : {};
}
