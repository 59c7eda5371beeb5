import { useState } from 'preact/hooks';
import { createConnection, getConnection } from '../api/registry.ts';
import { useIsShown } from '../parts/use-is-shown.ts';
import { announce } from '../shell/announcement.tsx';
import { goTo } from '../shell/place.ts';
import { hrefOf } from '../shell/routes.ts';
import { type Difference, differences } from './differences.ts';
import { type Draft, draftOf, EMPTY_DRAFT, hasAllLwaValues, settingsBody } from './draft.ts';
import { endpoints } from './endpoints.ts';
import { FurtherFields } from './further-fields.tsx';
import { NameFields } from './name-fields.tsx';
import { OutcomePanel, testOf } from './outcome.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { Taken } from './taken.tsx';
import { useDraft } from './use-draft.ts';
import { useTrial } from './use-trial.ts';

function emptyDraft(): Draft {
  const chosen = endpoints.value.choices.find((choice) => choice.default);
  return { ...EMPTY_DRAFT, ...(chosen && { endpoint: chosen.endpoint }) };
}

/** A new connection: tested, then saved. */
export function NewForm() {
  const inHand = useDraft(emptyDraft);
  const { draft, isStale, change, begin, replace } = inHand;
  const { outcome, setOutcome, marks, test: runTest } = useTrial(inHand);
  const [taken, setTaken] = useState<readonly Difference[] | null>(null);
  const [untestedRefused, setUntestedRefused] = useState<string | null>(null);
  const isShown = useIsShown();

  const test = testOf(outcome);
  const running = outcome.kind === 'running';
  const saving = running && outcome.what === 'save';
  const complete = hasAllLwaValues(draft);
  const proven = outcome.kind === 'tested' && outcome.test.verdict === 'passed' && !isStale;
  const disproven = test !== null && test.verdict !== 'passed' && !isStale;

  async function save(mode: 'tested' | 'untested') {
    const { connectionId } = draft;
    begin();
    setOutcome({ kind: 'running', what: 'save' });
    const answer = await createConnection(connectionId, settingsBody(draft), mode);
    if (answer.ok) {
      replace(EMPTY_DRAFT);
      announce(`${connectionId} is saved.`);
      if (isShown()) goTo({ page: 'connection', connectionId });
      return;
    }
    if (answer.problem.code === 'version_conflict') {
      const there = await getConnection(connectionId);
      setTaken(there.ok ? differences(draft, EMPTY_DRAFT, draftOf(there.value)) : []);
    }
    if (mode === 'untested' && answer.problem.code === 'forbidden') setUntestedRefused(answer.problem.detail);
    setOutcome({ kind: 'problem', problem: answer.problem, what: 'It was not saved.' });
    announce('It was not saved.');
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
            onChange={(more) => {
              setTaken(null);
              change(more);
            }}
          />
          <FurtherFields {...fields} />
          {taken && <Taken connectionId={draft.connectionId} found={taken} />}
          <div class="actions">
            <button
              type="button"
              class={proven ? 'primary' : ''}
              disabled={!proven || draft.connectionId === ''}
              onClick={() => save('tested')}
            >
              Save
            </button>
            {disproven && untestedRefused === null && (
              <button type="button" disabled={draft.connectionId === '' || running} onClick={() => save('untested')}>
                Save untested
              </button>
            )}
            <a class="button plain" href={hrefOf({ page: 'fleet' })}>
              Cancel
            </a>
            <span class="quiet">{whySaveIsClosed(proven, draft.connectionId)}</span>
          </div>
          {untestedRefused && <p class="quiet">Saving untested is not open to you. {untestedRefused}</p>}
        </div>
      </fieldset>
    </form>
  );
}

function whySaveIsClosed(proven: boolean, connectionId: string): string {
  if (!proven) return 'Save opens after a test of these very values has passed.';
  return connectionId === '' ? 'It needs a connection id.' : '';
}
