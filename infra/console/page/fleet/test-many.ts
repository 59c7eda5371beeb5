/** Tests connections one after the other, a few at once, and tells how far it is. */
import { signal } from '@preact/signals';
import type { Problem } from '../api/problem.ts';
import { getConnection, testConnection } from '../api/registry.ts';
import type { Verdict } from '../api/shapes.ts';
import { replaceInFleet } from './fleet.ts';

export interface ManyTests {
  readonly total: number;
  readonly done: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Those that the API would not test: gone meanwhile, or tested too often. */
  readonly refused: number;
  /** Why the first of those was refused; null without one. */
  readonly problem: Problem | null;
  readonly over: boolean;
}

const AT_ONCE = 4;
/** So many in a row are no accident: a right is missing, or the API is away. */
const REFUSALS_IN_A_ROW = 8;

export const manyTests = signal<ManyTests | null>(null);
/** Ids of the connections whose test is under way. */
export const underTest = signal<ReadonlySet<string>>(new Set());

let stopped = false;

/** Those under way come to their end; no further one begins. */
export function stopTests(): void {
  stopped = true;
}

export async function testMany(connectionIds: readonly string[]): Promise<void> {
  stopped = false;
  const waiting = [...connectionIds];
  let state: ManyTests = {
    total: waiting.length,
    done: 0,
    verdicts: { passed: 0, failed: 0, inconclusive: 0 },
    refused: 0,
    problem: null,
    over: false,
  };
  manyTests.value = state;

  let refusalsInARow = 0;
  const one = async (connectionId: string) => {
    underTest.value = new Set([...underTest.value, connectionId]);
    const test = await testConnection(connectionId);
    const connection = test.ok ? await getConnection(connectionId) : null;
    if (connection?.ok) replaceInFleet(connection.value);
    underTest.value = new Set([...underTest.value].filter((id) => id !== connectionId));
    refusalsInARow = test.ok ? 0 : refusalsInARow + 1;
    if (refusalsInARow >= REFUSALS_IN_A_ROW) stopTests();
    state = test.ok
      ? {
          ...state,
          done: state.done + 1,
          verdicts: { ...state.verdicts, [test.value.verdict]: state.verdicts[test.value.verdict] + 1 },
        }
      : { ...state, done: state.done + 1, refused: state.refused + 1, problem: state.problem ?? test.problem };
    manyTests.value = state;
  };
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined && !stopped; next = waiting.shift()) await one(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  manyTests.value = { ...state, over: true };
}
