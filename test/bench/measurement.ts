import type { BuiltFunction } from '../../infra/build/build.ts';
import type { PeerName } from './peers/clients.ts';
import type { Line } from './report/line.ts';

/** How large everything is measured, and beside whom. */
export interface Scale {
  /** Just enough to see that everything runs: only what can be counted is judged. */
  readonly smoke: boolean;
  readonly peers: readonly PeerName[];
  /** The functions as they are deployed. */
  readonly bundles: readonly BuiltFunction[];
}

export type Measurement = (scale: Scale) => Promise<Line[]>;

/** What each of them gets. */
export function each<Name extends string, Value>(
  names: readonly Name[],
  of: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;
}
