/** A line of the report: what was measured, of us and of the others, and how it is judged. */
import type { Goal } from './goal.ts';
import { median, quantile } from './statistics.ts';

/** Values of one contender, one for each round. */
export type Samples = readonly number[];

export interface Spread {
  readonly median: number;
  /** Between these lies the middle half of the values. */
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

export interface Line {
  readonly what: string;
  /** Of all values of the line. */
  readonly unit: string;
  readonly ours: Spread;
  readonly peers: Readonly<Record<string, Spread>>;
  /** The least that anybody could need. */
  readonly floor: (Spread & { readonly name: string }) | null;
  readonly ratio: { readonly to: string; readonly value: number } | null;
  /** Null for what is only told. */
  readonly goal: Goal | null;
}

function spread(samples: Samples): Spread {
  const [low, high] = [quantile(samples, 0.25), quantile(samples, 0.75)];
  return { median: median(samples), low, high, samples: samples.length };
}

export interface LineParts {
  readonly what: string;
  readonly unit: string;
  readonly ours: Samples;
  readonly peers?: Readonly<Record<string, Samples>>;
  readonly floor?: { readonly name: string; readonly samples: Samples };
  readonly ratio?: Line['ratio'];
  readonly goal?: Line['goal'];
}

export function line({ what, unit, ours, peers = {}, floor, ratio = null, goal = null }: LineParts): Line {
  return {
    what,
    unit,
    ours: spread(ours),
    peers: Object.fromEntries(Object.entries(peers).map(([name, samples]) => [name, spread(samples)])),
    floor: floor ? { name: floor.name, ...spread(floor.samples) } : null,
    ratio,
    goal,
  };
}
