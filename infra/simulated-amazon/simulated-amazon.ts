/**
 * Login with Amazon and the Selling Partner API on one origin of this machine: `api.amazon.com` and the six SP-API hosts,
 * told apart by the `Host` header. Nothing of it ever talks to Amazon; its accounts and their values are made up.
 */
import { listenOnLoopback, stopListening } from '../loopback-server/listen.ts';
import { AccessTokens } from './access-tokens.ts';
import type { SimulatedAccount } from './account.ts';
import { BUILT_IN_ACCOUNTS } from './accounts.ts';
import { Applications } from './applications.ts';
import { Authorizations } from './authorizations.ts';
import { contradictions } from './contradictions.ts';
import type { AccountFault } from './fault.ts';
import { Lwa } from './lwa.ts';
import { Quotas } from './quota.ts';
import { type LoggedRequest, RequestLog } from './request-log.ts';
import { createAmazonServer } from './server.ts';
import { SpApi } from './sp-api.ts';

interface SimulatedAmazonOptions {
  /** 0, the default, takes any free one. */
  readonly port?: number;
  /** Default: the built-in ones. */
  readonly accounts?: readonly SimulatedAccount[];
  /** Epoch milliseconds: expiry of tokens and secrets, and the refilling of quotas, go by it. Delays take real time. */
  readonly clock?: () => number;
}

export interface SimulatedAmazon {
  /** `http://127.0.0.1:8788`. */
  readonly origin: string;
  readonly accounts: readonly SimulatedAccount[];
  /** Oldest first; at most the last 10,000. */
  requests(): readonly LoggedRequest[];
  clearRequests(): void;
  /** Withdraws an account's authorization: its refresh tokens and access tokens die at once. */
  revoke(accountName: string): void;
  /** Authorizes the application once more and returns the new refresh token. */
  authorize(accountName: string): string;
  /** Replaces an application's client secret and returns the new one; the old one works for seven more days. */
  rotateClientSecret(clientId: string, newSecret?: string): string;
  /** Moves an application's client secret past its 180 days. */
  expireClientSecret(clientId: string): void;
  /** Replaces an account's fault; null heals it. */
  setFault(accountName: string, fault: AccountFault | null): void;
  /** Ends at once: open requests are cut off, delays are dropped. */
  close(): Promise<void>;
}

/** Rejects with the socket's error (`EADDRINUSE`) when it cannot listen, and when two accounts contradict each other. */
export async function startSimulatedAmazon(options: SimulatedAmazonOptions = {}): Promise<SimulatedAmazon> {
  const accounts = options.accounts ?? BUILT_IN_ACCOUNTS;
  const [contradiction] = contradictions(accounts);
  if (contradiction) {
    const { index, field, problem } = contradiction;
    throw new Error(`simulated account ${accounts[index]?.name}: ${field} ${problem}`);
  }

  const now = options.clock ?? Date.now;
  const authorizations = new Authorizations(accounts);
  const applications = new Applications(accounts, now);
  const tokens = new AccessTokens(now);
  const log = new RequestLog();
  const server = createAmazonServer({
    lwa: new Lwa(authorizations, applications, tokens),
    spApi: new SpApi(tokens, new Quotas(now), now),
    log,
    documents: {
      '/_simulated/accounts': () => ({ accounts: accounts.map(asListed) }),
      '/_simulated/requests': () => ({ requests: log.all() }),
    },
    now,
  });
  const origin = await listenOnLoopback(server, options.port ?? 0);
  let closed: Promise<void> | null = null;
  return {
    origin,
    accounts,
    requests: () => log.all(),
    clearRequests: () => log.clear(),
    revoke(accountName) {
      authorizations.revoke(accountName);
      tokens.revokeOf(authorizations.named(accountName));
    },
    authorize: (accountName) => authorizations.authorize(accountName),
    rotateClientSecret: (clientId, newSecret) => applications.rotate(clientId, newSecret),
    expireClientSecret: (clientId) => applications.expireSecret(clientId),
    setFault: (accountName, fault) => authorizations.named(accountName).setFault(fault),
    close() {
      closed ??= stopListening(server);
      return closed;
    },
  };
}

/** The shape in which a local run lists them too; there `connectionId` names the connection that was saved. */
function asListed({ name, settings, expected }: SimulatedAccount) {
  return { name, settings, expected, connectionId: null };
}
