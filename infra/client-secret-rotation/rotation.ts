/**
 * How far a new client secret has come. One call of the API does a part, in a new order each time; failed ones come again.
 * Pure, and without Node: the command line and the console go by it.
 */
import type { Diagnosis } from '../../lib/connection-test/test-result.ts';

/** What became of one connection. */
export interface Replacement {
  readonly connectionId: string;
  readonly outcome: 'saved' | 'failed' | 'inconclusive';
  readonly diagnosis: Diagnosis | null;
}

/** What one call answers. */
export interface Replacements {
  readonly connections: readonly Replacement[];
  readonly remaining: number;
}

export interface Rotation {
  /** Connection id → its latest outcome. */
  readonly outcomes: ReadonlyMap<string, Replacement>;
  readonly remaining: number;
  /** Calls in a row that brought nothing new. */
  readonly standstills: number;
  /** Login with Amazon refused the secret itself for every connection of the last call. */
  readonly secretRejected: boolean;
}

export const begun: Rotation = { outcomes: new Map(), remaining: 0, standstills: 0, secretRejected: false };

const STANDSTILLS = 3;

export function advanced(before: Rotation, { connections, remaining }: Replacements): Rotation {
  const isNew = ({ connectionId, outcome }: Replacement) => before.outcomes.get(connectionId)?.outcome !== outcome;
  return {
    outcomes: new Map([...before.outcomes, ...connections.map((one) => [one.connectionId, one] as const)]),
    remaining,
    standstills: connections.some(isNew) ? 0 : before.standstills + 1,
    secretRejected:
      connections.length > 0 && connections.every(({ diagnosis }) => diagnosis?.code === 'client_rejected'),
  };
}

/** A wrong secret is not tried on a thousand connections, and those that keep failing are not tried for ever. */
export function getsOn({ standstills, secretRejected }: Rotation): boolean {
  return standstills < STANDSTILLS && !secretRejected;
}
