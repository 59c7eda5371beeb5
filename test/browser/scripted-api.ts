import type { ApiClient, ApiRequest } from '../../infra/api-client/api-client.ts';
import type { Outcome } from '../../infra/api-client/outcome.ts';
import type { Connection } from '../../infra/console/page/api/shapes.ts';
import { ENDPOINTS } from '../../lib/amazon/endpoints.ts';
import { aConnection, aTest } from '../console/connections.ts';
import { jsonAnswer, jsonOutcome } from '../console/noted-api.ts';

export type Script = Readonly<Record<string, (request: ApiRequest) => Outcome | Promise<Outcome>>>;

export interface ScriptedApi extends ApiClient {
  readonly requests: ApiRequest[];
  /** Answers from now on as the script says, and for the rest as before. */
  follow(script: Script): void;
}

/** An API that answers by `METHOD /path`, and knows the endpoints from the start. */
export function scriptedApi(first: Script = {}): ScriptedApi {
  const requests: ApiRequest[] = [];
  const endpoints = ENDPOINTS.map((known) => ({ ...known, default: known.endpoint === 'na' }));
  let script: Script = { 'GET /endpoints': () => jsonOutcome(200, { endpoints }), ...first };
  return {
    url: 'https://api.invalid',
    requests,
    follow(next) {
      script = { ...script, ...next };
    },
    async send(request) {
      requests.push(request);
      const answer = script[`${request.method} ${request.path}`];
      return answer ? answer(request) : problem(404, 'connection_not_found', 'There is no such connection.');
    },
  };
}

export function problem(status: number, code: string, detail: string): Outcome {
  const body = { type: 'about:blank', title: 'x', status, code: 'internal_error' as const, detail, requestId: 'r-1' };
  const said = { ...body, code };
  return { kind: 'problem', problem: body, retryAfterSeconds: null, answer: jsonAnswer(status, said) };
}

/** What API Gateway says for IAM. */
export function forbidden({ method, path }: ApiRequest): Outcome {
  const answer = jsonAnswer(403, { message: 'Forbidden' });
  return { kind: 'refused', reason: 'forbidden', detail: 'Forbidden', request: { method, path }, answer };
}

/** Never answers. */
export function silence(): Promise<Outcome> {
  return new Promise(() => {});
}

export function listOf(connections: readonly Connection[]): Script {
  return { 'GET /connections': () => jsonOutcome(200, { connections }) };
}

/** A list in the API's pages of a hundred. */
export function pagesOf(connections: readonly Connection[]): Script {
  return {
    'GET /connections': ({ query = [] }) => {
      const from = Number(query.find(([name]) => name === 'nextToken')?.[1] ?? 0);
      const nextToken = from + 100 < connections.length ? { nextToken: String(from + 100) } : {};
      return jsonOutcome(200, { connections: connections.slice(from, from + 100), ...nextToken });
    },
  };
}

const STATES = ['passed', 'passed', 'passed', 'failed', 'unknown'] as const;

/** Connections `c-0000`, `c-0001` …, of every state. */
export function manyConnections(count: number): Connection[] {
  return Array.from({ length: count }, (_, index) => {
    const state = STATES[index % STATES.length] ?? 'passed';
    return aConnection({
      connectionId: `c-${String(index).padStart(4, '0')}`,
      displayName: `Account ${index}`,
      state,
      latestTest: aTest({ startedAt: '2026-11-23T09:00:00.000Z' }, [100 + (index % 50), 200 + (index % 70)]),
    });
  });
}
