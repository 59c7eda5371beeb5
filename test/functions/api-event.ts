/** Events as API Gateway makes them (HTTP API, payload 2.0), and answers as it would send them. */
import type { Bundle } from './bundle.ts';

export const CALLER = 'arn:aws:sts::123456789012:assumed-role/jobs/nightly';

export interface ApiCall {
  /** `POST /connections/{connectionId}/tests`. */
  readonly routeKey: string;
  readonly connectionId?: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** Anything but a text is made JSON. */
  readonly body?: unknown;
  readonly requestId?: string;
}

export function apiEvent({ routeKey, connectionId, query, headers, body, requestId = 'api-request' }: ApiCall) {
  return {
    version: '2.0',
    routeKey,
    rawPath: routeKey.split(' ')[1]?.replace('{connectionId}', connectionId ?? ''),
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { 'content-type': 'application/json', host: 'api.example', ...headers },
    ...(query && { queryStringParameters: query }),
    ...(connectionId !== undefined && { pathParameters: { connectionId } }),
    requestContext: {
      requestId,
      routeKey,
      stage: '$default',
      authorizer: { iam: { userArn: CALLER } },
      http: { method: routeKey.split(' ')[0] },
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** Parsed. */
  readonly body: unknown;
}

/** Fails when the function threw instead of answering. */
export async function call(bundle: Bundle, event: unknown, remainingMs?: number): Promise<ApiAnswer> {
  const { result, error } = await bundle.invoke(event, remainingMs === undefined ? {} : { remainingMs });
  if (error) throw new Error(`The function threw: ${error.text}`);
  return readAnswer(result);
}

function readAnswer(result: unknown): ApiAnswer {
  if (typeof result !== 'object' || result === null) throw new Error('The function answered nothing');
  const { statusCode, headers, body } = result as Record<string, unknown>;
  if (typeof statusCode !== 'number' || typeof body !== 'string') throw new Error('The function answered no HTTP');
  return { status: statusCode, headers: headers as Record<string, string>, body: JSON.parse(body) };
}
