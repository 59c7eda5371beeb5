/** What of a caller's headers reaches Amazon, and what of Amazon's reaches the caller: by allow-lists, both ways. */
import { failed, ok, type Result } from '../result.ts';

const FORWARDED: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'locale',
  'amountdigitalsignature',
  'destaccountdigitalsignature',
]);
const FORWARDED_WITH_BODY: ReadonlySet<string> = new Set(['content-type', 'content-encoding']);
const NEVER_FORWARDED: ReadonlySet<string> = new Set(['x-amzn-trace-id']);

const RETURNED: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-disposition',
  'content-language',
  'retry-after',
  'x-amzn-requestid',
  'x-amzn-ratelimit-limit',
  'x-amzn-errortype',
  'x-amz-apigw-id',
  'x-amz-rid',
]);

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** RFC 9110; a line break would begin another header. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Fails with the name of a header whose value cannot be one. */
export function forwardedHeaders(
  headers: Readonly<Record<string, string | undefined>>,
  hasBody: boolean,
): Result<Record<string, string>, string> {
  const forwarded: Record<string, string> = {};
  for (const [key, value] of Object.entries(headers)) {
    const name = key.toLowerCase();
    if (value === undefined || !isForwarded(name, hasBody)) continue;
    if (typeof value !== 'string' || !HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) return failed(name);
    forwarded[name] = value;
  }
  return ok(forwarded);
}

function isForwarded(name: string, hasBody: boolean): boolean {
  if (FORWARDED.has(name)) return true;
  if (FORWARDED_WITH_BODY.has(name)) return hasBody;
  return name.startsWith('x-amzn-') && !NEVER_FORWARDED.has(name);
}

/** Names in lower case, both in and out. */
export function returnedHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => RETURNED.has(name)));
}
