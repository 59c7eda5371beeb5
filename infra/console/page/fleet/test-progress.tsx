import { ProblemNote } from '../parts/problem-note.tsx';
import { manyTests, stopTests } from './test-many.ts';

/** How far the tests are that were begun here. */
export function TestProgress() {
  const tests = manyTests.value;
  if (tests === null) return null;
  const { passed, failed, inconclusive } = tests.verdicts;
  const parts = [
    `${tests.done} of ${tests.total} tested`,
    `${passed} passed`,
    `${failed} failed`,
    `${inconclusive} inconclusive`,
    ...(tests.refused > 0 ? [`${tests.refused} refused`] : []),
  ];
  return (
    <>
      <div class="progress-line" role="status">
        <progress max={tests.total} value={tests.done} aria-label="Tests done" />
        <span>{parts.join(' · ')}</span>
        {tests.over ? (
          <button
            type="button"
            class="small"
            onClick={() => {
              manyTests.value = null;
            }}
          >
            Dismiss
          </button>
        ) : (
          <button type="button" class="small" onClick={stopTests}>
            Stop
          </button>
        )}
      </div>
      {tests.problem && <ProblemNote problem={tests.problem} what="Not all of them were tested." />}
    </>
  );
}
