import { FieldRow, inputProps } from './field.tsx';
import { NO_MARKS } from './field-marks.ts';
import type { FieldsProps } from './settings-fields.tsx';

/** What the connection is called: the id for programs, the name for people. */
export function NameFields({ draft, stored, marks, onChange }: FieldsProps) {
  const idMarks = marks.get('connectionId') ?? NO_MARKS;
  const nameMarks = marks.get('displayName') ?? NO_MARKS;
  return (
    <>
      {!stored && (
        <FieldRow
          field="connectionId"
          marks={idMarks}
          hint="Lower-case letters, digits and hyphens. It cannot be changed later."
        >
          <input
            {...inputProps('connectionId', idMarks)}
            class="id"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            maxLength={63}
            placeholder="acme-eu"
            value={draft.connectionId}
            onInput={(event) => onChange({ connectionId: event.currentTarget.value.trim().toLowerCase() })}
          />
        </FieldRow>
      )}
      <FieldRow field="displayName" marks={nameMarks}>
        <input
          {...inputProps('displayName', nameMarks)}
          autocomplete="off"
          placeholder="Acme Europe"
          value={draft.displayName}
          onInput={(event) => onChange({ displayName: event.currentTarget.value })}
        />
      </FieldRow>
    </>
  );
}
