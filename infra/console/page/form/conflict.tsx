import { useState } from 'preact/hooks';
import type { Difference } from './differences.ts';
import type { Field } from './draft.ts';
import { FIELD_NAMES } from './field-names.ts';

interface ConflictProps {
  readonly found: readonly Difference[];
  readonly onSettle: (chosen: ReadonlyMap<Field, 'yours' | 'stored'>) => void;
}

/** Both values of each field that somebody else has changed meanwhile, or that would now be changed back. */
export function Conflict({ found, onSettle }: ConflictProps) {
  const [chosen, setChosen] = useState<ReadonlyMap<Field, 'yours' | 'stored'>>(
    new Map(found.map(({ field, take }) => [field, take])),
  );
  const choose = (field: Field, side: 'yours' | 'stored') => setChosen(new Map([...chosen, [field, side]]));
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>Somebody else has changed this connection while the form was open.</strong> Nothing was overwritten.{' '}
        {found.length > 0 ? 'Choose what is to hold, then save again.' : 'What is shown here is the same; save again.'}
      </p>
      {found.length > 0 && (
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Yours</th>
              <th scope="col">Stored now</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ field, yours, stored }) => (
              <tr key={field}>
                <th scope="row">{FIELD_NAMES[field]}</th>
                {(['yours', 'stored'] as const).map((side) => (
                  <td key={side}>
                    <label>
                      <input
                        type="radio"
                        name={`conflict-${field}`}
                        checked={chosen.get(field) === side}
                        onChange={() => choose(field, side)}
                      />
                      {side === 'yours' ? yours : stored}
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button type="button" onClick={() => onSettle(chosen)}>
        Go on with these
      </button>
    </div>
  );
}
