/** Where the latencies of the last tests lie in a drawing. */
import type { RequestReport, TestResult } from '../api/shapes.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
  readonly latencyMs: number;
}

export interface LatencyLine {
  readonly name: RequestReport['name'];
  /** Oldest first; a test without an answer has no point. */
  readonly points: readonly Point[];
}

export interface LatencyScale {
  /** Milliseconds at the top. */
  readonly topMs: number;
  readonly lines: readonly LatencyLine[];
}

const STEPS_MS = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** `tests` newest first, as the API lists them. */
export function latencyScale(tests: readonly TestResult[], width: number, height: number): LatencyScale {
  const oldestFirst = tests.toReversed();
  const highestMs = Math.max(0, ...tests.flatMap(({ requests }) => requests.map(({ latencyMs }) => latencyMs ?? 0)));
  const topMs = STEPS_MS.find((stepMs) => stepMs >= highestMs) ?? highestMs;
  const step = width / Math.max(1, oldestFirst.length - 1);
  const lines = ([0, 1] as const).map((index) => ({
    name: index === 0 ? ('token-exchange' as const) : ('get-feeds' as const),
    points: oldestFirst.flatMap(({ requests }, place) => {
      const { latencyMs } = requests[index];
      return latencyMs === null ? [] : [{ x: place * step, y: height - (latencyMs / topMs) * height, latencyMs }];
    }),
  }));
  return { topMs, lines };
}
