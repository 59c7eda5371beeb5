/**
 * A new client secret for every connection of a client id: the secret belongs to the application, so replacing it changes
 * all of them. Each is exchanged with the new secret first, then saved, then a test of it is queued.
 */
import pMap from 'p-map';
import { endpointOf } from '../amazon/endpoints.ts';
import { requestIdOf } from '../amazon/exchange.ts';
import { sellerTokenRequest } from '../amazon/lwa.ts';
import { exchangeToken } from '../amazon/token-exchange.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import { clearOldDates } from '../connection/change.ts';
import type { ConnectionSettings } from '../connection/settings.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';
import { diagnose } from '../connection-test/diagnosis.ts';
import type { Diagnosis } from '../connection-test/test-result.ts';
import type { Invocation } from '../invocation.ts';
import type { Secret } from '../secret.ts';
import { reportError } from '../telemetry/report-error.ts';
import { isoTime } from '../time.ts';
import { readCurrent } from './current-connection.ts';
import type { RegistryDependencies } from './registry.ts';

export interface ClientSecretRequest {
  readonly lwaClientId: string;
  readonly lwaClientSecret: Secret;
  readonly clientSecretCreatedOn: string | null;
  readonly caller: string;
}

export interface Replacement {
  readonly connectionId: string;
  readonly outcome: 'saved' | 'failed' | 'inconclusive';
  readonly diagnosis: Diagnosis | null;
}

export interface Replacements {
  /** Ordered by id; those that have the new secret already are not among them. */
  readonly connections: readonly Replacement[];
  /** How many the deadline left over. */
  readonly remaining: number;
}

const AT_ONCE = 5;
/** What one connection may take in the worst usual case: an exchange, a read and a write. */
const TIME_FOR_ONE_MS = 10_000;

export async function replaceClientSecret(
  dependencies: RegistryDependencies,
  request: ClientSecretRequest,
  invocation: Invocation,
): Promise<Replacements> {
  const candidates = await connectionsOf(dependencies, request.lwaClientId, invocation);
  // In a new order each time: repeats then get on although the same few keep failing slowly.
  const order = candidates
    .map((connectionId) => ({ connectionId, at: dependencies.random() }))
    .toSorted((a, b) => a.at - b.at);
  let remaining = 0;
  let rejected: Diagnosis | null = null;

  const replacements = await pMap(
    order,
    async ({ connectionId }): Promise<Replacement | null> => {
      if (invocation.deadlineAt - dependencies.clock.now() < TIME_FOR_ONE_MS) {
        remaining += 1;
        return null;
      }
      // LWA judges the pair of client id and secret before the token: what it rejects once it rejects for all.
      if (rejected) return { connectionId, outcome: 'failed', diagnosis: rejected };
      const replacement = await replaceOne(dependencies, connectionId, request, invocation);
      if (replacement?.diagnosis?.code === 'client_rejected') rejected = replacement.diagnosis;
      return replacement;
    },
    { concurrency: AT_ONCE },
  );
  return {
    connections: replacements
      .filter((replacement) => replacement !== null)
      .toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1)),
    remaining,
  };
}

/** By the index; where it cannot tell, by the secret. */
async function connectionsOf(
  { index, store }: RegistryDependencies,
  lwaClientId: string,
  invocation: Invocation,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const { connectionId, description } of index.all()) {
    const current = description ? null : await readCurrent(store, connectionId, invocation);
    const clientId =
      description?.settings.lwaClientId ?? (current?.ok ? current.value?.connection.settings.lwaClientId : null);
    if (clientId === lwaClientId) ids.push(connectionId);
  }
  return ids;
}

/** Null for a connection that needs nothing: gone, malformed, of another client id by now, or with the new secret already. */
async function replaceOne(
  dependencies: RegistryDependencies,
  connectionId: string,
  { lwaClientId, lwaClientSecret, clientSecretCreatedOn, caller }: ClientSecretRequest,
  invocation: Invocation,
): Promise<Replacement | null> {
  const { store, clock } = dependencies;
  const current = await readCurrent(store, connectionId, invocation);
  if (!current.ok && current.failure.kind === 'storage_unavailable') {
    throw new AwsServiceError(current.failure.action, current.failure.reason);
  }
  if (!current.ok || !current.value?.complete) return null;
  const { connection } = current.value;
  if (connection.settings.lwaClientId !== lwaClientId || connection.settings.lwaClientSecret.equals(lwaClientSecret))
    return null;

  const replaced = {
    ...connection.settings,
    lwaClientSecret,
    clientSecretCreatedOn: clientSecretCreatedOn ?? connection.settings.clientSecretCreatedOn,
  };
  const given = new Set(clientSecretCreatedOn === null ? [] : ['clientSecretCreatedOn']);
  const { settings } = clearOldDates(connection.settings, replaced, given);
  const { reading, outcome } = await exchangeToken(dependencies, sellerTokenRequest(settings), invocation.deadlineAt);
  invocation.metrics.addFor('TokenExchanges', reading.outcome, 1);

  let replacement: Replacement;
  if (reading.outcome === 'passed') {
    const saved = await save(dependencies, connection, settings, isoTime(clock.now()), invocation);
    replacement = { connectionId, outcome: saved ? 'saved' : 'inconclusive', diagnosis: null };
  } else {
    const endpoint = endpointOf(settings.endpoint);
    const diagnosis = diagnose(reading.code, { endpoint, at: 'token-exchange', lastPassedAt: null, evidence: [] });
    replacement = { connectionId, outcome: reading.outcome, diagnosis };
  }
  invocation.log.audit({
    caller,
    connectionId,
    action: 'client-secret',
    grant: null,
    outcome: replacement.outcome === 'saved' ? 'ok' : (replacement.diagnosis?.code ?? 'version_conflict'),
    amazonRequestId: outcome.kind === 'answer' ? requestIdOf(outcome) : null,
  });
  return replacement;
}

/** False when somebody else has changed the connection meanwhile: a repeat meets it again, as it is then. */
async function save(
  { store, queue }: RegistryDependencies,
  connection: StoredConnection,
  settings: ConnectionSettings,
  now: string,
  invocation: Invocation,
): Promise<boolean> {
  const { connectionId } = connection;
  const createdAt = connection.createdAt ?? connection.updatedAt;
  const written = await store.replace(connectionId, connection.version, { settings, createdAt, updatedAt: now });
  if (!written.ok) {
    if (written.failure.kind === 'storage_unavailable')
      throw new AwsServiceError(written.failure.action, written.failure.reason);
    return false;
  }
  try {
    const message = { connectionId, runId: written.value, scheduledTime: now, trigger: 'save' } as const;
    await queue.send([{ message, delaySeconds: 0 }]);
  } catch (error) {
    // The secret is saved; the schedule will test it if this message does not.
    reportError(error, invocation.log);
  }
  return true;
}
