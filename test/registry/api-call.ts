/** A call of the API as API Gateway hands it to a function, and the answer as the caller sees it. */
import type { SettingsWarning } from '../../lib/connection/warnings.ts';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import type { Replacement } from '../../lib/registry/client-secret-of-one.ts';
import type { ConnectionView } from '../../lib/registry/connection-view.ts';

export const CALLER = 'arn:aws:sts::123456789012:assumed-role/operator/ann';

export interface ApiCall {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  /** Of the template, without the method: `/connections/{connectionId}`. */
  readonly route: string;
  readonly connectionId?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text goes as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** What an answer may hold; which of it is there depends on the route and the status. */
export interface AnswerBody {
  readonly connection: ConnectionView;
  readonly test: TestResult;
  readonly warnings: readonly SettingsWarning[];
  readonly connections: readonly (ConnectionView & Replacement)[];
  readonly nextToken?: string;
  readonly remaining: number;
  readonly deletionDate: string;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
  readonly text: string;
}

export function eventOf({ method, route, connectionId, query, headers, body }: ApiCall): object {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return {
    version: '2.0',
    routeKey: `${method} ${route}`,
    headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(query ? { queryStringParameters: query } : {}),
    ...(connectionId === undefined ? {} : { pathParameters: { connectionId } }),
    requestContext: { requestId: 'request-1', authorizer: { iam: { userArn: CALLER } } },
    ...(text === undefined ? {} : { body: text, isBase64Encoded: false }),
  };
}

export function answerOf(result: unknown): Answer {
  if (typeof result !== 'object' || result === null) throw new Error('The handler answered nothing.');
  const { statusCode, headers, body } = { statusCode: 0, headers: {}, body: '', ...result };
  return { status: statusCode, headers, body: JSON.parse(body), text: body };
}

const ONE = '/connections/{connectionId}';

export const put = (connectionId: string, body: unknown, headers: ApiCall['headers'] = {}): ApiCall => ({
  method: 'PUT',
  route: ONE,
  connectionId,
  body,
  headers,
});

export const putUntested = (connectionId: string, body: unknown, headers: ApiCall['headers'] = {}): ApiCall => ({
  ...put(connectionId, body, headers),
  route: `${ONE}/untested`,
});

export const patch = (connectionId: string, body: unknown, headers: ApiCall['headers'] = {}): ApiCall => ({
  ...put(connectionId, body, headers),
  method: 'PATCH',
});

export const get = (connectionId: string): ApiCall => ({ method: 'GET', route: ONE, connectionId });

export const remove = (
  connectionId: string,
  headers: ApiCall['headers'] = {},
  query: ApiCall['query'] = {},
): ApiCall => ({ method: 'DELETE', route: ONE, connectionId, headers, query });

export const restore = (connectionId: string, headers: ApiCall['headers'] = {}): ApiCall => ({
  method: 'POST',
  route: `${ONE}/restore`,
  connectionId,
  headers,
});

export const list = (query: ApiCall['query'] = {}): ApiCall => ({ method: 'GET', route: '/connections', query });

export const clientSecrets = (body: unknown): ApiCall => ({ method: 'POST', route: '/client-secrets', body });
