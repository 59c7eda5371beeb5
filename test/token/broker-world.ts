/** A token broker with everything around it in a test's hands: Amazon, the store, the clock. */
import type { ReadConnection, ReadFailure } from '../../lib/connection/connection-reader.ts';
import { rememberConnections } from '../../lib/connection/remembering-reader.ts';
import { settingsOf } from '../../lib/connection/settings.ts';
import type { StoredConnection } from '../../lib/connection/stored-connection.ts';
import type { Invocation } from '../../lib/invocation.ts';
import { failed, ok } from '../../lib/result.ts';
import { createTokenBroker } from '../../lib/token/broker.ts';
import { type Grant, SELLER } from '../../lib/token/grant.ts';
import type { HandOut, TokenRequest } from '../../lib/token/hand-out.ts';
import { handClock } from '../hand-clock.ts';
import { type NotedInvocation, noted } from '../noted-invocation.ts';
import { AmazonByScript, issued, type Script } from './amazon-by-script.ts';

/** How long a secret is remembered. */
const SECRET_CACHE_SECONDS = 300;

export function brokerWorld(script: Script = () => issued('Atza|token')) {
  const clock = handClock();
  const amazon = new AmazonByScript(script);
  const store = new StoreInHands();
  const reader = rememberConnections(store, SECRET_CACHE_SECONDS, clock);
  const dead: string[] = [];
  const onDeadCredential = async (connectionId: string) => {
    dead.push(connectionId);
  };
  const broker = createTokenBroker({ http: amazon, clock, random: () => 0, reader, onDeadCredential });

  /** An invocation that has 28 seconds left, or as many as said. */
  const invocation = (secondsLeft = 28): NotedInvocation => noted(clock.now() + secondsLeft * 1_000);
  const ask = (request: Partial<TokenRequest> = {}, during: Invocation = invocation()): Promise<HandOut> =>
    broker.token({ connectionId: 'acme', grant: SELLER, minValidSeconds: 60, ...request }, during);
  return { clock, amazon, store, dead, broker, invocation, ask };
}

/** The store, as a reader would find it. */
export class StoreInHands {
  readonly #connections = new Map<string, StoredConnection>();
  /** Instead of every answer. */
  failure: ReadFailure | null = null;
  reads = 0;

  /** Saves a connection; its values tell id and version, so that a test knows them again. */
  save(connectionId: string, version: string, endpoint: 'na' | 'eu' | 'na-sandbox' = 'na', clientId?: string): void {
    this.#connections.set(connectionId, connectionOf(connectionId, version, endpoint, clientId));
  }

  remove(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  async read(connectionId: string): Promise<ReadConnection> {
    this.reads += 1;
    if (this.failure) return failed(this.failure);
    const connection = this.#connections.get(connectionId);
    return connection ? ok(connection) : failed({ kind: 'connection_not_found' });
  }
}

export function connectionOf(
  connectionId: string,
  version: string,
  endpoint: 'na' | 'eu' | 'na-sandbox' = 'na',
  clientId = `client-of-${connectionId}`,
): StoredConnection {
  const settings = settingsOf({
    endpoint,
    lwaClientId: clientId,
    lwaClientSecret: `secret-of-${connectionId}-${version}`,
    lwaRefreshToken: `refresh-of-${connectionId}-${version}`,
  });
  return { connectionId, version, settings, createdAt: null, updatedAt: '2026-11-01T00:00:00.000Z' };
}

export const grantless = (...scopes: string[]): Grant => ({ kind: 'grantless', scopes });

export const restricted = (...paths: string[]): Grant => ({
  kind: 'restricted',
  restrictedResources: paths.map((path) => ({ method: 'GET', path })),
});

/** The token that was handed out, or the failure's kind and code. */
export function handed(out: HandOut): string {
  if (out.ok) return out.value.token.token.reveal();
  const { failure } = out;
  if (failure.kind === 'rejected') return `rejected: ${failure.diagnosis.code}`;
  return failure.kind === 'inconclusive' ? `inconclusive: ${failure.code}` : failure.kind;
}

/** Lets everything go on that waits for no one but the event loop. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
