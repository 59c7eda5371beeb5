/** The routes of the API as calls; their answers are read by the schemas of the OpenAPI document. */
import * as z from 'zod/mini';
import type { TypedComponent } from '../openapi/component.ts';
import { accessToken } from '../openapi/components/access-token.ts';
import {
  connection,
  connectionList,
  deletedConnection,
  endpointList,
  replacements,
  savedConnection,
  testList,
} from '../openapi/components/connection.ts';
import { testResult } from '../openapi/components/test-result.ts';
import type { ApiClient, ApiRequest } from './api-client.ts';
import { type Done, jsonOf, type NotDone } from './outcome.ts';

type Value<Component extends TypedComponent<z.ZodMiniType>> = z.infer<Component['schema']>;

export type Connection = Value<typeof connection>;
export type ConnectionList = Value<typeof connectionList>;
export type EndpointList = Value<typeof endpointList>;
export type TestResult = Value<typeof testResult>;
export type SavedConnection = Value<typeof savedConnection>;
export type DeletedConnection = Value<typeof deletedConnection>;
export type TestList = Value<typeof testList>;
export type AccessToken = Value<typeof accessToken>;
export type Replacements = Value<typeof replacements>;

/** Done, with what was answered: as read, and as it came. */
export type Answered<Answer> = (Done & { readonly value: Answer }) | NotDone;

/** What must hold for a save to be made. */
export type Precondition = { readonly ifMatch: string } | { readonly ifNoneMatch: '*' };

interface Save {
  readonly untested?: boolean;
  readonly precondition?: Precondition;
}

export interface Page {
  /** 1–100. */
  readonly limit?: number;
  readonly nextToken?: string;
}

export interface ListFilter extends Page {
  readonly endpoint?: string;
  readonly state?: string;
  readonly lwaClientId?: string;
}

export interface NewClientSecret {
  readonly lwaClientId: string;
  readonly lwaClientSecret: string;
  readonly clientSecretCreatedOn?: string;
}

export interface ConnectionsApi {
  endpoints(): Promise<Answered<EndpointList>>;
  list(filter: ListFilter): Promise<Answered<ConnectionList>>;
  read(connectionId: string): Promise<Answered<Connection>>;
  /** Tested first, unless `untested`. */
  save(connectionId: string, settings: unknown, how?: Save): Promise<Answered<SavedConnection>>;
  change(connectionId: string, patch: unknown, ifMatch: string): Promise<Answered<SavedConnection>>;
  remove(connectionId: string, recoveryDays?: number): Promise<Answered<DeletedConnection>>;
  restore(connectionId: string): Promise<Answered<Connection>>;
  test(connectionId: string): Promise<Answered<TestResult>>;
  history(connectionId: string, page?: Page): Promise<Answered<TestList>>;
  replaceClientSecret(secret: NewClientSecret): Promise<Answered<Replacements>>;
  accessToken(connectionId: string, minValidSeconds?: number): Promise<Answered<AccessToken>>;
}

/** Its calls reject only when the signal aborts. */
export function connectionsApi(client: ApiClient, signal?: AbortSignal): ConnectionsApi {
  async function call<Schema extends z.ZodMiniType>(
    { schema }: TypedComponent<Schema>,
    request: ApiRequest,
  ): Promise<Answered<z.infer<Schema>>> {
    const outcome = await client.send(request, signal);
    if (outcome.kind !== 'done') return outcome;
    const read = z.safeParse(schema, jsonOf(outcome.answer));
    if (read.success) return { ...outcome, value: read.data };
    return { kind: 'unexpected', detail: 'another shape than expected', answer: outcome.answer };
  }

  return {
    endpoints: () => call(endpointList, { method: 'GET', path: '/endpoints' }),
    list: (filter) => call(connectionList, { method: 'GET', path: '/connections', query: queryOf(filter) }),
    read: (connectionId) => call(connection, { method: 'GET', path: pathOf(connectionId) }),
    save: (connectionId, settings, { untested, precondition } = {}) => {
      const path = `${pathOf(connectionId)}${untested ? '/untested' : ''}`;
      return call(savedConnection, withBody('PUT', path, settings, conditions(precondition)));
    },
    change: (connectionId, patch, ifMatch) =>
      call(savedConnection, withBody('PATCH', pathOf(connectionId), patch, conditions({ ifMatch }))),
    remove: (connectionId, recoveryDays) =>
      call(deletedConnection, { method: 'DELETE', path: pathOf(connectionId), query: queryOf({ recoveryDays }) }),
    restore: (connectionId) => call(connection, { method: 'POST', path: `${pathOf(connectionId)}/restore` }),
    test: (connectionId) => call(testResult, { method: 'POST', path: `${pathOf(connectionId)}/tests` }),
    history: (connectionId, page = {}) =>
      call(testList, { method: 'GET', path: `${pathOf(connectionId)}/tests`, query: queryOf(page) }),
    replaceClientSecret: (secret) => call(replacements, withBody('POST', '/client-secrets', secret)),
    accessToken: (connectionId, minValidSeconds) => {
      const body = minValidSeconds === undefined ? {} : { minValidSeconds };
      return call(accessToken, withBody('POST', `${pathOf(connectionId)}/access-tokens`, body));
    },
  };
}

function pathOf(connectionId: string): string {
  return `/connections/${encodeURIComponent(connectionId)}`;
}

function conditions(precondition: Precondition | undefined): Record<string, string> {
  if (precondition === undefined) return {};
  if ('ifNoneMatch' in precondition) return { 'if-none-match': precondition.ifNoneMatch };
  return { 'if-match': precondition.ifMatch === '*' ? '*' : `"${precondition.ifMatch}"` };
}

function withBody(method: string, path: string, body: unknown, headers: Record<string, string> = {}): ApiRequest {
  return { method, path, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function queryOf(parameters: object): [string, string][] {
  return Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
}
