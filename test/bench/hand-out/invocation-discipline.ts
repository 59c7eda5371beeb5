/** Whole invocations that hand out a token from memory: edge, checks, audit line and metrics. */
import type { Round } from '../contest.ts';
import { tokenHandler } from '../ours/tokens.ts';
import { median } from '../report/statistics.ts';

export default function invocations(): (count: number) => Promise<Round> {
  const invoke = tokenHandler();
  return async (count) => {
    const took: number[] = [];
    for (let done = 0; done < count; done += 1) {
      const startedAt = performance.now();
      await invoke('acme-eu');
      took.push((performance.now() - startedAt) * 1_000);
    }
    return { microseconds: median(took) };
  };
}
