import type { ComponentChildren } from 'preact';
import type { Field } from './draft.ts';
import type { FieldMarks } from './field-marks.ts';
import { FIELD_NAMES, fieldId } from './field-names.ts';

interface FieldRowProps {
  readonly field: Field;
  readonly marks: FieldMarks;
  readonly hint?: string | undefined;
  readonly children: ComponentChildren;
}

/** A labelled field with everything that is to be said of it, most urgent first. */
export function FieldRow({ field, marks, hint, children }: FieldRowProps) {
  return (
    <div class={marks.review !== null || marks.complaints.length > 0 ? 'field marked' : 'field'}>
      <div class="field-head">
        <label for={fieldId(field)}>{FIELD_NAMES[field]}</label>
        {marks.review !== null && (
          <span class="review">{marks.review === 1 ? 'Review this first' : 'Then review this'}</span>
        )}
      </div>
      {children}
      <div id={noteId(field)} class="field-notes">
        {marks.complaints.map((text) => (
          <p key={text} class="complaint">
            {text}
          </p>
        ))}
        {marks.warnings.map((text) => (
          <p key={text} class="warning">
            {text}
          </p>
        ))}
        {hint && <p class="quiet">{hint}</p>}
      </div>
    </div>
  );
}

const noteId = (field: Field) => `${fieldId(field)}-notes`;

/** What ties an input to its row. */
export function inputProps(field: Field, marks: FieldMarks) {
  return {
    id: fieldId(field),
    'aria-describedby': noteId(field),
    'aria-invalid': marks.complaints.length > 0 || marks.review !== null ? ('true' as const) : undefined,
  };
}
