import type { Latest } from '../../../lib/watch/connection-state.ts';
import type { TestResults } from '../../../lib/watch/test-results.ts';

/** Remembers the latest of each connection, as the recorder needs it, and counts the passes; takes nothing else. */
export function resultsInMemory(): TestResults & { readonly passed: () => number } {
  const latest = new Map<string, Latest>();
  let passed = 0;
  return {
    passed: () => passed,
    async latest(connectionId) {
      return latest.get(connectionId) ?? null;
    },
    async replaceLatest(connectionId, read, next) {
      if ((latest.get(connectionId) ?? null) !== read) return false;
      latest.set(connectionId, next);
      if (next.state === 'passed') passed += 1;
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
