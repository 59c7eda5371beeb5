/**
 * A new client secret for every connection of a client id: the secret belongs to the application, so replacing it changes
 * all of them. Each is exchanged with the new secret first, then saved, then a test of it is queued.
 */
import pMap from 'p-map';
import type { Invocation } from '../invocation.ts';
import { candidatesOf } from './client-secret-candidates.ts';
import { type ClientSecretRequest, type Replacement, replaceOne } from './client-secret-of-one.ts';
import type { RegistryDependencies } from './registry.ts';

export interface Replacements {
  /** Ordered by id; those that have the new secret already are not among them. */
  readonly connections: readonly Replacement[];
  /** How many the deadline left over. */
  readonly remaining: number;
}

const AT_ONCE = 5;
/** What one connection may take in the worst usual case: an exchange, a read and a write. */
const TIME_FOR_ONE_MS = 10_000;
/** What it usually takes at most. The first is begun with as little left: a repeat that has no more time gets on, too. */
const TIME_FOR_FIRST_MS = 4_000;

export async function replaceClientSecret(
  dependencies: RegistryDependencies,
  request: ClientSecretRequest,
  invocation: Invocation,
): Promise<Replacements> {
  const candidates = await candidatesOf(dependencies, request, invocation);
  // In a new order each time: repeats then get on although the same few keep failing slowly.
  const order = candidates
    .map((connectionId) => ({ connectionId, at: dependencies.random() }))
    .toSorted((a, b) => a.at - b.at);
  /** The store does not do what is asked of it: no other one is begun. */
  let broken: { readonly error: unknown } | null = null;
  let remaining = 0;

  const replacements = await pMap(
    order,
    async ({ connectionId }, index): Promise<Replacement | null> => {
      if (broken) return null;
      const needed = index === 0 ? TIME_FOR_FIRST_MS : TIME_FOR_ONE_MS;
      if (invocation.deadlineAt - dependencies.clock.now() < needed) {
        remaining += 1;
        return null;
      }
      try {
        return await replaceOne(dependencies, connectionId, request, invocation);
      } catch (error) {
        broken ??= { error };
        return null;
      }
    },
    { concurrency: AT_ONCE },
  );
  // Only now: those that were under way have been saved and written to the log by then, and a repeat passes over them.
  throwIfBroken(broken);
  return {
    connections: replacements
      .filter((replacement) => replacement !== null)
      .toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1)),
    remaining,
  };
}

function throwIfBroken(broken: { readonly error: unknown } | null): void {
  if (broken) throw broken.error;
}
