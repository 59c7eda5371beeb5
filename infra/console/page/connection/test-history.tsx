import type { TestResult } from '../api/shapes.ts';
import { Ago } from '../parts/ago.tsx';
import { Badge } from '../parts/badge.tsx';
import { DiagnosisNote, RequestList } from '../parts/test-report.tsx';
import { fullTime } from '../parts/time-words.ts';

interface TestHistoryProps {
  readonly tests: readonly TestResult[];
  /** Null when there are no older ones. */
  readonly older: (() => void) | null;
}

const TRIGGERS: Readonly<Record<TestResult['trigger'], string>> = {
  schedule: 'on schedule',
  confirm: 'to confirm a failure',
  manual: 'by hand',
  save: 'when saved',
  unsaved: 'unsaved',
  traffic: 'noticed in use',
};

/** Every test with all that is known of it, newest first. */
export function TestHistory({ tests, older }: TestHistoryProps) {
  return (
    <>
      <ul class="history">
        {tests.map((test) => (
          <li key={test.testId}>
            <details>
              <summary>
                <Badge kind={test.verdict} />
                <span class="when">
                  <Ago at={test.startedAt} /> <span class="quiet">{TRIGGERS[test.trigger]}</span>
                </span>
                <span class="what">{test.diagnosis?.code.replaceAll('_', ' ') ?? ''}</span>
                <span class="took">{test.durationMs} ms</span>
              </summary>
              <div class="history-body">
                <p class="quiet">
                  {fullTime(test.startedAt)} on {test.endpoint}, test <code>{test.testId}</code>
                </p>
                <RequestList test={test} />
                {test.diagnosis !== null && <DiagnosisNote diagnosis={test.diagnosis} verdict={test.verdict} />}
              </div>
            </details>
          </li>
        ))}
      </ul>
      {older && (
        <button type="button" onClick={older}>
          Older tests
        </button>
      )}
    </>
  );
}
