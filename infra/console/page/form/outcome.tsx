import type { Problem } from '../api/problem.ts';
import type { Setting, TestResult } from '../api/shapes.ts';
import { Badge } from '../parts/badge.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { DiagnosisNote, RequestList } from '../parts/test-report.tsx';
import { FIELD_NAMES, fieldId } from './field-names.ts';

/** What became of the last test or save. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly what: 'test' | 'save' }
  | { readonly kind: 'tested'; readonly test: TestResult }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly what: string };

export function testOf(outcome: Outcome): TestResult | null {
  if (outcome.kind === 'tested') return outcome.test;
  return outcome.kind === 'problem' ? outcome.problem.test : null;
}

interface OutcomePanelProps {
  readonly outcome: Outcome;
  /** The values in the form are no longer those of the test. */
  readonly isStale: boolean;
}

export function OutcomePanel({ outcome, isStale }: OutcomePanelProps) {
  const test = testOf(outcome);
  return (
    <section class="outcome" aria-labelledby="outcome-title" aria-busy={outcome.kind === 'running'}>
      <div class="outcome-head">
        <h2 id="outcome-title">Connection test</h2>
        {test !== null && !isStale && <Badge kind={test.verdict} />}
      </div>
      {outcome.kind === 'none' && (
        <p class="quiet">
          Two requests: the three values are exchanged for an access token, and that token asks the endpoint for its
          feeds. Nothing is stored, and nothing changes at Amazon.
        </p>
      )}
      {outcome.kind === 'running' && <RequestList test={null} />}
      {test !== null && (
        <>
          {isStale && <p class="note wait">The values have changed since this test. Test them again.</p>}
          <RequestList test={test} />
          {test.diagnosis !== null && (
            <DiagnosisNote diagnosis={test.diagnosis} verdict={test.verdict} onReview={toSetting} />
          )}
          {test.verdict === 'passed' && !isStale && <p class="quiet">Both requests were accepted. It can be saved.</p>}
        </>
      )}
      {outcome.kind === 'problem' && outcome.problem.test === null && (
        <ProblemNote problem={outcome.problem} what={outcome.what} />
      )}
    </section>
  );
}

function toSetting(setting: Setting): void {
  if (setting in FIELD_NAMES) document.getElementById(fieldId(setting as keyof typeof FIELD_NAMES))?.focus();
}
