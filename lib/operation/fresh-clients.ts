import { Client } from '../amazon/undici-parts.ts';
import type { Clock } from '../time.ts';

/** By the wall clock: a socket may have died unnoticed while Lambda was frozen. */
const LONGEST_IDLE_MS = 4_000;

export interface FreshClients {
  /** A client whose socket was used a moment ago, or a new one. */
  take(origin: string): Client;
  /** For a client whose answer came to its end. */
  giveBack(origin: string, client: Client): void;
}

/**
 * Sockets for requests that must not be repeated. Undici's own pool counts idleness by timers, which stand still while Lambda
 * is frozen; here no socket is used that was idle for more than four seconds of wall clock.
 */
export function freshClients(options: Client.Options, clock: Clock): FreshClients {
  const idle = new Map<string, { readonly client: Client; readonly since: number }[]>();
  return {
    take(origin) {
      const resting = idle.get(origin) ?? [];
      const now = clock.now();
      for (let next = resting.pop(); next; next = resting.pop()) {
        const idleMs = now - next.since;
        if (idleMs >= 0 && idleMs <= LONGEST_IDLE_MS && !next.client.destroyed) return next.client;
        next.client.destroy().catch(() => undefined);
      }
      return new Client(origin, options);
    },
    giveBack(origin, client) {
      const resting = idle.get(origin) ?? [];
      resting.push({ client, since: clock.now() });
      idle.set(origin, resting);
    },
  };
}
