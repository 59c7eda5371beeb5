import type { Problem } from '../api/problem.ts';

interface ProblemNoteProps {
  readonly problem: Problem;
  /** What did not work: "The connections cannot be listed." */
  readonly what: string;
  readonly again?: (() => void) | undefined;
}

/** A call that failed: what did not work, why, and what can be done about it. */
export function ProblemNote({ problem, what, again }: ProblemNoteProps) {
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>{what}</strong> {problem.detail}
      </p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map((error) => (
            <li key={`${error.pointer}${error.parameter}${error.detail}`}>
              <code>{(error.pointer ?? error.parameter ?? '').replace(/^\//, '') || 'the body'}</code> {error.detail}
            </li>
          ))}
        </ul>
      )}
      {problem.retryAfterSeconds !== null && <p>Worth another try in {problem.retryAfterSeconds} seconds.</p>}
      {problem.requestId && (
        <p class="quiet">
          Request <code>{problem.requestId}</code>
        </p>
      )}
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}
