/** Somebody else has changed the connection while its form was open: what they saved, beside what stands in the form. */
import type { Draft, Field } from './draft.ts';

export interface Difference {
  readonly field: Field;
  /** As it is shown. */
  readonly yours: string;
  readonly stored: string;
  /** What is taken unless somebody chooses: yours where you changed something, else what is stored. */
  readonly take: 'yours' | 'stored';
}

/** Secrets are never among what is stored here, so nothing can be said of them but that one was entered. */
const COMPARED: readonly Field[] = [
  'endpoint',
  'lwaClientId',
  'displayName',
  'accountType',
  'expectFeeds',
  'testing',
  'labels',
  'clientSecretCreatedOn',
  'authorizedOn',
];

/** `opened` is what the form began with, `stored` what is there now. */
export function differences(draft: Draft, opened: Draft, stored: Draft): Difference[] {
  return COMPARED.filter((field) => draft[field] !== stored[field]).map((field) => ({
    field,
    yours: shown(draft[field]),
    stored: shown(stored[field]),
    take: draft[field] === opened[field] ? 'stored' : 'yours',
  }));
}

/** The draft to go on with. */
export function settled(draft: Draft, stored: Draft, chosen: ReadonlyMap<Field, 'yours' | 'stored'>): Draft {
  const taken = COMPARED.filter((field) => chosen.get(field) === 'stored').map((field) => [field, stored[field]]);
  return { ...draft, ...Object.fromEntries(taken) };
}

function shown(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? '(none)' : value;
}
