import type { Round } from '../contest.ts';

/** After the collector: what is held, and what the system has given. */
export function residentMiB(): Round {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { resident: rss / 2 ** 20, heap: heapUsed / 2 ** 20 };
}
