import { useState } from 'preact/hooks';
import { testSettings } from '../api/registry.ts';
import { announce } from '../shell/announcement.tsx';
import { type Field, settingsBody } from './draft.ts';
import { type FieldMarks, fieldMarks } from './field-marks.ts';
import { type Outcome, testOf } from './outcome.tsx';
import type { DraftInHand } from './use-draft.ts';

export interface Trial {
  readonly outcome: Outcome;
  setOutcome(outcome: Outcome): void;
  /** Of what the outcome points at, so far as it was not changed since. */
  readonly marks: ReadonlyMap<Field, FieldMarks>;
  /** Tests the draft, and stores nothing. */
  test(): Promise<void>;
}

const NOT_TESTED = 'The settings could not be tested.';

/** What becomes of a draft that is tested or saved. */
export function useTrial({ draft, changed, begin }: DraftInHand): Trial {
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const marks = fieldMarks(testOf(outcome), outcome.kind === 'problem' ? outcome.problem : null);
  return {
    outcome,
    setOutcome,
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
  };
}
