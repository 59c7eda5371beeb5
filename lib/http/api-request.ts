/** A request of the HTTP API, read from API Gateway's event (HTTP API, payload 2.0). */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { isConnectionId } from '../connection/connection-id.ts';
import { type InputError, isSayable, parseInput } from '../connection/input.ts';
import type { Invocation } from '../invocation.ts';
import { textOrEmpty } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { invalidRequest, type Problem } from './problem.ts';

export interface ApiRequest {
  readonly event: ApiEvent;
  /** The caller's ARN. */
  readonly caller: string;
  readonly invocation: Invocation;
}

/** As API Gateway sends it; a direct invocation may leave out what it does not need, and hold other types than these. */
export type ApiEvent = Partial<Omit<APIGatewayProxyEventV2, 'requestContext'>> & {
  readonly requestContext?: {
    readonly requestId?: string;
    readonly http?: { readonly method?: string };
    readonly authorizer?: { readonly iam?: { readonly userArn?: string } };
  };
};

export const BODY_LIMIT_BYTES = 32 * 1024;

export function readConnectionId({ pathParameters }: ApiEvent): Result<string, Problem> {
  const id = pathParameters?.connectionId;
  return isConnectionId(id)
    ? ok(id)
    : failed(
        invalidRequest([
          {
            pointer: '/connectionId',
            detail: 'must be 1–63 lower-case letters, digits and hyphens, and not begin with a hyphen',
          },
        ]),
      );
}

/** The query, with only the names that the route knows. */
export function readQuery<Name extends string>(
  { queryStringParameters }: ApiEvent,
  names: readonly Name[],
): Result<Partial<Record<Name, string>>, Problem> {
  const query: Partial<Record<Name, string>> = {};
  const unknown: InputError[] = [];
  for (const [key, value] of Object.entries(queryStringParameters ?? {})) {
    const name = names.find((candidate) => candidate === key);
    if (name) query[name] = textOrEmpty(value);
    else unknown.push({ parameter: isSayable(key) ? key : '', detail: 'is not a known parameter' });
  }
  return unknown.length > 0 ? failed(invalidRequest(unknown)) : ok(query);
}

/** The body as JSON; `{}` when there is none. */
export function readJsonBody(
  event: ApiEvent,
  mediaTypes: readonly string[] = ['application/json'],
): Result<unknown, Problem> {
  const bytes = bodyBytes(event);
  if (!bytes) return failed(invalidRequest([{ pointer: '', detail: 'is neither text nor valid base64' }]));
  if (bytes.length === 0) return ok({});
  const mediaType = headerOf(event, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType && !mediaTypes.includes(mediaType)) {
    return failed({ code: 'unsupported_media_type', detail: `The body must be ${mediaTypes.join(' or ')}.` });
  }
  if (bytes.length > BODY_LIMIT_BYTES) {
    return failed({ code: 'payload_too_large', detail: `The body must have at most ${BODY_LIMIT_BYTES / 1024} KiB.` });
  }
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return failed(invalidRequest([{ pointer: '', detail: 'is not JSON in UTF-8' }]));
  }
}

/** The body as JSON (`{}` when there is none), as `parse` reads it. */
export function readBody<Value>(
  event: ApiEvent,
  parse: (body: unknown) => Result<Value, readonly InputError[]>,
): Result<Value, Problem> {
  const body = readJsonBody(event);
  if (!body.ok) return body;
  const parsed = parse(body.value);
  return parsed.ok ? parsed : failed(invalidRequest(parsed.failure));
}

const noFields = z.strictObject({}, { error: 'must be a JSON object' });

/** For a body that has nothing to say: none, or `{}`. */
export function readNoFields(event: ApiEvent): Result<object, Problem> {
  return readBody(event, (body) => parseInput(noFields, body));
}

export function headerOf({ headers }: ApiEvent, name: string): string | undefined {
  const entry = Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name);
  return entry && textOrEmpty(entry[1]);
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Null for what is neither text nor valid base64. */
export function bodyBytes({ body, isBase64Encoded }: ApiEvent): Buffer | null {
  const text: unknown = body ?? '';
  if (typeof text !== 'string' || (isBase64Encoded && !isBase64(text))) return null;
  return Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8');
}

/** Node would read anything as base64. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text);
}
