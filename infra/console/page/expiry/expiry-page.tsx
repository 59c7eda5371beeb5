import { useEffect } from 'preact/hooks';
import { fleet, followFleet, listFleet } from '../fleet/fleet.ts';
import { ConnectionLinks } from '../parts/connection-links.tsx';
import { now } from '../parts/now.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { calendarDay, inDays } from '../parts/time-words.ts';
import { Page } from '../shell/page.tsx';
import { hrefOf } from '../shell/routes.ts';
import { type DueDate, horizons, undated } from './due-dates.ts';

export function ExpiryPage() {
  useEffect(followFleet, []);
  const { connections, complete, problem } = fleet.value;
  const coming = horizons(connections, now.value);
  const without = undated(connections);
  return (
    <Page title="Expiry">
      {problem && <ProblemNote problem={problem} what="The connections cannot be listed." again={listFleet} />}
      {!complete && !problem && connections.length === 0 && <Skeleton lines={6} what="Listing the connections" />}
      {!complete && connections.length > 0 && <p class="quiet">Listing: {connections.length} so far.</p>}
      {complete && coming.length === 0 && (
        <div class="empty">
          <p>
            <strong>No dates are known.</strong>
          </p>
          <p>
            Amazon tells no program when a client secret ends. Enter on each connection when its secret was made and
            when it was authorized, and the days are counted here.
          </p>
        </div>
      )}
      {coming.map(({ title, due }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          <ul class="due">
            {due.map((date) => (
              <Due key={`${date.kind} ${date.on} ${date.connections[0]?.connectionId}`} date={date} />
            ))}
          </ul>
        </section>
      ))}
      {complete && coming.length > 0 && without.length > 0 && (
        <details class="further">
          <summary>
            {without.length} {without.length === 1 ? 'connection lacks' : 'connections lack'} a date
          </summary>
          <ConnectionLinks connections={without} page="edit" />
        </details>
      )}
    </Page>
  );
}

const SOON_DAYS = 30;

function Due({ date: { kind, on, daysLeft, lwaClientId, connections } }: { readonly date: DueDate }) {
  return (
    <li class={daysLeft <= SOON_DAYS ? 'soon' : ''}>
      <span class="days">{inDays(daysLeft)}</span>
      <span class="what">
        {kind === 'client-secret' ? <a href={hrefOf({ page: 'client-secrets' })}>Client secret</a> : 'Authorization'}
        <span class="quiet"> {calendarDay(on)}</span>
        {kind === 'client-secret' && lwaClientId && <code class="id">{lwaClientId}</code>}
      </span>
      <ConnectionLinks connections={connections} page="connection" />
    </li>
  );
}
