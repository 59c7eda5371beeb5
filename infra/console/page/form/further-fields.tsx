import { FieldRow, inputProps } from './field.tsx';
import { NO_MARKS } from './field-marks.ts';
import type { FieldsProps } from './settings-fields.tsx';

/** What else may be said of a connection; all of it optional. */
export function FurtherFields({ draft, marks, onChange }: FieldsProps) {
  const marksOf = (field: keyof typeof draft) => marks.get(field) ?? NO_MARKS;
  return (
    <details class="further" open={[...marks.keys()].some((field) => FURTHER.has(field))}>
      <summary>More about the account</summary>
      <div class="columns">
        <FieldRow
          field="accountType"
          marks={marksOf('accountType')}
          hint="Lets a refusal be told apart by a second call."
        >
          <select
            {...inputProps('accountType', marksOf('accountType'))}
            value={draft.accountType}
            onChange={(event) => onChange({ accountType: accountType(event.currentTarget.value) })}
          >
            <option value="">Not said</option>
            <option value="seller">Seller</option>
            <option value="vendor">Vendor</option>
          </select>
        </FieldRow>
        <FieldRow field="testing" marks={marksOf('testing')}>
          <select
            {...inputProps('testing', marksOf('testing'))}
            value={draft.testing}
            onChange={(event) => onChange({ testing: event.currentTarget.value === 'paused' ? 'paused' : 'on' })}
          >
            <option value="on">On</option>
            <option value="paused">Paused</option>
          </select>
        </FieldRow>
        <FieldRow
          field="clientSecretCreatedOn"
          marks={marksOf('clientSecretCreatedOn')}
          hint="Amazon ends a client secret after 180 days."
        >
          <input
            {...inputProps('clientSecretCreatedOn', marksOf('clientSecretCreatedOn'))}
            type="date"
            value={draft.clientSecretCreatedOn}
            onInput={(event) => onChange({ clientSecretCreatedOn: event.currentTarget.value })}
          />
        </FieldRow>
        <FieldRow
          field="authorizedOn"
          marks={marksOf('authorizedOn')}
          hint="A public application is authorized anew after 365 days."
        >
          <input
            {...inputProps('authorizedOn', marksOf('authorizedOn'))}
            type="date"
            value={draft.authorizedOn}
            onInput={(event) => onChange({ authorizedOn: event.currentTarget.value })}
          />
        </FieldRow>
      </div>
      <FieldRow field="labels" marks={marksOf('labels')} hint="One in a line: team=emea">
        <textarea
          {...inputProps('labels', marksOf('labels'))}
          rows={2}
          value={draft.labels}
          onInput={(event) => onChange({ labels: event.currentTarget.value })}
        />
      </FieldRow>
      <FieldRow
        field="expectFeeds"
        marks={marksOf('expectFeeds')}
        hint="If not, a refusal on Feeds is a remark and no failure."
      >
        <input
          {...inputProps('expectFeeds', marksOf('expectFeeds'))}
          type="checkbox"
          checked={draft.expectFeeds}
          onChange={(event) => onChange({ expectFeeds: event.currentTarget.checked })}
        />
      </FieldRow>
    </details>
  );
}

const FURTHER = new Set(['accountType', 'testing', 'clientSecretCreatedOn', 'authorizedOn', 'labels', 'expectFeeds']);

function accountType(value: string) {
  return value === 'seller' || value === 'vendor' ? value : '';
}
