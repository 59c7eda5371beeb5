import type { Connection } from '../api-client/connections-api.ts';
import { paragraph } from '../terminal/paragraph.ts';
import { printable } from '../terminal/printable.ts';
import { type Cell, NOTHING, type Page, table } from '../terminal/table.ts';
import { judgementStyle } from '../verdicts/judgement-style.ts';
import { testText } from './test-text.ts';

/** One connection with everything that is known of it, and its latest test. */
export function connectionText(connection: Connection, page: Page): string {
  const { latestTest } = connection;
  const facts: [string, Cell | null][] = [
    ['endpoint', connection.endpoint && `${connection.endpoint} (${connection.baseUrl})`],
    ['name', connection.displayName],
    ['state', { text: connection.state, style: judgementStyle(connection.state) }],
    ['since', connection.stateSince],
    ['LWA client id', connection.lwaClientId],
    ['account type', connection.accountType],
    ['labels', labels(connection)],
    ['expects Feeds', connection.expectFeeds ? 'yes' : 'no'],
    ['scheduled tests', connection.testing],
    ['client secret', period(connection.clientSecretCreatedOn, connection.clientSecretExpiresOn, 'expires')],
    ['authorization', period(connection.authorizedOn, connection.authorizationReviewOn, 'to be renewed')],
    ['created', connection.createdAt],
    ['updated', connection.updatedAt],
    ['version', connection.version],
  ];
  const rows = facts.map(([fact, value]): Cell[] => [fact, value ?? NOTHING]);
  const tested = latestTest
    ? [
        '',
        paragraph(
          `Latest test: ${latestTest.verdict}, ${printable(latestTest.startedAt)} (${latestTest.trigger})`,
          page.width,
        ),
        testText(latestTest, page),
      ]
    : ['', 'Not tested yet: `spc test` does it now.'];
  return [table([{ title: 'CONNECTION' }, { title: connection.connectionId }], rows, page), ...tested].join('\n');
}

function labels({ labels: named }: Connection): string | null {
  return (
    Object.entries(named)
      .map((pair) => pair.join('='))
      .join(', ') || null
  );
}

function period(from: string | null, to: string | null, ends: string): string | null {
  return from && to && `since ${from}, ${ends} ${to}`;
}
