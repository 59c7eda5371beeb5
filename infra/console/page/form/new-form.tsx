import { useState } from 'preact/hooks';
import { createConnection, getConnection, replaceConnection, type SaveMode } from '../api/registry.ts';
import { useIsShown } from '../parts/use-is-shown.ts';
import { announce } from '../shell/announcement.tsx';
import { goTo } from '../shell/place.ts';
import { hrefOf } from '../shell/routes.ts';
import { type Difference, differences } from './differences.ts';
import { type Draft, draftOf, EMPTY_DRAFT, hasAllLwaValues, settingsBody } from './draft.ts';
import { endpoints } from './endpoints.ts';
import { FurtherFields } from './further-fields.tsx';
import { NameFields } from './name-fields.tsx';
import { OutcomePanel } from './outcome.tsx';
import { SaveUntested, UntestedRefused } from './save-untested.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { Taken } from './taken.tsx';
import { useDraft } from './use-draft.ts';
import { useTrial } from './use-trial.ts';

interface NewFormProps {
  /** Id of a stored connection that cannot be used: it is entered anew, under the id that it has. */
  readonly repairs?: string;
}

function emptyDraft(): Draft {
  const chosen = endpoints.value.choices.find((choice) => choice.default);
  return { ...EMPTY_DRAFT, ...(chosen && { endpoint: chosen.endpoint }) };
}

/** A new connection: tested, then saved. */
export function NewForm({ repairs }: NewFormProps) {
  const inHand = useDraft(() => ({ ...emptyDraft(), connectionId: repairs ?? '' }));
  const { draft, isStale, change, begin, replace } = inHand;
  const trial = useTrial(inHand);
  const { outcome, setOutcome, marks, test: runTest } = trial;
  const [taken, setTaken] = useState<readonly Difference[] | null>(null);
  const isShown = useIsShown();

  const running = outcome.kind === 'running';
  const saving = running && outcome.what === 'save';
  const complete = hasAllLwaValues(draft);
  const proven = outcome.kind === 'tested' && outcome.test.verdict === 'passed' && !isStale;

  async function save(mode: SaveMode) {
    const { connectionId } = draft;
    begin();
    setOutcome({ kind: 'running', what: 'save' });
    const meanwhile = repairs === undefined ? null : await getConnection(connectionId);
    if (meanwhile?.ok) {
      setTaken(differences(draft, EMPTY_DRAFT, draftOf(meanwhile.value)));
      setOutcome({ kind: 'none' });
      return;
    }
    const settings = settingsBody(draft);
    const answer =
      repairs === undefined
        ? await createConnection(connectionId, settings, mode)
        : await replaceConnection(connectionId, null, settings, mode);
    if (answer.ok) {
      replace(EMPTY_DRAFT);
      announce(`${connectionId} is saved.`);
      if (isShown()) goTo({ page: 'connection', connectionId });
      return;
    }
    if (repairs === undefined && answer.problem.code === 'version_conflict') {
      const there = await getConnection(connectionId);
      setTaken(there.ok ? differences(draft, EMPTY_DRAFT, draftOf(there.value)) : []);
    }
    trial.notSaved(answer.problem, mode);
  }

  const fields = { draft, stored: false, marks, onChange: change };
  return (
    <form
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete && !running) void runTest();
      }}
    >
      <fieldset class="two-sides" disabled={saving}>
        <div class="values">
          <SettingsFields {...fields} />
          <div class="actions">
            <button type="submit" class={proven ? '' : 'primary'} disabled={!complete || running}>
              Test connection
            </button>
            {!complete && <span class="quiet">All three LWA values are needed.</span>}
          </div>
        </div>
        <OutcomePanel outcome={outcome} isStale={isStale} />
        <div class="naming">
          <NameFields
            {...fields}
            stored={repairs !== undefined}
            onChange={(more) => {
              setTaken(null);
              change(more);
            }}
          />
          <FurtherFields {...fields} />
          {taken && <Taken connectionId={draft.connectionId} found={taken} repaired={repairs !== undefined} />}
          <div class="actions">
            <button
              type="button"
              class={proven ? 'primary' : ''}
              disabled={!proven || draft.connectionId === ''}
              onClick={() => save('tested')}
            >
              Save
            </button>
            <SaveUntested
              trial={trial}
              disabled={draft.connectionId === '' || running}
              onSave={() => save('untested')}
            />
            <a
              class="button plain"
              href={hrefOf(repairs === undefined ? { page: 'fleet' } : { page: 'connection', connectionId: repairs })}
            >
              Cancel
            </a>
            <span class="quiet">{whySaveIsClosed(proven, draft.connectionId)}</span>
          </div>
          <UntestedRefused trial={trial} />
        </div>
      </fieldset>
    </form>
  );
}

function whySaveIsClosed(proven: boolean, connectionId: string): string {
  if (!proven) return 'Save opens after a test of these very values has passed.';
  return connectionId === '' ? 'It needs a connection id.' : '';
}
