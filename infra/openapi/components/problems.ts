/** The errors of the API, one schema for each code: a client that looks at `code` knows what else there is. */
import * as z from 'zod/mini';
import { diagnosisSchema, testResultSchema } from '../../../lib/connection-test/test-result-schema.ts';
import { PROBLEM_STATUS, type ProblemCode, problemBody } from '../../../lib/http/problem.ts';
import { type Component, component, type Meaning } from '../component.ts';

/** When each code is told. */
const WHEN: Readonly<Record<ProblemCode, string>> = {
  invalid_request: 'An id, a parameter, a header or the body is not as it must be; `errors` names each.',
  path_refused: 'The path of the operation is ambiguous, or leaves the Selling Partner API.',
  operation_refused: 'The operation would harm every connection of the application.',
  connection_not_found: 'There is no connection with this id.',
  route_not_found: 'There is no such route. It is met only by who invokes a function directly.',
  connection_pending_deletion: 'The connection was deleted and can still be restored.',
  connection_malformed:
    'What is stored under this id lacks a value or is no JSON. Saving the whole connection repairs it.',
  version_conflict:
    'The connection is not in the version that `If-Match` names, or was changed meanwhile. Nothing was written.',
  payload_too_large: 'The body has more than 32 KiB; of an operation, more than 6,291,556 bytes.',
  unsupported_media_type: 'The body is of another media type than those of the request body.',
  connection_test_failed: 'The settings do not work; `test` says why. Nothing was written.',
  throttled: 'Too much was asked for; `Retry-After` says when to come again.',
  internal_error: 'Something is broken on our side.',
  amazon_rejected: 'Amazon rejects the connection: a setting or a permission must change, and `diagnosis` says which.',
  amazon_unexpected: 'Amazon answered with something that is neither a success nor a known error.',
  response_too_large: 'The result of the operation is larger than an answer can be.',
  connection_test_inconclusive:
    'Amazon could not be asked whether the settings work; `test` says why. Nothing was written.',
  amazon_unavailable: 'Amazon did not answer, or with an error of its own.',
  storage_unavailable: 'An AWS service that keeps the connections did not answer.',
  timed_out: 'There was no answer in time.',
};

const inputErrorSchema = z.object({
  pointer: z.optional(z.string()),
  parameter: z.optional(z.string()),
  detail: z.string(),
});

const inputError = component(
  'InputError',
  inputErrorSchema,
  { description: 'One thing that is wrong with a request: it has either a `pointer` or a `parameter`.' },
  {
    pointer: 'JSON pointer (RFC 6901) to the field of the body; `/connectionId` for the id, empty for the body itself.',
    parameter: 'Name of the query parameter or header.',
    detail: 'What is wrong, as the end of a sentence that begins with its name.',
  },
);

/** What a problem carries besides what all of them do. */
const MORE: Partial<Record<ProblemCode, Readonly<Record<string, readonly [z.ZodMiniType, Meaning]>>>> = {
  invalid_request: { errors: [z.array(inputErrorSchema), 'Everything that is wrong.'] },
  connection_test_failed: { test: [testResultSchema, 'The test that the settings did not pass.'] },
  connection_test_inconclusive: { test: [testResultSchema, 'The test that could not tell.'] },
  amazon_rejected: { diagnosis: [diagnosisSchema, 'What to review, and what to do.'] },
};

/** `invalid_request` → `InvalidRequest`. */
export function pascalCase(code: ProblemCode): string {
  return code.replace(/(?:^|_)[a-z]/g, (start) => start.slice(-1).toUpperCase());
}

function problemComponent(code: ProblemCode): Component {
  const { type, title, status } = problemBody({ code, detail: '' }, '');
  const more = Object.entries(MORE[code] ?? {});
  const shape = {
    type: z.literal(type),
    title: z.literal(title),
    status: z.literal(status),
    detail: z.string(),
    code: z.literal(code),
    requestId: z.string(),
    ...Object.fromEntries(more.map(([field, [schema]]) => [field, schema])),
  };
  return component(
    `${pascalCase(code)}Problem`,
    z.object(shape),
    { description: WHEN[code] },
    {
      type: 'Always `about:blank`: `code` says more.',
      title: 'The status in words.',
      status: { description: 'The HTTP status.', type: 'integer' },
      detail: 'What happened, in words.',
      code: 'Stable: what a program decides by.',
      requestId: 'The id under which the log has more.',
      ...Object.fromEntries(more.map(([field, [, meaning]]) => [field, meaning])),
    },
  );
}

/** In the order of their statuses. */
export const PROBLEM_CODES = Object.keys(PROBLEM_STATUS) as ProblemCode[];

export function whenTold(code: ProblemCode): string {
  return WHEN[code];
}

const BY_CODE = new Map(PROBLEM_CODES.map((code) => [code, problemComponent(code)]));

export function problemOf(code: ProblemCode): Component {
  const found = BY_CODE.get(code);
  if (!found) throw new Error(`There is no problem ${code}`);
  return found;
}

/** What API Gateway says itself, before a function is asked or instead of it. */
export const gatewayMessage = component(
  'GatewayMessage',
  z.object({ message: z.string() }),
  { description: "API Gateway's own error." },
  { message: 'What happened, in words.' },
);

export const PROBLEM_COMPONENTS = [...BY_CODE.values(), inputError, gatewayMessage];
