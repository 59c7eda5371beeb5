/** Routes of the function `connection-tests`: test settings before they are saved, test a connection now, read its history. */

import type { ConnectionReader } from '../connection/connection-reader.ts';
import { parseSettings } from '../connection/settings.ts';
import { observeTest } from '../connection-test/observe-test.ts';
import { testConnection } from '../connection-test/test-connection.ts';
import type { ManualTests } from '../watch/manual-tests.ts';
import { isHistoryPlace, type TestResults } from '../watch/test-results.ts';
import { readTestable, type SavedTestDependencies, testSavedConnection } from '../watch/test-saved-connection.ts';
import { answerWith, problemAnswer, type RouteAnswer } from './api-answer.ts';
import type { Route } from './api-handler.ts';
import { type ApiRequest, readBody, readConnectionId, readNoFields, readQuery } from './api-request.ts';
import { readFailureProblem } from './failure-problem.ts';
import { pageOf, readPage } from './paging.ts';

export interface TestRoutesDependencies extends SavedTestDependencies {
  readonly reader: ConnectionReader;
  readonly results: TestResults;
  readonly manualTests: ManualTests;
}

export function testRoutes(dependencies: TestRoutesDependencies): Record<string, Route> {
  return {
    'POST /connection-tests': (request) => testUnsavedSettings(dependencies, request),
    'POST /connections/{connectionId}/tests': (request) => testNow(dependencies, request),
    'GET /connections/{connectionId}/tests': (request) => history(dependencies, request),
  };
}

async function testUnsavedSettings(
  dependencies: TestRoutesDependencies,
  { event, caller, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const query = readQuery(event, []);
  if (!query.ok) return problemAnswer(query.failure);
  const settings = readBody(event, parseSettings);
  if (!settings.ok) return problemAnswer(settings.failure);
  const result = await testConnection(dependencies, {
    settings: settings.value,
    connectionId: null,
    version: null,
    trigger: 'unsaved',
    lastPassedAt: null,
    deadlineAt: invocation.deadlineAt,
  });
  observeTest(result, caller, invocation);
  return answerWith(result);
}

async function testNow(
  dependencies: TestRoutesDependencies,
  { event, caller, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const id = readConnectionId(event);
  if (!id.ok) return problemAnswer(id.failure);
  const query = readQuery(event, []);
  if (!query.ok) return problemAnswer(query.failure);
  const body = readNoFields(event);
  if (!body.ok) return problemAnswer(body.failure);

  const connectionId = id.value;
  const testable = await readTestable(dependencies, connectionId, invocation);
  if (!testable.ok) return problemAnswer(readFailureProblem(testable.failure));
  const waitSeconds = await dependencies.manualTests.begin(connectionId, dependencies.clock.now());
  if (waitSeconds !== null) {
    return problemAnswer({
      code: 'throttled',
      detail: 'Five manual tests in five minutes are the limit: they use up the Feeds quota of the account.',
      retryAfterSeconds: waitSeconds,
    });
  }
  const known = await dependencies.results.latest(connectionId);
  const test = { connectionId, testable: testable.value, trigger: 'manual', caller, known } as const;
  const { result } = await testSavedConnection(dependencies, test, invocation);
  return answerWith(result);
}

async function history(
  { reader, results, clock }: TestRoutesDependencies,
  { event, invocation }: ApiRequest,
): Promise<RouteAnswer> {
  const id = readConnectionId(event);
  if (!id.ok) return problemAnswer(id.failure);
  const connectionId = id.value;
  const scope = ['tests', connectionId];
  const query = readQuery(event, ['limit', 'nextToken']);
  if (!query.ok) return problemAnswer(query.failure);
  const page = readPage(query.value, scope, isHistoryPlace);
  if (!page.ok) return problemAnswer(page.failure);
  const testable = await readTestable({ reader, clock }, connectionId, invocation);
  if (!testable.ok) return problemAnswer(readFailureProblem(testable.failure));
  const { createdAt: since } = testable.value.complete ? testable.value.connection : testable.value.malformed;
  const { tests, next } = await results.history({ connectionId, since, ...page.value });
  return answerWith(pageOf('tests', tests, scope, next));
}
