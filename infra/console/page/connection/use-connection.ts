/** One connection and its history, kept up to date while somebody looks at them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../api/problem.ts';
import { getConnection, listTests } from '../api/registry.ts';
import type { Connection, TestResult } from '../api/shapes.ts';
import { pauseMs } from '../fleet/pace.ts';

export interface ConnectionInSight {
  readonly connection: Connection | null;
  /** Newest first. */
  readonly tests: readonly TestResult[];
  readonly nextToken: string | undefined;
  readonly problem: Problem | null;
}

const NOTHING_YET: ConnectionInSight = { connection: null, tests: [], nextToken: undefined, problem: null };

export function useConnection(connectionId: string) {
  const [seen, setSeen] = useState(NOTHING_YET);
  const latest = useRef(seen);
  const show = (next: ConnectionInSight) => {
    latest.current = next;
    setSeen(next);
  };

  async function refresh(): Promise<void> {
    const [connection, page] = await Promise.all([getConnection(connectionId), listTests(connectionId)]);
    const known = latest.current;
    if (!connection.ok) return show({ ...known, problem: connection.problem });
    if (!page.ok) return show({ ...known, connection: connection.value, problem: page.problem });
    // Whoever has asked for older tests keeps them.
    const paged = known.tests.length > page.value.tests.length;
    show({
      connection: connection.value,
      tests: paged ? merged(page.value.tests, known.tests) : page.value.tests,
      nextToken: paged ? known.nextToken : page.value.nextToken,
      problem: null,
    });
  }

  async function older(): Promise<void> {
    const page = await listTests(connectionId, latest.current.nextToken);
    const known = latest.current;
    if (page.ok) show({ ...known, tests: merged(known.tests, page.value.tests), nextToken: page.value.nextToken });
    else show({ ...known, problem: page.problem });
  }

  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      if (document.visibilityState === 'visible') await refresh();
      const { connection } = latest.current;
      if (!over) timer = setTimeout(round, pauseMs(connection ? [connection] : [], Date.now()));
    };
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [connectionId]);

  return { ...seen, refresh, older };
}

function merged(newer: readonly TestResult[], olderOnes: readonly TestResult[]): readonly TestResult[] {
  const known = new Set(newer.map(({ testId }) => testId));
  return [...newer, ...olderOnes.filter(({ testId }) => !known.has(testId))];
}
