/** `If-Match` and `If-None-Match` of RFC 9110, as far as a connection needs them. */
import { failed, ok, type Result } from '../result.ts';
import type { InputError } from './input.ts';

export type Precondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'must_exist' }
  | { readonly kind: 'must_not_exist' }
  | { readonly kind: 'one_of'; readonly versions: readonly string[] };

const ENTITY_TAGS = /^\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*$/;

export function parsePrecondition(
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
): Result<Precondition, InputError[]> {
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    return failed([{ parameter: 'if-none-match', detail: 'must not be sent together with if-match' }]);
  }
  if (ifNoneMatch !== undefined) {
    return ifNoneMatch.trim() === '*'
      ? ok({ kind: 'must_not_exist' })
      : failed([{ parameter: 'if-none-match', detail: 'must be *' }]);
  }
  if (ifMatch === undefined) return ok({ kind: 'none' });
  if (ifMatch.trim() === '*') return ok({ kind: 'must_exist' });
  if (!ENTITY_TAGS.test(ifMatch)) {
    return failed([{ parameter: 'if-match', detail: 'must be * or a version in quotation marks, as in the ETag' }]);
  }
  return ok({ kind: 'one_of', versions: [...ifMatch.matchAll(/"([^"]*)"/g)].map((match) => match[1] ?? '') });
}

/** `current` is undefined when there is no connection, and null for a stored one that never had a value. */
export function holds(precondition: Precondition, current: string | null | undefined): boolean {
  switch (precondition.kind) {
    case 'none':
      return true;
    case 'must_exist':
      return current !== undefined;
    case 'must_not_exist':
      return current === undefined;
    case 'one_of':
      return current !== undefined && current !== null && precondition.versions.includes(current);
  }
}
