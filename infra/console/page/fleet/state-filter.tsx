import type { Connection } from '../api/shapes.ts';

type State = Connection['state'];

interface StateFilterProps {
  readonly counts: Readonly<Record<State, number>>;
  readonly chosen: State | null;
  readonly onChoose: (state: State | null) => void;
}

const STATES: readonly State[] = ['failed', 'unknown', 'passed'];

/** How many there are of each state; each count shows only those. */
export function StateFilter({ counts, chosen, onChoose }: StateFilterProps) {
  const total = counts.failed + counts.unknown + counts.passed;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is submitted; this chooses what is shown.
    <div class="choices" role="group" aria-label="State">
      <button type="button" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        All <b>{total}</b>
      </button>
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          class={state}
          aria-pressed={chosen === state}
          onClick={() => onChoose(chosen === state ? null : state)}
        >
          <span aria-hidden="true" class="sign" />
          {state} <b>{counts[state]}</b>
        </button>
      ))}
    </div>
  );
}
