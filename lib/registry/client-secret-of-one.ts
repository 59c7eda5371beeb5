/** A new client secret for one connection: exchanged with, saved, and its test queued. */
import { endpointOf } from '../amazon/endpoints.ts';
import { sellerTokenRequest } from '../amazon/lwa.ts';
import { exchangeToken } from '../amazon/token-exchange.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import { clearOldDates } from '../connection/change.ts';
import type { WriteFailure } from '../connection/connection-store.ts';
import type { ConnectionSettings } from '../connection/settings.ts';
import type { StoredConnection } from '../connection/stored-connection.ts';
import { diagnose } from '../connection-test/diagnosis.ts';
import { tokenExchangeReport } from '../connection-test/request-report.ts';
import type { Diagnosis } from '../connection-test/test-result.ts';
import type { Invocation } from '../invocation.ts';
import { failed, ok, type Result } from '../result.ts';
import { reportError } from '../telemetry/report-error.ts';
import { isoTime } from '../time.ts';
import { testOfSave } from '../watch/test-message.ts';
import { currentOrThrow, type NewClientSecret, needsSecret } from './client-secret-candidates.ts';
import type { RegistryDependencies } from './registry.ts';

export interface ClientSecretRequest extends NewClientSecret {
  readonly clientSecretCreatedOn: string | null;
  readonly caller: string;
}

export interface Replacement {
  readonly connectionId: string;
  readonly outcome: 'saved' | 'failed' | 'inconclusive';
  readonly diagnosis: Diagnosis | null;
}

/** Null for a connection that needs nothing. Throws when the store does not do what is asked of it. */
export async function replaceOne(
  dependencies: RegistryDependencies,
  connectionId: string,
  request: ClientSecretRequest,
  invocation: Invocation,
): Promise<Replacement | null> {
  const current = await currentOrThrow(dependencies.store, connectionId, invocation);
  if (!needsSecret(current, request)) return null;
  const { connection } = current;
  const settings = withNewSecret(connection.settings, request);
  const { outcome, diagnosis, amazonRequestId } = await exchange(dependencies, settings, invocation);

  const saved = outcome === 'passed' ? await save(dependencies, connection, settings, invocation) : null;
  invocation.log.audit({
    caller: request.caller,
    connectionId,
    action: 'client-secret',
    grant: null,
    outcome: saved === null ? outcome : saved.ok ? 'ok' : saved.failure.kind,
    amazonRequestId,
  });
  if (saved?.ok === false && saved.failure.kind === 'storage_unavailable')
    throw new AwsServiceError(saved.failure.action, saved.failure.reason);
  // Somebody else has changed or removed it meanwhile: a repeat meets it as it is then.
  if (outcome === 'passed') return { connectionId, outcome: saved?.ok ? 'saved' : 'inconclusive', diagnosis };
  return { connectionId, outcome, diagnosis };
}

function withNewSecret(
  before: ConnectionSettings,
  { lwaClientSecret, clientSecretCreatedOn }: ClientSecretRequest,
): ConnectionSettings {
  const date = clientSecretCreatedOn ?? before.clientSecretCreatedOn;
  const given = new Set(clientSecretCreatedOn === null ? [] : ['clientSecretCreatedOn']);
  return clearOldDates(before, { ...before, lwaClientSecret, clientSecretCreatedOn: date }, given).settings;
}

interface Exchanged {
  readonly outcome: 'passed' | 'failed' | 'inconclusive';
  readonly diagnosis: Diagnosis | null;
  readonly amazonRequestId: string | null;
}

/** Amazon may not use up the time in which its answer is acted upon. */
const TIME_TO_SAVE_MS = 3_000;

async function exchange(
  dependencies: RegistryDependencies,
  settings: ConnectionSettings,
  { metrics, deadlineAt }: Invocation,
): Promise<Exchanged> {
  const sent = await exchangeToken(dependencies, sellerTokenRequest(settings), deadlineAt - TIME_TO_SAVE_MS);
  const { reading } = sent;
  metrics.addFor('TokenExchanges', reading.outcome, 1);
  // As a test reports it: an answer may echo what was sent, even in its request id.
  const secrets = [settings.lwaClientSecret, settings.lwaRefreshToken];
  const { requestId: amazonRequestId } = tokenExchangeReport(sent, secrets);
  if (reading.outcome === 'passed') return { outcome: 'passed', diagnosis: null, amazonRequestId };
  const endpoint = endpointOf(settings.endpoint);
  const diagnosis = diagnose(reading.code, { endpoint, at: 'token-exchange', lastPassedAt: null, evidence: [] });
  return { outcome: reading.outcome, diagnosis, amazonRequestId };
}

async function save(
  { store, queue, clock }: RegistryDependencies,
  { connectionId, version, createdAt, updatedAt }: StoredConnection,
  settings: ConnectionSettings,
  invocation: Invocation,
): Promise<Result<null, WriteFailure>> {
  const now = isoTime(clock.now());
  const content = { settings, createdAt: createdAt ?? updatedAt, updatedAt: now };
  const written = await store.replace(connectionId, version, content);
  if (!written.ok) return failed(written.failure);
  try {
    await queue.send([testOfSave(connectionId, written.value, now)]);
  } catch (error) {
    // The secret is saved; the schedule will test it if this message does not.
    reportError(error, invocation.log);
  }
  return ok(null);
}
