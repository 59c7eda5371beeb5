import type { Latest } from '../../lib/watch/connection-state.ts';
import type { TestResults } from '../../lib/watch/test-results.ts';

/** Remembers the latest of each connection, as the recorder needs it, and nothing else. */
export function resultsInMemory(): TestResults {
  const latest = new Map<string, Latest>();
  return {
    async latest(connectionId) {
      return latest.get(connectionId) ?? null;
    },
    async replaceLatest(connectionId, read, next) {
      if ((latest.get(connectionId) ?? null) !== read) return false;
      latest.set(connectionId, next);
      return true;
    },
    async addToHistory() {},
    forgetLatest: notAsked,
    removedAt: async () => null,
    latestOf: notAsked,
    history: notAsked,
  };
}

async function notAsked(): Promise<never> {
  throw new Error('a test asks nothing of this kind');
}
