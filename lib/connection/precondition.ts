/** `If-Match` and `If-None-Match` of RFC 9110, as far as a connection needs them. */
import { failed, ok, type Result } from '../result.ts';
import type { InputError } from './input.ts';

export type Precondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'must_exist' }
  | { readonly kind: 'must_not_exist' }
  | { readonly kind: 'one_of'; readonly versions: readonly string[] };

const ENTITY_TAGS = /^\s*(?:W\/)?"[^"]*"(?:\s*,\s*(?:W\/)?"[^"]*")*\s*$/;
/** A version as the body tells it, without the quotation marks of an ETag. */
const BARE_VERSION = /^[\w-]{1,64}$/;

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
  const wanted = ifMatch.trim();
  if (wanted === '*') return ok({ kind: 'must_exist' });
  if (BARE_VERSION.test(wanted)) return ok({ kind: 'one_of', versions: [wanted] });
  if (!ENTITY_TAGS.test(wanted)) {
    return failed([{ parameter: 'if-match', detail: 'must be * or a version in quotation marks, as in the ETag' }]);
  }
  return ok({ kind: 'one_of', versions: strongTags(wanted) });
}

/** A weak tag matches nothing: `If-Match` compares strongly (RFC 9110, section 13.1.1). */
function strongTags(list: string): string[] {
  return [...list.matchAll(/(W\/)?"([^"]*)"/g)].flatMap(([, weak, tag]) => (weak ? [] : (tag ?? [])));
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
