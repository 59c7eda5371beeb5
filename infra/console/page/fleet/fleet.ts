/** All connections, kept up to date while somebody looks at them. */
import { signal } from '@preact/signals';
import type { Problem } from '../api/problem.ts';
import { listConnections } from '../api/registry.ts';
import type { Connection } from '../api/shapes.ts';
import { pauseMs } from './pace.ts';

export interface Fleet {
  readonly connections: readonly Connection[];
  /** False while the first listing is under way: then these are its first pages. */
  readonly complete: boolean;
  /** Why the last listing broke off; what was known before stays. */
  readonly problem: Problem | null;
}

export const fleet = signal<Fleet>({ connections: [], complete: false, problem: null });

let listing: Promise<void> | null = null;

export function listFleet(): Promise<void> {
  listing ??= list().finally(() => {
    listing = null;
  });
  return listing;
}

async function list(): Promise<void> {
  const found: Connection[] = [];
  let nextToken: string | undefined;
  do {
    const page = await listConnections(nextToken);
    if (!page.ok) {
      fleet.value = { ...fleet.value, problem: page.problem };
      return;
    }
    found.push(...page.value.connections);
    nextToken = page.value.nextToken;
    if (!fleet.value.complete) fleet.value = { connections: [...found], complete: false, problem: null };
  } while (nextToken !== undefined);
  fleet.value = { connections: found, complete: true, problem: null };
}

/** Puts what is newly known of one connection in its place. */
export function replaceInFleet(connection: Connection): void {
  const connections = fleet.value.connections.map((known) =>
    known.connectionId === connection.connectionId ? connection : known,
  );
  fleet.value = { ...fleet.value, connections };
}

/** Lists now and again until the function that it returns is called; a page that nobody sees waits. */
export function followFleet(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const round = async () => {
    clearTimeout(timer);
    if (document.visibilityState === 'visible') await listFleet();
    clearTimeout(timer);
    if (!over) timer = setTimeout(round, pauseMs(fleet.value.connections, Date.now()));
  };
  const seen = () => document.visibilityState === 'visible' && void round();
  document.addEventListener('visibilitychange', seen);
  void round();
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
