/** All connections that a filter lets through, page after page. */

import { member } from '../../lib/json.ts';
import type { Connection, ListFilter } from '../api-client/connections-api.ts';
import { jsonOf, type NotDone } from '../api-client/outcome.ts';
import type { Session } from './session.ts';

const LARGEST_PAGE = 100;

export interface Listed {
  readonly kind: 'done';
  readonly connections: readonly Connection[];
  /** As they were answered, with members that this program does not know. */
  readonly asAnswered: readonly unknown[];
}

export async function allConnections({ api, terminal }: Session, filter: ListFilter): Promise<Listed | NotDone> {
  const connections: Connection[] = [];
  const asAnswered: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const page = await api.list({ ...filter, limit: LARGEST_PAGE, ...(nextToken !== undefined && { nextToken }) });
    if (page.kind !== 'done') return page;
    connections.push(...page.value.connections);
    const raw = member(jsonOf(page.answer), 'connections');
    if (Array.isArray(raw)) asAnswered.push(...raw);
    nextToken = page.value.nextToken;
    if (nextToken !== undefined) terminal.progress.show(`Listing connections: ${connections.length}`);
  } while (nextToken !== undefined);
  terminal.progress.clear();
  return { kind: 'done', connections, asAnswered };
}

/** Options that filter connections. */
export interface FilterOptions {
  readonly endpoint?: string;
  readonly state?: string;
  readonly clientId?: string;
}

export function filterOf({ endpoint, state, clientId }: FilterOptions): ListFilter {
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(state !== undefined && { state }),
    ...(clientId !== undefined && { lwaClientId: clientId }),
  };
}
