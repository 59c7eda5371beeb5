/** Pages of a list: `limit`, and a `nextToken` that continues this list only. */
import { createHash } from 'node:crypto';
import { readJson } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { invalidRequest, type Problem } from './problem.ts';

export interface Page {
  readonly limit: number;
  /** Where to go on; null for the first page. */
  readonly from: string | null;
}

export const DEFAULT_LIMIT = 50;
export const LARGEST_LIMIT = 100;

/** `scope` names the list (route, connection, filters): a token of another one is refused, and so is one that was made up. */
export function readPage(
  { limit, nextToken }: { readonly limit?: string; readonly nextToken?: string },
  scope: readonly string[],
  isPlace: (text: string) => boolean,
): Result<Page, Problem> {
  const size = limit === undefined ? DEFAULT_LIMIT : /^\d{1,3}$/.test(limit) ? Number(limit) : 0;
  if (size < 1 || size > LARGEST_LIMIT) {
    return failed(
      invalidRequest([{ parameter: 'limit', detail: `must be a whole number from 1 to ${LARGEST_LIMIT}` }]),
    );
  }
  const from = nextToken === undefined ? null : readToken(nextToken, scope);
  if (from === undefined || (from !== null && !isPlace(from))) {
    return failed(unknownPlace());
  }
  return ok({ limit: size, from });
}

/** For a token that was made up, belongs to another list, or has expired. */
export function unknownPlace(): Problem {
  return invalidRequest([{ parameter: 'nextToken', detail: 'is not a token of this list, or has expired' }]);
}

export function pageOf<Name extends string, Entry>(
  name: Name,
  entries: readonly Entry[],
  scope: readonly string[],
  next: string | null,
) {
  const list = { [name]: entries } as Record<Name, readonly Entry[]>;
  return next === null ? list : { ...list, nextToken: tokenOf(scope, next) };
}

function tokenOf(scope: readonly string[], next: string): string {
  return Buffer.from(JSON.stringify([next, sumOf(scope, next)])).toString('base64url');
}

/** Undefined for what `tokenOf` would not have made for this scope, to the letter. */
function readToken(token: string, scope: readonly string[]): string | undefined {
  const parts = readJson(Buffer.from(token, 'base64url').toString())?.value;
  const next: unknown = Array.isArray(parts) ? parts[0] : undefined;
  return typeof next === 'string' && tokenOf(scope, next) === token ? next : undefined;
}

/** Binds a place to its list. No signature: whoever makes one up gets nothing that the list would not show. */
function sumOf(scope: readonly string[], next: string): string {
  return createHash('sha256')
    .update(JSON.stringify([scope, next]))
    .digest('base64url')
    .slice(0, 22);
}
