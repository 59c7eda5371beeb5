/** Routes of the function `connections`: the registry over HTTP. */
import { isObject } from '../connection/merge-patch.ts';
import { type Precondition, parsePrecondition } from '../connection/precondition.ts';
import { reportUnread } from '../connection/report-unread.ts';
import { parseSettings } from '../connection/settings.ts';
import type { SettingsWarning } from '../connection/warnings.ts';
import { lastAmazonRequestId } from '../connection-test/observe-test.ts';
import type { Invocation } from '../invocation.ts';
import { type ChangeFailure, changeConnection } from '../registry/change-connection.ts';
import { viewConnection } from '../registry/connection-view.ts';
import type { RegistryDependencies } from '../registry/registry.ts';
import { removeConnection, restoreConnection } from '../registry/remove-connection.ts';
import { type Saved, saveConnection } from '../registry/save-connection.ts';
import { failed, ok, type Result } from '../result.ts';
import type { AuditEntry } from '../telemetry/audit.ts';
import { reportError } from '../telemetry/report-error.ts';
import { answerWith, problemAnswer, type RouteAnswer } from './api-answer.ts';
import type { Route } from './api-handler.ts';
import {
  type ApiEvent,
  type ApiRequest,
  headerOf,
  readConnectionId,
  readJsonBody,
  readNoFields,
  readQuery,
} from './api-request.ts';
import { registryFailureProblem } from './failure-problem.ts';
import { invalidRequest, type Problem } from './problem.ts';

export function connectionRoutes(dependencies: RegistryDependencies): Record<string, Route> {
  return {
    'PUT /connections/{connectionId}': (request) => put(dependencies, request, 'tested'),
    'PUT /connections/{connectionId}/untested': (request) => put(dependencies, request, 'untested'),
    'PATCH /connections/{connectionId}': (request) => patch(dependencies, request),
    'GET /connections/{connectionId}': (request) => get(dependencies, request),
    'DELETE /connections/{connectionId}': (request) => remove(dependencies, request),
    'POST /connections/{connectionId}/restore': (request) => restore(dependencies, request),
  };
}

async function put(
  dependencies: RegistryDependencies,
  request: ApiRequest,
  mode: 'tested' | 'untested',
): Promise<RouteAnswer> {
  const target = readTarget(request.event);
  if (!target.ok) return problemAnswer(target.failure);
  const body = readJsonBody(request.event);
  if (!body.ok) return problemAnswer(body.failure);
  const settings = parseSettings(body.value);
  if (!settings.ok) return problemAnswer(invalidRequest(settings.failure));
  const { connectionId, precondition } = target.value;
  const given = new Set(Object.keys(Object(body.value)));
  const save = { connectionId, settings: settings.value, given, precondition, mode };
  const saved = await saveConnection(dependencies, save, request.invocation);
  return savedAnswer(connectionId, saved, request);
}

async function patch(dependencies: RegistryDependencies, request: ApiRequest): Promise<RouteAnswer> {
  const target = readTarget(request.event);
  if (!target.ok) return problemAnswer(target.failure);
  const body = readJsonBody(request.event, ['application/json', 'application/merge-patch+json']);
  if (!body.ok) return problemAnswer(body.failure);
  if (!isObject(body.value)) return problemAnswer(invalidRequest([{ pointer: '', detail: 'must be a JSON object' }]));
  const { connectionId, precondition } = target.value;
  const change = { connectionId, patch: body.value, precondition };
  return savedAnswer(connectionId, await changeConnection(dependencies, change, request.invocation), request);
}

function savedAnswer(
  connectionId: string,
  saved: Result<Saved, ChangeFailure>,
  { caller, invocation }: ApiRequest,
): RouteAnswer {
  const problem = saved.ok ? null : refusal(saved.failure, connectionId, invocation);
  const test = saved.ok ? saved.value.test : 'test' in saved.failure ? saved.failure.test : null;
  invocation.log.audit({
    caller,
    connectionId,
    action: isCreation(saved) ? 'save' : 'change',
    grant: null,
    outcome: problem?.code ?? 'ok',
    amazonRequestId: test && lastAmazonRequestId(test),
  });
  if (!saved.ok) return problemAnswer(registryFailureProblem(saved.failure));
  const { created, connection, latest, warnings } = saved.value;
  const body: { connection: unknown; test: unknown; warnings: readonly SettingsWarning[] } = {
    connection: viewConnection(connection, latest),
    test,
    warnings,
  };
  return answerWith(body, created ? 201 : 200, { etag: `"${connection.version}"` });
}

