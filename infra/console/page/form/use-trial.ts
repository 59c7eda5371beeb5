import { useState } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import { type SaveMode, testSettings } from '../api/registry.ts';
import { announce } from '../shell/announcement.tsx';
import { type Field, settingsBody } from './draft.ts';
import { type FieldMarks, fieldMarks } from './field-marks.ts';
import { type Outcome, testOf } from './outcome.tsx';
import type { DraftInHand } from './use-draft.ts';

export interface Trial {
  readonly outcome: Outcome;
  setOutcome(outcome: Outcome): void;
  /** A test of these very values has not passed. */
  readonly disproven: boolean;
  /** Why nobody here may save untested; null as long as nothing is known against it. */
  readonly untestedRefused: string | null;
  /** Of what the outcome points at, so far as it was not changed since. */
  readonly marks: ReadonlyMap<Field, FieldMarks>;
  /** Tests the draft, and stores nothing. */
  test(): Promise<void>;
  /** Tells why it was not saved. */
  notSaved(problem: Problem, mode: SaveMode, what?: string): void;
}

const NOT_TESTED = 'The settings could not be tested.';

/** What becomes of a draft that is tested or saved. */
export function useTrial({ draft, changed, isStale, begin }: DraftInHand): Trial {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [untestedRefused, setUntestedRefused] = useState<string | null>(null);
  const test = testOf(outcome);
  const marks = fieldMarks(test, outcome.kind === 'problem' ? outcome.problem : null);
  return {
    outcome,
    setOutcome,
    disproven: test !== null && test.verdict !== 'passed' && !isStale,
    untestedRefused,
    marks: new Map([...marks].filter(([field]) => !changed.has(field))),
    async test() {
      begin();
      setOutcome({ kind: 'running', what: 'test' });
      const answer = await testSettings(settingsBody(draft));
      setOutcome(
        answer.ok
          ? { kind: 'tested', test: answer.value }
          : { kind: 'problem', problem: answer.problem, what: NOT_TESTED },
      );
      announce(answer.ok ? `The test has ${answer.value.verdict}.` : NOT_TESTED);
    },
    notSaved(problem, mode, what = 'It was not saved.') {
      if (mode === 'untested' && problem.code === 'forbidden') setUntestedRefused(problem.detail);
      setOutcome({ kind: 'problem', problem, what });
      announce(what);
    },
  };
}
