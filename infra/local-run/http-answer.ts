/** What an HTTP API makes of a function's result. Source: AWS, "Lambda function response for format 2.0". */
import type { InvocationOutcome } from './lambda-environment.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** API Gateway's own answers. */
export const gatewayAnswers = {
  badRequest: gatewayAnswer(400, 'Bad Request'),
  notFound: gatewayAnswer(404, 'Not Found'),
  tooLarge: gatewayAnswer(413, 'Request Entity Too Large'),
  functionFailed: gatewayAnswer(500, 'Internal Server Error'),
  timedOut: gatewayAnswer(503, 'Service Unavailable'),
} as const;

/** A failed function and a result that API Gateway cannot read give its 500, and tell nothing of why. */
export function httpAnswer(outcome: InvocationOutcome): HttpAnswer {
  if ('error' in outcome) return gatewayAnswers.functionFailed;
  const { result } = outcome;
  if (!isObject(result) || !('statusCode' in result)) return inferredAnswer(result);

  const { statusCode, body = '', cookies = [], isBase64Encoded } = result;
  const headers = readHeaders(result.headers ?? {});
  const readable = isStatus(statusCode) && headers !== null && typeof body === 'string' && isTexts(cookies);
  if (!readable) return gatewayAnswers.functionFailed;
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...headers,
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

function gatewayAnswer(status: number, message: string): HttpAnswer {
  return jsonAnswer(status, { message });
}

/** Without a `statusCode` the result itself is the body. */
function inferredAnswer(result: unknown): HttpAnswer {
  if (typeof result !== 'string') return jsonAnswer(200, result);
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(result) };
}

/** The server's own affair: it frames the body itself. */
const FRAMING = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

function readHeaders(headers: unknown): Record<string, string> | null {
  if (!isObject(headers)) return null;
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) return null;
    if (!FRAMING.has(name.toLowerCase())) read[name.toLowerCase()] = String(value);
  }
  return read;
}

function isStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
