import type { Signal } from '@preact/signals';
import { nextExpiry } from '../../../../lib/connection/countdown.ts';
import type { Connection } from '../api/shapes.ts';
import { Since } from '../parts/ago.tsx';
import { Badge } from '../parts/badge.tsx';
import { now } from '../parts/now.ts';
import { calendarDay, daysUntil } from '../parts/time-words.ts';
import { hrefOf } from '../shell/routes.ts';
import { type Column, lastLatencyMs, type Order } from './fleet-order.ts';
import { isAwaited } from './pace.ts';
import { underTest } from './test-many.ts';
import { useRowWindow } from './use-row-window.ts';

const COLUMNS: ReadonlyArray<readonly [by: Column, title: string]> = [
  ['connection', 'Connection'],
  ['endpoint', 'Endpoint'],
  ['state', 'State'],
  ['since', 'For'],
  ['cause', 'Cause'],
  ['expiry', 'Next expiry'],
  ['latency', 'Latency'],
];

interface FleetTableProps {
  readonly connections: readonly Connection[];
  readonly order: Signal<Order>;
}

/** Only the rows in sight are there: a thousand connections scroll like ten. */
export function FleetTable({ connections, order }: FleetTableProps) {
  const { table, first, end, rowHeight } = useRowWindow(connections.length);
  const { by, descending } = order.value;
  return (
    <table ref={table} class="fleet" aria-rowcount={connections.length + 1}>
      <thead>
        <tr aria-rowindex={1}>
          {COLUMNS.map(([column, title]) => (
            <th
              key={column}
              scope="col"
              class={column}
              aria-sort={by === column ? (descending ? 'descending' : 'ascending') : undefined}
            >
              <button
                type="button"
                onClick={() => {
                  order.value = { by: column, descending: by === column && !descending };
                }}
              >
                {title}
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <Space height={first * rowHeight} />
      <tbody>
        {connections.slice(first, end).map((connection, index) => (
          <Row
            key={connection.connectionId}
            connection={connection}
            rowIndex={first + index + 2}
            running={underTest.value.has(connection.connectionId) || isAwaited(connection, now.value)}
          />
        ))}
      </tbody>
      <Space height={(connections.length - end) * rowHeight} />
    </table>
  );
}

/** In place of the rows that are not there. */
function Space({ height }: { readonly height: number }) {
  if (height <= 0) return null;
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={COLUMNS.length} style={{ height: `${height}px` }} />
      </tr>
    </tbody>
  );
}

interface RowProps {
  readonly connection: Connection;
  readonly rowIndex: number;
  readonly running: boolean;
}

function Row({ connection, rowIndex, running }: RowProps) {
  const { connectionId, displayName, endpoint, state, stateSince, testing, latestTest } = connection;
  const latencyMs = lastLatencyMs(connection);
  return (
    <tr aria-rowindex={rowIndex}>
      <th scope="row" class="connection">
        <a href={hrefOf({ page: 'connection', connectionId })}>{displayName ?? connectionId}</a>
        {displayName !== null && <span class="id">{connectionId}</span>}
      </th>
      <td class="endpoint">{endpoint ?? '–'}</td>
      <td class="state">
        <Badge kind={running ? 'running' : state} text={running ? 'testing' : state} />
        {testing === 'paused' && <span class="tag">paused</span>}
      </td>
      <td class="since">{stateSince === null ? '–' : <Since at={stateSince} />}</td>
      <td class="cause" title={latestTest?.diagnosis?.summary}>
        {causeOf(connection)}
      </td>
      <td class="expiry">
        <Expiry on={nextExpiry(connection)} />
      </td>
      <td class="latency">{latencyMs === null ? '–' : `${latencyMs} ms`}</td>
    </tr>
  );
}

/** What the last test says against it, in a few words. */
function causeOf({ latestTest }: Connection): string {
  const { diagnosis = null, verdict = null } = latestTest ?? {};
  if (diagnosis === null) return latestTest === null ? 'not tested yet' : '';
  const words = diagnosis.code.replaceAll('_', ' ');
  return verdict === 'inconclusive' ? `last test inconclusive: ${words}` : words;
}

const SOON_DAYS = 30;

function Expiry({ on }: { readonly on: string | null }) {
  if (on === null) return <>–</>;
  const days = daysUntil(on, now.value);
  return (
    <span class={days <= SOON_DAYS ? 'soon' : ''} title={calendarDay(on)}>
      {days < 0 ? `${-days} d overdue` : `${days} d`}
    </span>
  );
}
