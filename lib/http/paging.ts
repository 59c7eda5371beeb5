/** Pages of a list: `limit`, and a `nextToken` that continues this list only. */
import { readJson } from '../amazon/json.ts';
import { failed, ok, type Result } from '../result.ts';
import { invalidRequest, type Problem } from './problem.ts';

export interface Page {
  readonly limit: number;
  /** Where to go on; null for the first page. */
  readonly from: string | null;
}

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 100;

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
  return next === null
    ? list
    : { ...list, nextToken: Buffer.from(JSON.stringify([...scope, next])).toString('base64url') };
}

function readToken(token: string, scope: readonly string[]): string | undefined {
  const parts = readJson(Buffer.from(token, 'base64url').toString())?.value;
  if (!Array.isArray(parts) || parts.length !== scope.length + 1) return undefined;
  const next: unknown = parts.at(-1);
  return typeof next === 'string' && scope.every((name, index) => parts[index] === name) ? next : undefined;
}
