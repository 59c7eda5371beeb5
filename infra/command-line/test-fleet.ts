/** Tests many connections at once, and keeps what is known when something comes in between. */
import pMap from 'p-map';
import type { TestResult } from '../api-client/connections-api.ts';
import { jsonOf, type NotDone } from '../api-client/outcome.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { exitCodeOf } from './refusals.ts';
import type { Session } from './session.ts';

/** The API takes more; these are enough to keep Amazon's answers, not us, the slowest part. */
const TESTS_AT_ONCE = 8;

export interface FleetTest {
  readonly connectionId: string;
  /** Null when it was not tested. */
  readonly test: TestResult | null;
  /** Why it was not tested; null when it was, or when it was not its turn any more. */
  readonly notDone: NotDone | null;
  /** The test as it was answered. */
  readonly asAnswered: unknown;
}

/** One refusal may be of one connection alone, as IAM policies can be; so many, one after the other, are of all. */
const REFUSALS_IN_A_ROW = 8;

/** Ends early, with everything that is known, when the API can no longer be reached, lets nobody in, or the user interrupts. */
export async function testFleet(session: Session, connectionIds: readonly string[]): Promise<FleetTest[]> {
  const { terminal, ending } = session;
  let tested = 0;
  let refusedInARow = 0;
  let over = false;
  const show = () => terminal.progress.show(progressBar(tested, connectionIds.length));
  show();
  const tests = await pMap(
    connectionIds,
    async (connectionId): Promise<FleetTest> => {
      if (over || ending.aborted) return untested(connectionId, null);
      const test = await testOne(session, connectionId);
      refusedInARow = test.notDone?.kind === 'refused' ? refusedInARow + 1 : 0;
      over ||= isOutOfReach(test) || refusedInARow >= REFUSALS_IN_A_ROW;
      tested += 1;
      show();
      return test;
    },
    { concurrency: TESTS_AT_ONCE },
  );
  terminal.progress.clear();
  return tests;
}

async function testOne({ api, ending }: Session, connectionId: string): Promise<FleetTest> {
  try {
    const outcome = await api.test(connectionId);
    if (outcome.kind !== 'done') return untested(connectionId, outcome);
    return { connectionId, test: outcome.value, notDone: null, asAnswered: jsonOf(outcome.answer) };
  } catch (error) {
    if (!ending.aborted) throw error;
    return untested(connectionId, null);
  }
}

function untested(connectionId: string, notDone: NotDone | null): FleetTest {
  return { connectionId, test: null, notDone, asAnswered: null };
}

/** A busy gateway (429, 5xx) may let the next one through. */
function isOutOfReach({ notDone }: FleetTest): boolean {
  if (notDone?.kind !== 'unexpected') return notDone?.kind === 'unreachable';
  return notDone.answer.status !== 429 && notDone.answer.status < 500;
}

/** Somebody deleted it between the list and its test: there is nothing to say against the others. */
export function isGone({ notDone }: FleetTest): boolean {
  return (
    notDone?.kind === 'problem' &&
    ['connection_not_found', 'connection_pending_deletion'].includes(notDone.problem.code)
  );
}

/** The worst of it: what was not reached, then what failed, then what could not be told. */
export function fleetExitCode(tests: readonly FleetTest[]): ExitCode {
  const codes = new Set(tests.filter((test) => !isGone(test)).map(exitCodeOfOne));
  const worstFirst = [EXIT.unreachable, EXIT.failed, EXIT.wrongUse, EXIT.inconclusive] as const;
  return worstFirst.find((code) => codes.has(code)) ?? EXIT.done;
}

export function verdictExitCode(verdict: TestResult['verdict']): ExitCode {
  return { passed: EXIT.done, failed: EXIT.failed, inconclusive: EXIT.inconclusive }[verdict];
}

function exitCodeOfOne({ test, notDone }: FleetTest): ExitCode {
  if (test) return verdictExitCode(test.verdict);
  return notDone ? exitCodeOf(notDone) : EXIT.unreachable;
}

const BAR = 20;

/** `Testing ██████░░░░ 12 of 40`: fits on 40 columns. */
function progressBar(done: number, all: number): string {
  const full = all === 0 ? BAR : Math.round((done / all) * BAR);
  return `Testing ${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${done} of ${all}`;
}
