import type { Latest } from '../../../lib/watch/connection-state.ts';
import type { TestResults } from '../../../lib/watch/test-results.ts';

/**
 * Remembers what is held true of each connection, as the recorder needs it, and counts the passes. The results themselves are
 * not kept: in a table they would be gone from memory, and here the garbage collector would carry them around.
 */
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
      latest.set(connectionId, { ...next, result: null });
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
