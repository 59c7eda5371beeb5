import { hrefOf } from '../shell/routes.ts';
import type { Difference } from './differences.ts';
import { FIELD_NAMES } from './field-names.ts';

interface TakenProps {
  readonly connectionId: string;
  readonly found: readonly Difference[];
  /** Somebody else has entered it anew while it was entered here. */
  readonly repaired: boolean;
}

/** There is a connection of this id already: it is left as it is. */
export function Taken({ connectionId, found, repaired }: TakenProps) {
  return (
    <div class="note bad" role="alert">
      <p>
        <strong>
          {repaired
            ? 'Somebody else has entered this connection anew meanwhile.'
            : `There is a connection ${connectionId} already.`}
        </strong>{' '}
        Nothing was overwritten. {!repaired && 'Choose another id, or '}
        <a href={hrefOf({ page: 'connection', connectionId })}>{repaired ? 'Look at it' : 'go to that one'}</a>.
      </p>
      {found.length > 0 && (
        <table class="compare">
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Here</th>
              <th scope="col">There</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ field, yours, stored }) => (
              <tr key={field}>
                <th scope="row">{FIELD_NAMES[field]}</th>
                <td>{yours}</td>
                <td>{stored}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
