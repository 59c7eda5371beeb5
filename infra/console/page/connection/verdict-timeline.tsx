import type { TestResult } from '../api/shapes.ts';
import { fullTime } from '../parts/time-words.ts';

const VERDICTS = ['passed', 'failed', 'inconclusive'] as const;

/** The verdicts, oldest first, as marks in a row; the history below tells each in words. */
export function VerdictTimeline({ tests }: { readonly tests: readonly TestResult[] }) {
  const oldestFirst = tests.toReversed();
  const counts = VERDICTS.map((verdict) => [verdict, tests.filter((test) => test.verdict === verdict).length] as const);
  const told = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${verdict}`);
  const summary = `${tests.length === 1 ? 'One test' : `Last ${tests.length} tests`}: ${told.join(', ')}`;
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
