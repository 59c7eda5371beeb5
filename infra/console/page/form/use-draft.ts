import { useRef, useState } from 'preact/hooks';
import { useAskBeforeLeaving } from '../parts/use-ask-before-leaving.ts';
import { type Draft, type Field, TESTED_FIELDS } from './draft.ts';

export interface DraftInHand {
  readonly draft: Draft;
  /** Fields changed since the last test or save began. */
  readonly changed: ReadonlySet<Field>;
  /** Whether a test of before says nothing of the draft any more. */
  readonly isStale: boolean;
  change(change: Partial<Draft>): void;
  /** A test or a save of these very values begins. */
  begin(): void;
  replace(draft: Draft): void;
}

export function useDraft(initial: () => Draft): DraftInHand {
  const [draft, setDraft] = useState(initial);
  const [changed, setChanged] = useState<ReadonlySet<Field>>(new Set());
  const [typed, setTyped] = useState(false);
  useAskBeforeLeaving(typed);
  // Two events of one moment (a paste and the blur after it) must not undo each other.
  const current = useRef(draft);
  const replace = (next: Draft) => {
    current.current = next;
    setDraft(next);
  };
  return {
    draft,
    changed,
    isStale: TESTED_FIELDS.some((field) => changed.has(field)),
    change(change) {
      replace({ ...current.current, ...change });
      setTyped(true);
      setChanged((before) => new Set([...before, ...(Object.keys(change) as Field[])]));
    },
    begin: () => setChanged(new Set()),
    replace,
  };
}
