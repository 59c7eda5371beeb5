import { useEffect, useState } from 'preact/hooks';
import { fleet, followFleet, listFleet } from '../fleet/fleet.ts';
import { ConnectionLinks } from '../parts/connection-links.tsx';
import { now } from '../parts/now.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { calendarDay, daysUntil, inDays } from '../parts/time-words.ts';
import { Page } from '../shell/page.tsx';
import { type ClientGroup, clientGroups } from './client-groups.ts';
import { ReplaceForm } from './replace-form.tsx';

export function ClientSecretsPage() {
  useEffect(followFleet, []);
  const { connections, complete, problem } = fleet.value;
  const groups = clientGroups(connections);
  return (
    <Page title="Client secrets">
      <p class="intro">
        A client secret belongs to an application, not to an account: all connections of one client id share it, and are
        given a new one together.
      </p>
      {problem && <ProblemNote problem={problem} what="The connections cannot be listed." again={listFleet} />}
      {!complete && !problem && connections.length === 0 && <Skeleton lines={5} what="Listing the connections" />}
      {!complete && connections.length > 0 && <p class="quiet">Listing: {connections.length} so far.</p>}
      {complete && groups.length === 0 && (
        <p class="empty">
          <strong>There are no connections yet.</strong>
        </p>
      )}
      <ul class="groups">
        {groups.map((group) => (
          <Group key={group.lwaClientId} group={group} />
        ))}
      </ul>
    </Page>
  );
}

const SOON_DAYS = 30;

function Group({ group }: { readonly group: ClientGroup }) {
  const { lwaClientId, connections, expiresOn, failing } = group;
  const [open, setOpen] = useState(false);
  const days = expiresOn === null ? null : daysUntil(expiresOn, now.value);
  return (
    <li class="group">
      <div class="group-head">
        <h2>
          <code>{lwaClientId}</code>
        </h2>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Close' : 'Replace the secret'}
        </button>
      </div>
      <p class="quiet">
        {connections.length === 1 ? '1 connection' : `${connections.length} connections`}
        {failing > 0 && `, ${failing} failing`} ·{' '}
        {expiresOn === null || days === null ? (
          'end of the secret not known'
        ) : (
          <span class={days <= SOON_DAYS ? 'soon' : ''}>
            secret {days < 0 ? 'ended' : 'ends'} {inDays(days)}, {calendarDay(expiresOn)}
          </span>
        )}
      </p>
      <ConnectionLinks connections={connections} page="connection" />
      {open && <ReplaceForm group={group} />}
    </li>
  );
}
