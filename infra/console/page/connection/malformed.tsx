import { useRef } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { hrefOf } from '../shell/routes.ts';
import { DeleteDialog } from './delete-dialog.tsx';

interface MalformedProps {
  readonly connectionId: string;
  readonly problem: Problem;
  readonly refused: { readonly what: string; readonly problem: Problem } | null;
  readonly running: boolean;
  readonly onDelete: (recoveryDays: number) => void;
}

/** What is stored under this id is no connection: somebody made or changed its secret by hand. It is entered anew, or deleted. */
export function Malformed({ connectionId, problem, refused, running, onDelete }: MalformedProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <Page title={connectionId}>
      {refused && <ProblemNote {...refused} />}
      <div class="empty">
        <p>
          <strong>What is stored here is no connection.</strong> Nothing can be tested or called with it.{' '}
          {problem.detail}
        </p>
        <div class="actions">
          <a class="button primary" href={hrefOf({ page: 'edit', connectionId })}>
            Enter it anew
          </a>
          <button type="button" disabled={running} onClick={() => dialog.current?.showModal()}>
            Delete
          </button>
        </div>
      </div>
      <DeleteDialog dialog={dialog} connectionId={connectionId} onDelete={onDelete} />
    </Page>
  );
}
