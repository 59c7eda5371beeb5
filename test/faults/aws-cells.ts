/** AWS faults: each call of a route, with each fault that it can meet, once and for good. */
import { expect } from 'vitest';
import type { Fault, FaultTarget } from '../../infra/local-aws/faults.ts';
import type { Invoked } from '../functions/bundle.ts';
import { WHOLE } from './crossed.ts';
import type { Cell, Observation } from './matrix.ts';

/**
 * - `needed`: without it there is no answer but that the storage is unavailable.
 * - `unneeded`: the answer is the same without it.
 * - `after-write`: the values are saved by then, which is told, with a warning.
 */
export type Role = 'needed' | 'unneeded' | 'after-write';

/** In the order of the calls. One that is not about a single connection is met alone, since it cannot be told whose it is. */
export type AwsCall = readonly [target: FaultTarget, role: Role, whose?: 'of everybody'];

/** A call of a function, with the calls that it makes when no service fails. */
export interface Route {
  readonly cell: Cell;
  readonly calls: readonly AwsCall[];
  readonly expectWithout: WithoutService;
}

/** What is promised of an invocation whose service fails: `timedOut` when its own time ended first. */
export type WithoutService = (role: Role, timedOut: boolean, invoked: Invoked) => void;

/** Throttled, broken, malformed, cut off, timed out. A denial comes beside them: the SDK does not try again after it. */
const LASTING: readonly Fault[] = [
  'throttled',
  'internal-error',
  'html-500',
  'html-200',
  'cut-off',
  'reset',
  'no-answer',
  'answer-lost',
];
/** One of these is outlasted by the tries of the SDK. */
const PASSING: readonly Fault[] = ['throttled', 'internal-error', 'html-500', 'reset', 'no-answer', 'answer-lost'];
/** Batches can fail in part. */
const WITH_ENTRIES = /Batch|PutEvents/;

const SDK_TRIES = 3;
/** What DynamoDB left of a batch is asked for again so often. */
const BATCH_TRIES = 5;
/** Alone, nobody waits nine seconds for a service that never answers: the function's own time ends first. */
const SHORT_MS = 2_500;

/** To be run in this order: what lasts uses up the tries that an SDK client grants itself, until calls succeed again. */
export interface AwsCells {
  readonly passing: readonly Cell[];
  readonly alone: readonly Cell[];
  readonly lasting: readonly Cell[];
}

export function awsCells(routes: readonly Route[]): AwsCells {
  const turns = new Map<FaultTarget, number>();
  /** All faults for the first call of an operation; for those that come later one of them, each time the next. */
  const select = (target: FaultTarget, faults: readonly Fault[]): readonly Fault[] => {
    const turn = turns.get(target) ?? 0;
    return WHOLE || turn === 0 ? faults : faults.slice(turn % faults.length).slice(0, 1);
  };
  const cells = routes.flatMap(({ cell, calls, expectWithout }) =>
    calls.flatMap((call, index) => {
      const [target, role, whose] = call;
      const before = calls.slice(0, index).filter((other) => isLike(other, call)).length;
      const later = calls.slice(index).filter(([other]) => other === target);
      // Whether a fleet is failing is asked in passing: without an answer everything goes on as ever.
      const isMissed = role !== 'unneeded' || target !== 'dynamodb.GetItem';
      const met = { what: `${cell.what}, ${target}, number ${before + 1}:`, target, before, whose };

      const denied = awsCell(
        cell,
        { ...met, fault: 'access-denied', times: 1, atMost: 1, isLogged: isMissed },
        {
          check: ({ invoked }) => expectWithout(role, false, invoked),
        },
      );
      const lasting = (fault: Fault) => {
        const timedOut = whose !== undefined && fault === 'no-answer';
        // After a write that could not be recorded, what was known before is looked up.
        const calls = later.length + (role === 'after-write' && target === 'dynamodb.GetItem' ? 1 : 0);
        const atMost = calls * (fault === 'entries-fail' ? BATCH_TRIES : SDK_TRIES);
        return awsCell(
          cell,
          { ...met, fault, times: Number.POSITIVE_INFINITY, atMost, isLogged: isMissed && !timedOut },
          {
            ...(timedOut && { remainingMs: SHORT_MS }),
            check: ({ invoked }) => expectWithout(gravest(later), timedOut, invoked),
          },
        );
      };
      const passing = (fault: Fault) =>
        awsCell(cell, { ...met, fault, times: 1, atMost: 1, isLogged: false }, { check: cell.check });
      const entries: readonly Fault[] = WITH_ENTRIES.test(target) ? ['entries-fail'] : [];
      const chosen = [
        ...select(target, [...LASTING, ...entries]).map(lasting),
        ...select(target, PASSING).map(passing),
      ];
      turns.set(target, (turns.get(target) ?? 0) + 1);
      return [denied, ...chosen];
    }),
  );
  const isAlone = ({ aws }: Cell) => aws?.about !== undefined;
  const alone = cells.filter(isAlone);
  const endsEarly = ({ remainingMs }: Cell) => remainingMs === SHORT_MS;
  return {
    passing: cells.filter((cell) => cell.aws?.times === 1 && !isAlone(cell)),
    // Whose time is over before its work, goes on with later calls: those have had their turn by then.
    alone: [...alone.filter((cell) => !endsEarly(cell)), ...alone.filter(endsEarly).toReversed()],
    lasting: cells.filter((cell) => cell.aws?.times !== 1 && !isAlone(cell)),
  };
}

/** Whose turns are counted together. */
function isLike([target, , whose]: AwsCall, [other, , whoseOther]: AwsCall): boolean {
  return target === other && (whose === whoseOther || whoseOther !== undefined);
}

/** What lasts befalls the later calls of the same kind, too. */
function gravest(calls: readonly AwsCall[]): Role {
  return GRAVE_FIRST.find((role) => calls.some((call) => call[1] === role)) ?? 'unneeded';
}
const GRAVE_FIRST: readonly Role[] = ['needed', 'after-write', 'unneeded'];

/** Whoever looks for what is wrong finds the service in the log. */
function expectLogged({ log }: Observation, target: FaultTarget): void {
  const action = expect.stringMatching(`^${target.split('.')[0]}:`);
  expect(log).toContainEqual(expect.objectContaining({ message: 'aws service unavailable', action }));
}

interface Met {
  readonly what: string;
  readonly target: FaultTarget;
  readonly fault: Fault;
  readonly times: number;
  readonly before: number;
  readonly whose: AwsCall[2];
  readonly atMost: number;
  /** Whether a line of the log tells which service it was: what the SDK tries again with success is not worth one. */
  readonly isLogged: boolean;
}

function awsCell(route: Cell, met: Met, { check, ...more }: Pick<Cell, 'check' | 'remainingMs'>): Cell {
  const { what, target, fault, times, before, whose, atMost, isLogged } = met;
  return {
    ...route,
    ...more,
    what: `${what} ${fault}${times === 1 ? ', once' : ''}`,
    aws: { target, fault, times, after: before, ...(whose && { about: '' }) },
    check(faulty) {
      expect(faulty.met, 'calls that met the fault').toBeGreaterThanOrEqual(1);
      expect(faulty.met, 'calls that met the fault').toBeLessThanOrEqual(atMost);
      check(faulty);
      if (isLogged) expectLogged(faulty, target);
    },
  };
}
