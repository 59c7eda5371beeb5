import type * as z from 'zod/mini';
import { AwsError } from './aws-error.ts';

/** Why a member of the input is refused. Values are never part of it: they may be secret. */
export interface Refusal {
  readonly path: readonly PropertyKey[];
  /** Absent although required, or against a constraint of the service's model. */
  readonly kind: 'missing' | 'constraint';
  /** In AWS's words, from "Member must …" on. */
  readonly constraint: string;
}

/**
 * The input of an operation, checked against its schema; unknown members are ignored, as AWS does.
 * Throws what `refuse` makes of the first refusal, or SerializationException for a member of the wrong JSON type.
 */
export function parseInput<Output>(
  schema: z.ZodMiniType<Output>,
  input: unknown,
  refuse: (refusal: Refusal) => AwsError,
): Output {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new Error('A refused input has an issue');
  if (issue.code === 'invalid_type' && issue.input !== undefined)
    throw new AwsError('SerializationException', `${memberPath(issue.path)} is not of type ${issue.expected}.`);
  const kind = issue.input === undefined ? 'missing' : 'constraint';
  throw refuse({ path: issue.path, kind, constraint: constraintOf(issue) });
}

/** "1 validation error detected: …" as AWS services answer it for what their model forbids, without the value. */
export function validationException({ path, constraint }: Refusal): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${memberPath(path)}' failed to satisfy constraint: ${constraint}`,
  );
}

function constraintOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'Member must not be null';
    case 'too_small':
      return `Member must have ${measure(issue.origin)} greater than or equal to ${issue.minimum}`;
    case 'too_big':
      return `Member must have ${measure(issue.origin)} less than or equal to ${issue.maximum}`;
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
    case 'invalid_format':
      return `Member must satisfy regular expression pattern: ${issue.pattern ?? issue.format}`;
    default:
      return issue.message;
  }
}

function measure(origin: string): string {
  return origin === 'number' || origin === 'int' ? 'value' : 'length';
}

/** AWS names members in lower camel case and counts list entries from one: `filters.1.member.values`. */
function memberPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) =>
      typeof part === 'number' ? `${part + 1}.member` : String(part).replace(/^[A-Z]/, (first) => first.toLowerCase()),
    )
    .join('.');
}
