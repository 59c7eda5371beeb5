import { type LwaField, lwaValueWarnings } from '../../../../lib/connection/warnings.ts';
import type { Draft, Field } from './draft.ts';
import { endpoints } from './endpoints.ts';
import { FieldRow, inputProps } from './field.tsx';
import { type FieldMarks, NO_MARKS } from './field-marks.ts';
import { FIELD_NAMES } from './field-names.ts';
import { SecretInput } from './secret-input.tsx';

export interface FieldsProps {
  readonly draft: Draft;
  /** True when a stored connection is changed: secrets that stay empty stay as they are. */
  readonly stored: boolean;
  readonly marks: ReadonlyMap<Field, FieldMarks>;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** The four fields of a connection: what a test is about. */
export function SettingsFields({ draft, stored, marks, onChange }: FieldsProps) {
  const { choices } = endpoints.value;
  const endpointMarks = marks.get('endpoint') ?? NO_MARKS;
  return (
    <>
      <FieldRow field="endpoint" marks={endpointMarks}>
        <select
          {...inputProps('endpoint', endpointMarks)}
          value={draft.endpoint}
          onChange={(event) => {
            const name = event.currentTarget.value;
            const choice = choices.find(({ endpoint }) => endpoint === name);
            if (choice) onChange({ endpoint: choice.endpoint });
          }}
        >
          {choices.length === 0 && <option value={draft.endpoint}>{draft.endpoint}</option>}
          {choices.map(({ endpoint, label }) => (
            <option key={endpoint} value={endpoint}>
              {label}
            </option>
          ))}
        </select>
      </FieldRow>
      <LwaValue field="lwaClientId" stored={false} {...{ draft, marks, onChange }} />
      <LwaValue field="lwaClientSecret" {...{ draft, stored, marks, onChange }} />
      <LwaValue field="lwaRefreshToken" {...{ draft, stored, marks, onChange }} />
    </>
  );
}

const SHAPES: Readonly<Record<LwaField, string>> = {
  lwaClientId: 'amzn1.application-oa2-client.…',
  lwaClientSecret: 'amzn1.oa2-cs.v1.…',
  lwaRefreshToken: 'Atzr|…',
};

function LwaValue({ field, draft, stored, marks, onChange }: FieldsProps & { readonly field: LwaField }) {
  const value = draft[field];
  const seen = value.trim() === '' ? [] : lwaValueWarnings(field, value.trim());
  const all = { ...NO_MARKS, ...marks.get(field), warnings: seen.map(({ detail }) => detail) };
  return (
    <FieldRow field={field} marks={all}>
      <SecretInput
        {...inputProps(field, all)}
        name={FIELD_NAMES[field]}
        value={value}
        placeholder={stored ? 'unchanged' : SHAPES[field]}
        onValue={(entered) => entered !== value && onChange({ [field]: entered })}
      />
    </FieldRow>
  );
}
