import { nextExpiry } from '../../../lib/connection/countdown.ts';
import type { Connection } from '../../api-client/connections-api.ts';
import { type Cell, NOTHING, table } from '../../terminal/table.ts';
import { judgementStyle } from '../../verdicts/judgement-style.ts';
import { allConnections, type FilterOptions, filterOf } from '../all-connections.ts';
import { EXIT } from '../exit-code.ts';
import { withFilters } from '../filter-options.ts';
import { jsonText } from '../json-text.ts';
import { refuse } from '../refusals.ts';
import { examples, type Verb } from '../verb.ts';

const COLUMNS = [
  { title: 'CONNECTION' },
  { title: 'NAME' },
  { title: 'ENDPOINT' },
  { title: 'STATE' },
  { title: 'SINCE' },
  { title: 'CAUSE' },
  { title: 'EXPIRES' },
];

export const list: Verb = (spc, run) => {
  withFilters(spc.command('list'))
    .description('all connections: state, since when, cause, next expiry')
    .addHelpText('after', examples('spc list', 'spc list --state failed', 'spc list --endpoint eu --json'))
    .action(
      run(async (session, options: FilterOptions) => {
        const { terminal, json } = session;
        const listed = await allConnections(session, filterOf(options));
        if (listed.kind !== 'done') return refuse(session, listed);
        if (json) terminal.print(jsonText({ connections: listed.asAnswered }));
        else if (listed.connections.length > 0)
          terminal.print(table(COLUMNS, listed.connections.map(row), terminal.page));
        else terminal.tell('There is no such connection. `spc put ID` makes one.');
        return EXIT.done;
      }),
    );
};

function row(connection: Connection): Cell[] {
  const { connectionId, displayName, endpoint, state, stateSince, latestTest, testing } = connection;
  const cause = state === 'passed' ? null : latestTest?.diagnosis?.code;
  return [
    connectionId,
    displayName ?? NOTHING,
    endpoint ?? NOTHING,
    { text: testing === 'paused' ? `${state}, paused` : state, style: judgementStyle(state) },
    stateSince === null ? NOTHING : toMinute(stateSince),
    cause ?? NOTHING,
    nextExpiry(connection) ?? NOTHING,
  ];
}

/** `2026-11-23T10:00:00.000Z` → `2026-11-23 10:00`. */
function toMinute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
