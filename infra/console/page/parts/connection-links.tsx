import type { Connection } from '../api/shapes.ts';
import { hrefOf } from '../shell/routes.ts';

interface ConnectionLinksProps {
  readonly connections: readonly Connection[];
  readonly page: 'connection' | 'edit';
}

const SHOWN = 12;

/** Links to a few connections, and how many more there are. */
export function ConnectionLinks({ connections, page }: ConnectionLinksProps) {
  return (
    <ul class="links">
      {connections.slice(0, SHOWN).map(({ connectionId, state }) => (
        <li key={connectionId}>
          <a class={`chip ${state}`} href={hrefOf({ page, connectionId })}>
            <span aria-hidden="true" class="sign" />
            {connectionId}
            <span class="unseen">, {state}</span>
          </a>
        </li>
      ))}
      {connections.length > SHOWN && <li class="quiet">and {connections.length - SHOWN} more</li>}
    </ul>
  );
}
