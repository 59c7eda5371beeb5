import type { Connection } from '../api/shapes.ts';
import { labelOf } from '../form/endpoints.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { fullTime } from '../parts/time-words.ts';

/** What is stored, as far as it may be shown. */
export function Facts({ connection }: { readonly connection: Connection }) {
  const { endpoint, baseUrl, lwaClientId, accountType, expectFeeds, testing, labels, createdAt, updatedAt, version } =
    connection;
  const rows: ReadonlyArray<readonly [title: string, value: string]> = [
    ['Endpoint', labelOf(endpoint)],
    ['Base URL', baseUrl ?? '–'],
    ['LWA client id', lwaClientId ?? '–'],
    ['Account type', accountType ?? 'not said'],
    ['Uses the Feeds API', expectFeeds ? 'yes' : 'no'],
    ['Scheduled tests', testing],
    [
      'Labels',
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ') || 'none',
    ],
    ['Created', createdAt === null ? '–' : fullTime(createdAt)],
    ['Changed', updatedAt === null ? '–' : fullTime(updatedAt)],
    ['Version', version ?? '–'],
  ];
  return (
    <dl class="facts">
      {rows.map(([title, value]) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>
            {value}
            {title === 'LWA client id' && lwaClientId && (
              <CopyButton text={lwaClientId} label="Copy" name="Copy the LWA client id" />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
