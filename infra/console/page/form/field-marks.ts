/** Where the form is marked: by what the last test points at, and by what the API says against the input. */
import type { Problem } from '../api/problem.ts';
import type { TestResult } from '../api/shapes.ts';
import { EMPTY_DRAFT, type Field } from './draft.ts';

export interface FieldMarks {
  /** What the API says against the value. */
  readonly complaints: readonly string[];
  /** What a look at the value shows. */
  readonly warnings: readonly string[];
  /** 1 for the setting that is most likely wrong; null when the last test does not point here. */
  readonly review: number | null;
}

export const NO_MARKS: FieldMarks = { complaints: [], warnings: [], review: null };

/** `test` is that of the very values in the form; null when there is none. */
export function fieldMarks(test: TestResult | null, problem: Problem | null): ReadonlyMap<Field, FieldMarks> {
  const marks = new Map<Field, FieldMarks>();
  const add = (field: Field, more: Partial<FieldMarks>) => {
    const known = marks.get(field) ?? NO_MARKS;
    marks.set(field, { ...known, ...more });
  };
  const toReview = test !== null && test.verdict === 'failed' ? (test.diagnosis?.settings ?? []) : [];
  for (const [index, setting] of toReview.entries()) if (isField(setting)) add(setting, { review: index + 1 });
  for (const { pointer, detail } of problem?.errors ?? []) {
    const [, field] = (pointer ?? '').split('/');
    if (isField(field)) add(field, { complaints: [...(marks.get(field)?.complaints ?? []), detail] });
  }
  return marks;
}

function isField(name: string | undefined): name is Field {
  return name !== undefined && Object.hasOwn(EMPTY_DRAFT, name);
}