function isCreation(saved: Result<Saved, ChangeFailure>): boolean {
  if (saved.ok) return saved.value.created;
  return 'creating' in saved.failure && saved.failure.creating;
}

async function get({ store, results }: RegistryDependencies, { event, invocation }: ApiRequest): Promise<RouteAnswer> {
  const id = readConnectionId(event);
  if (!id.ok) return problemAnswer(id.failure);
  const query = readQuery(event, []);
  if (!query.ok) return problemAnswer(query.failure);
  const connectionId = id.value;
  const read = await store.read(connectionId);
  if (!read.ok) {
    reportUnread(read.failure, connectionId, invocation);
    return problemAnswer(registryFailureProblem(read.failure));
  }
  return answerWith(viewConnection(read.value, await results.latest(connectionId)), 200, {
    etag: `"${read.value.version}"`,
  });
}

async function remove(
  dependencies: RegistryDependencies,
  { event, caller, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const target = readTarget(event, ['recoveryDays']);
  if (!target.ok) return problemAnswer(target.failure);
  const { connectionId, precondition, query } = target.value;
  const recoveryDays = readRecoveryDays(query.recoveryDays);
  if (recoveryDays === null) {
    return problemAnswer(
      invalidRequest([{ parameter: 'recoveryDays', detail: 'must be a whole number from 7 to 30' }]),
    );
  }
  const removed = await removeConnection(dependencies, connectionId, precondition, recoveryDays, invocation);
  const problem = removed.ok ? null : refusal(removed.failure, connectionId, invocation);
  invocation.log.audit(audit(caller, connectionId, 'delete', problem));
  return removed.ok
    ? answerWith({ connectionId, deletionDate: removed.value }, 202)
    : problemAnswer(registryFailureProblem(removed.failure));
}

async function restore(
  dependencies: RegistryDependencies,
  { event, caller, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const target = readTarget(event);
  if (!target.ok) return problemAnswer(target.failure);
  const body = readNoFields(event);
  if (!body.ok) return problemAnswer(body.failure);
  const { connectionId, precondition } = target.value;
  const restored = await restoreConnection(dependencies, connectionId, precondition, invocation);
  const problem = restored.ok ? null : refusal(restored.failure, connectionId, invocation);
  invocation.log.audit(audit(caller, connectionId, 'restore', problem));
  if (!restored.ok) return problemAnswer(registryFailureProblem(restored.failure));
  // It is restored, which was asked for: a table that does not answer takes nothing of that back.
  const latest = await dependencies.results.latest(connectionId).catch((error: unknown) => {
    reportError(error, invocation.log);
    return null;
  });
  return answerWith(viewConnection(restored.value.connection, latest));
}

export const LONGEST_RECOVERY_DAYS = 30;
export const SHORTEST_RECOVERY_DAYS = 7;

function readRecoveryDays(text: string | undefined): number | null {
  if (text === undefined) return LONGEST_RECOVERY_DAYS;
  const days = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return days >= SHORTEST_RECOVERY_DAYS && days <= LONGEST_RECOVERY_DAYS ? days : null;
}

interface Target<Name extends string> {
  readonly connectionId: string;
  readonly precondition: Precondition;
  readonly query: Partial<Record<Name, string>>;
}

/** Which connection is meant, in which version, with which options. */
function readTarget<Name extends string>(event: ApiEvent, names: readonly Name[] = []): Result<Target<Name>, Problem> {
  const id = readConnectionId(event);
  if (!id.ok) return id;
  const query = readQuery(event, names);
  if (!query.ok) return query;
  const precondition = parsePrecondition(headerOf(event, 'if-match'), headerOf(event, 'if-none-match'));
  if (!precondition.ok) return failed(invalidRequest(precondition.failure));
  return ok({ connectionId: id.value, precondition: precondition.value, query: query.value });
}

/** What to answer. A store that did not do what was asked of it goes into the log, with the action that it refused. */
function refusal(failure: ChangeFailure, connectionId: string, { log }: Invocation): Problem {
  if (failure.kind === 'storage_unavailable')
    log.unavailable({ reason: failure.reason, action: failure.action, connectionId });
  return registryFailureProblem(failure);
}

function audit(
  caller: string,
  connectionId: string,
  action: AuditEntry['action'],
  problem: Problem | null,
): AuditEntry {
  return { caller, connectionId, action, grant: null, outcome: problem?.code ?? 'ok', amazonRequestId: null };
}
