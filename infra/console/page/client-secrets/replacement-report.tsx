import { Badge } from '../parts/badge.tsx';
import { hrefOf } from '../shell/routes.ts';
import type { ReplacementProgress } from './replace-for-all.ts';

interface ReplacementReportProps {
  readonly progress: ReplacementProgress;
  /** Connections of the client id. */
  readonly total: number;
  /** The call under way comes to its end; no further one begins. */
  readonly onStop: () => void;
}

/** How far it is, and each connection that did not take the new secret. */
export function ReplacementReport({ progress: { dealtWith, remaining, over }, total, onStop }: ReplacementReportProps) {
  const saved = dealtWith.filter(({ outcome }) => outcome === 'saved').length;
  const others = dealtWith.filter(({ outcome }) => outcome !== 'saved');
  const all = remaining === null ? total : dealtWith.length + remaining;
  return (
    <div role="status">
      <div class="progress-line">
        <progress
          max={Math.max(1, all)}
          value={over ? Math.max(1, all) : dealtWith.length}
          aria-label="Connections done"
        />
        <span>{words(saved, others.length, remaining, over)}</span>
        {!over && (
          <button type="button" class="small" onClick={onStop}>
            Stop
          </button>
        )}
      </div>
      {over && remaining !== null && remaining > 0 && (
        <p class="note wait">
          It has ended with {remaining} to go. {others.length > 0 && 'Correct what is named here. '}
          Enter the secret once more to go on: those that have it are passed over.
        </p>
      )}
      {others.length > 0 && (
        <ul class="history">
          {others.map(({ connectionId, outcome, diagnosis }) => (
            <li key={connectionId}>
              <Badge kind={outcome === 'failed' ? 'failed' : 'inconclusive'} />{' '}
              <a href={hrefOf({ page: 'connection', connectionId })}>{connectionId}</a>{' '}
              <span class="quiet">{diagnosis?.summary}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function words(saved: number, others: number, remaining: number | null, over: boolean): string {
  if (over && saved + others === 0 && remaining === 0) return 'All of them have this secret already.';
  const parts = [`${saved} replaced`];
  if (others > 0) parts.push(`${others} kept the old one`);
  if (remaining !== null && remaining > 0) parts.push(`${remaining} to go`);
  return parts.join(' · ');
}
