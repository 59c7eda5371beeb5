import { useRef, useState } from 'preact/hooks';
import { lwaValueWarnings } from '../../../../lib/connection/warnings.ts';
import { replaceClientSecret } from '../api/registry.ts';
import { listFleet } from '../fleet/fleet.ts';
import { SecretInput } from '../form/secret-input.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAskBeforeLeaving } from '../parts/use-ask-before-leaving.ts';
import { useIsShown } from '../parts/use-is-shown.ts';
import { announce } from '../shell/announcement.tsx';
import type { ClientGroup } from './client-groups.ts';
import { NOT_BEGUN, type ReplacementProgress, replaceForAll } from './replace-for-all.ts';
import { ReplacementReport } from './replacement-report.tsx';

export function ReplaceForm({ group }: { readonly group: ClientGroup }) {
  const { lwaClientId, connections } = group;
  const [secret, setSecret] = useState('');
  const [createdOn, setCreatedOn] = useState(() => new Date().toISOString().slice(0, 10));
  const [progress, setProgress] = useState<ReplacementProgress | null>(null);
  const stopped = useRef(false);
  const isShown = useIsShown();
  const id = `secret-of-${lwaClientId}`;
  const warnings = secret.trim() === '' ? [] : lwaValueWarnings('lwaClientSecret', secret.trim());
  const running = progress !== null && !progress.over;
  useAskBeforeLeaving(running || secret !== '');

  async function replace() {
    const lwaClientSecret = secret.trim();
    setSecret('');
    stopped.current = false;
    setProgress(NOT_BEGUN);
    const body = { lwaClientId, lwaClientSecret, ...(createdOn && { clientSecretCreatedOn: createdOn }) };
    const isWanted = () => isShown() && !stopped.current;
    await replaceForAll(() => replaceClientSecret(body), isWanted, setProgress);
    announce('The replacement has ended.');
    await listFleet();
  }

  return (
    <form
      class="replace"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (secret.trim() !== '' && !running) void replace();
      }}
    >
      <div class="field">
        <label for={id}>New client secret</label>
        <SecretInput
          id={id}
          name="new client secret"
          value={secret}
          onValue={setSecret}
          placeholder="amzn1.oa2-cs.v1.…"
          aria-describedby={`${id}-notes`}
        />
        <div id={`${id}-notes`} class="field-notes">
          {warnings.map(({ code, detail }) => (
            <p key={code} class="warning">
              {detail}
            </p>
          ))}
          <p class="quiet">
            Each connection is tried with it first, and keeps the old one if Amazon refuses. The old secret works for
            seven more days.
          </p>
        </div>
      </div>
      <div class="field">
        <label for={`${id}-date`}>Made on</label>
        <input
          id={`${id}-date`}
          type="date"
          value={createdOn}
          onInput={(event) => setCreatedOn(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="primary" disabled={secret.trim() === '' || running}>
        Replace for {connections.length === 1 ? 'this connection' : `all ${connections.length} connections`}
      </button>
      {progress && (
        <ReplacementReport
          progress={progress}
          total={connections.length}
          onStop={() => {
            stopped.current = true;
          }}
        />
      )}
      {progress?.problem && (
        <ProblemNote
          problem={progress.problem}
          what="It stopped before its end. Enter the secret once more to go on: those that have it are passed over."
        />
      )}
    </form>
  );
}
