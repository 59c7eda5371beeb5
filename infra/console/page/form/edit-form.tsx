import { useState } from 'preact/hooks';
import { changeConnection, getConnection, replaceConnection, type SaveMode } from '../api/registry.ts';
import type { Connection } from '../api/shapes.ts';
import { useIsShown } from '../parts/use-is-shown.ts';
import { announce } from '../shell/announcement.tsx';
import { goTo } from '../shell/place.ts';
import { hrefOf } from '../shell/routes.ts';
import { Conflict } from './conflict.tsx';
import { type Difference, differences, settled } from './differences.ts';
import { type Draft, draftOf, EMPTY_DRAFT, type Field, hasAllLwaValues, patchBody, settingsBody } from './draft.ts';
import { endpoints } from './endpoints.ts';
import { FurtherFields } from './further-fields.tsx';
import { NameFields } from './name-fields.tsx';
import { OutcomePanel } from './outcome.tsx';
import { SaveUntested, UntestedRefused } from './save-untested.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { useDraft } from './use-draft.ts';
import { useTrial } from './use-trial.ts';

const GONE = 'Somebody else has deleted it while the form was open. It was not saved.';

/** What is stored now, and where it differs from the form. */
interface Meanwhile {
  readonly stored: Draft;
  readonly version: Connection['version'];
  readonly found: readonly Difference[];
}

/** Changes a stored connection: only what differs is sent, and only onto the version that the form began with. */
export function EditForm({ connection }: { readonly connection: Connection }) {
  const { connectionId } = connection;
  const [base, setBase] = useState({ draft: draftOf(connection), version: connection.version });
  const inHand = useDraft(() => base.draft);
  const { draft, isStale, change, begin, replace } = inHand;
  const trial = useTrial(inHand);
  const { outcome, setOutcome, marks, test: runTest } = trial;
  const [meanwhile, setMeanwhile] = useState<Meanwhile | null>(null);
  const isShown = useIsShown();

  const running = outcome.kind === 'running';
  const saving = running && outcome.what === 'save';
  const patch = patchBody(draft, base.draft);
  const testable = hasAllLwaValues(draft) && endpoints.value.choices.length > 0;
  const unchanged = Object.keys(patch).length === 0;

  async function save(mode: SaveMode) {
    begin();
    setOutcome({ kind: 'running', what: 'save' });
    const answer =
      mode === 'tested'
        ? await changeConnection(connectionId, base.version, patch)
        : await replaceConnection(connectionId, base.version, settingsBody(draft), mode);
    if (answer.ok) {
      replace(EMPTY_DRAFT);
      announce(`${connectionId} is saved.`);
      if (isShown()) goTo({ page: 'connection', connectionId });
      return;
    }
    if (answer.problem.code === 'version_conflict') {
      const there = await getConnection(connectionId);
      if (there.ok) {
        const stored = draftOf(there.value);
        setMeanwhile({ stored, version: there.value.version, found: differences(draft, base.draft, stored) });
        setOutcome({ kind: 'none' });
        return;
      }
    }
    const gone = ['connection_not_found', 'connection_pending_deletion'].includes(answer.problem.code);
    trial.notSaved(answer.problem, mode, gone ? GONE : undefined);
  }

  function settle(chosen: ReadonlyMap<Field, 'yours' | 'stored'>) {
    if (!meanwhile) return;
    replace(settled(draft, meanwhile.stored, chosen));
    setBase({ draft: meanwhile.stored, version: meanwhile.version });
    setMeanwhile(null);
  }

  const fields = { draft, stored: true, marks, onChange: change };
  return (
    <form
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!unchanged && !running && !meanwhile) void save('tested');
      }}
    >
      <fieldset class="two-sides" disabled={saving}>
        <div class="values">
          <SettingsFields {...fields} />
          <div class="actions">
            <button type="button" disabled={!testable || running} onClick={runTest}>
              Test connection
            </button>
            {!hasAllLwaValues(draft) && (
              <span class="quiet">
                Stored values cannot be tested here, since they are never shown: saving tests the new ones together with
                the stored ones, and writes nothing unless they pass.
              </span>
            )}
          </div>
        </div>
        <OutcomePanel outcome={outcome} isStale={isStale} />
        <div class="naming">
          <NameFields {...fields} />
          <FurtherFields {...fields} />
          {meanwhile && <Conflict found={meanwhile.found} onSettle={settle} />}
          <div class="actions">
            <button type="submit" class="primary" disabled={unchanged || running || meanwhile !== null}>
              Save
            </button>
            {hasAllLwaValues(draft) && (
              <SaveUntested trial={trial} disabled={running || meanwhile !== null} onSave={() => save('untested')} />
            )}
            <a class="button plain" href={hrefOf({ page: 'connection', connectionId })}>
              Cancel
            </a>
            {unchanged && <span class="quiet">Nothing is changed yet.</span>}
            {trial.disproven && !hasAllLwaValues(draft) && (
              <span class="quiet">Without a passed test it can only be saved with all three LWA values entered.</span>
            )}
          </div>
          <UntestedRefused trial={trial} />
        </div>
      </fieldset>
    </form>
  );
}
