import type { TestResult } from '../api/shapes.ts';
import { fullTime } from '../parts/time-words.ts';

/** The verdicts, oldest first, as marks in a row; the history below tells each in words. */
export function VerdictTimeline({ tests }: { readonly tests: readonly TestResult[] }) {
  const oldestFirst = tests.toReversed();
  const count = (verdict: TestResult['verdict']) => tests.filter((test) => test.verdict === verdict).length;
  const summary = `Last ${tests.length} tests: ${count('passed')} passed, ${count('failed')} failed, ${count('inconclusive')} inconclusive`;
  return (
    <figure class="timeline">
      <div role="img" aria-label={summary}>
        {oldestFirst.map(({ testId, verdict, startedAt }) => (
          <span key={testId} class={`tick ${verdict}`} title={`${verdict}, ${fullTime(startedAt)}`} />
        ))}
      </div>
      <figcaption class="quiet">{summary}</figcaption>
    </figure>
  );
}
