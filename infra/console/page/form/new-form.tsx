import { useState } from 'preact/hooks';
import { createConnection, getConnection, testSettings } from '../api/registry.ts';
import { useIsShown } from '../parts/use-is-shown.ts';
import { announce } from '../shell/announcement.tsx';
import { goTo } from '../shell/place.ts';
import { hrefOf } from '../shell/routes.ts';
import { type Difference, differences } from './differences.ts';
import { type Draft, draftOf, EMPTY_DRAFT, hasAllLwaValues, settingsBody } from './draft.ts';
import { endpoints } from './endpoints.ts';
import { fieldMarks } from './field-marks.ts';
import { FurtherFields } from './further-fields.tsx';
import { NameFields } from './name-fields.tsx';
import { type Outcome, OutcomePanel, testOf } from './outcome.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { Taken } from './taken.tsx';
import { useDraft } from './use-draft.ts';

function emptyDraft(): Draft {
  const chosen = endpoints.value.choices.find((choice) => choice.default);
  return { ...EMPTY_DRAFT, ...(chosen && { endpoint: chosen.endpoint }) };
}

/** A new connection: tested, then saved. */
export function NewForm() {
  const { draft, changed, isStale, change, begin, replace } = useDraft(emptyDraft);
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' });
  const [taken, setTaken] = useState<readonly Difference[] | null>(null);
  const [untestedRefused, setUntestedRefused] = useState<string | null>(null);
  const isShown = useIsShown();

  const test = testOf(outcome);
  const running = outcome.kind === 'running';
  const saving = running && outcome.what === 'save';
  const complete = hasAllLwaValues(draft);
  const proven = outcome.kind === 'tested' && outcome.test.verdict === 'passed' && !isStale;
  const disproven = test !== null && test.verdict !== 'passed' && !isStale;
  const marks = new Map(
    [...fieldMarks(test, outcome.kind === 'problem' ? outcome.problem : null)].filter(([field]) => !changed.has(field)),
  );

  async function runTest() {
    begin();
    setOutcome({ kind: 'running', what: 'test' });
    const answer = await testSettings(settingsBody(draft));
    setOutcome(
      answer.ok
        ? { kind: 'tested', test: answer.value }
        : { kind: 'problem', problem: answer.problem, what: 'The settings could not be tested.' },
    );
    announce(answer.ok ? `The test has ${answer.value.verdict}.` : 'The settings could not be tested.');
  }

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
