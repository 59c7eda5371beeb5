/** What a measurement finds, and how its process tells it. */
import * as z from 'zod/mini';

const finding = z.object({
  what: z.string(),
  measured: z.string(),
  /** Null for a figure that is only told. */
  goal: z.nullable(z.string()),
  met: z.boolean(),
});

export const findings = z.array(finding);
export type Finding = z.infer<typeof finding>;

export interface MeasurementOptions {
  /** Of the delayed Amazon. */
  readonly origin: string;
  /** Just enough to see that everything runs. */
  readonly smoke: boolean;
}

/** In the measurement's process: measures as it was called, tells its parent, and ends. */
export async function measured(measure: (options: MeasurementOptions) => Promise<Finding[]>): Promise<void> {
  const [, , origin = '', size] = process.argv;
  process.send?.(await measure({ origin, smoke: size === 'smoke' }));
  process.disconnect();
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  return (low + high) / 2;
}

const requestCounts = z.record(z.string(), z.number());

/** How many requests for a path the delayed Amazon has had so far. */
export async function requestsFor(origin: string, path: string): Promise<number> {
  const counts = requestCounts.parse(await (await fetch(`${origin}/counts`)).json());
  return counts[path] ?? 0;
}
