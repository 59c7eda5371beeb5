/**
 * The path that is sent to Amazon. API Gateway delivers the path decoded, so its segments are encoded again; what decoding
 * lost (a slash inside a SKU) the caller says in a header, which counts only if it decodes to the path that IAM authorized.
 */
import { failed, ok, type Result } from '../result.ts';
import { plainSpelling } from './plain-spelling.ts';

export type PathRefusal = 'path_refused';

/** RFC 3986: the characters of a path, with whole percent-encodings. */
const PATH_AS_SENT = /^\/(?:[\w.~!$&'()*+,;=:@/-]|%[\da-f]{2})*$/i;
const QUERY_AS_SENT = /^[\x21\x22\x24-\x7e]*$/;

/** `decodedPath` is what follows `/sp-api`; `asSent` is the header, byte for byte as it is to be sent. */
export function operationPath(decodedPath: string, asSent: string | undefined): Result<string, PathRefusal> {
  if (!isHarmless(decodedPath)) return failed('path_refused');
  if (asSent === undefined) {
    return ok(
      decodedPath
        .split('/')
        .map((segment) => encodeURIComponent(segment))
        .join('/'),
    );
  }
  return PATH_AS_SENT.test(asSent) && decode(asSent) === decodedPath ? ok(asSent) : failed('path_refused');
}

/**
 * The address of an operation, checked after it was built: it has the origin, the path and the query that were meant, as
 * any reader of URLs understands them.
 */
export function operationUrl(baseUrl: string, path: string, rawQuery: string): Result<string, PathRefusal> {
  if (!QUERY_AS_SENT.test(rawQuery)) return failed('path_refused');
  const address = `${baseUrl}${path}${rawQuery === '' ? '' : `?${rawQuery}`}`;
  if (!URL.canParse(address)) return failed('path_refused');
  const url = new URL(address);
  return url.origin === baseUrl && url.pathname === path ? ok(address) : failed('path_refused');
}

function isHarmless(path: string): boolean {
  if (!path.startsWith('/') || path.includes('//') || path.includes('\\')) return false;
  if (/[\p{Cc}\p{Cs}]/u.test(path)) return false;
  return path.split('/').every((segment) => !isDotSegment(segment));
}

/** In any spelling: encoded once, or several times over. */
function isDotSegment(segment: string): boolean {
  const plain = plainSpelling(segment);
  return plain === null || plain.split(/[/\\]/).some((part) => part === '.' || part === '..');
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
