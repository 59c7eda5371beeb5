/** Reading input by a schema: every complaint names its field by a JSON pointer (RFC 6901). */
import * as z from 'zod/mini';
import { failed, ok, type Result } from '../result.ts';

export type InputError =
  | { readonly pointer: string; readonly detail: string }
  /** For a query parameter or a header. */
  | { readonly parameter: string; readonly detail: string };

export function parseInput<Schema extends z.ZodMiniType>(
  schema: Schema,
  input: unknown,
): Result<z.infer<Schema>, InputError[]> {
  const parsed = z.safeParse(schema, input);
  return parsed.success
    ? ok(parsed.data)
    : failed(worthTelling(parsed.error.issues).flatMap((issue) => complaints(issue, input)));
}

/** Of a value of the wrong type nothing more is told: zod goes on to call an empty list too short for a text. */
function worthTelling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const ofWrongType = issues.filter(({ code }) => code === 'invalid_type');
  const pointers = new Set(ofWrongType.map(({ path }) => pointerTo(path)));
  return issues.filter(({ code, path }) => code === 'invalid_type' || !pointers.has(pointerTo(path)));
}

function complaints(issue: z.core.$ZodIssue, input: unknown): InputError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownField(issue.path, key));
  }
  if (issue.code === 'invalid_key') {
    return [
      { pointer: pointerTo(issue.path), detail: `has a name that ${issue.issues[0]?.message ?? 'is not allowed'}` },
    ];
  }
  const missing = issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined;
  return [{ pointer: pointerTo(issue.path), detail: missing ? 'is required' : issue.message }];
}

export function unknownField(
  path: readonly PropertyKey[],
  name: PropertyKey,
): Extract<InputError, { pointer: string }> {
  return isSayable(name)
    ? { pointer: pointerTo([...path, name]), detail: 'is not a known field' }
    : { pointer: pointerTo(path), detail: 'has a field that is not known' };
}

/** No field of ours has a longer name, and no secret of Amazon's is as short: what is longer may be one, pasted in the wrong place. */
const LONGEST_NAME = 40;

export function isSayable(name: PropertyKey): boolean {
  return String(name).length <= LONGEST_NAME;
}

/** A JSON pointer (RFC 6901): to the field, or to what holds it where the name of the field is not to be repeated. */
export function pointerTo(path: readonly PropertyKey[]): string {
  const unsayable = path.findIndex((part) => !isSayable(part));
  const told = unsayable === -1 ? path : path.slice(0, unsayable);
  return told.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    input,
  );
}
