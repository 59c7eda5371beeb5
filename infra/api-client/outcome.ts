/** What becomes of a request to the API: a closed union, read from the answer alone. */
import * as z from 'zod/mini';
import { diagnosisSchema, testResultSchema } from '../../lib/connection-test/test-result-schema.ts';
import type { CredentialsFailure } from './credentials.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/** RFC 9457, with what this API adds. `code` is stable. */
const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.optional(
    z.array(z.object({ pointer: z.optional(z.string()), parameter: z.optional(z.string()), detail: z.string() })),
  ),
  diagnosis: z.optional(diagnosisSchema),
  test: z.optional(testResultSchema),
});

export type ApiProblem = z.infer<typeof problemSchema>;

/** The API did what was asked of it; for an operation: Amazon answered, whatever it said. */
export interface Done {
  readonly kind: 'done';
  readonly answer: HttpAnswer;
}

export type NotDone =
  /** The API says why not. */
  | {
      readonly kind: 'problem';
      readonly problem: ApiProblem;
      readonly retryAfterSeconds: number | null;
      readonly answer: HttpAnswer;
    }
  /** IAM did not let the request in. It tells everybody the same, whatever the reason. */
  | {
      readonly kind: 'refused';
      readonly reason: 'forbidden';
      readonly detail: string;
      /** What the right would be for: a method and a path. */
      readonly request: { readonly method: string; readonly path: string };
      readonly answer: HttpAnswer;
    }
  /** Nothing was sent: there is nothing to sign with. */
  | ({ readonly kind: 'refused' } & CredentialsFailure)
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason; readonly detail: string }
  /** Somebody answered, but not as this API does: API Gateway itself, a proxy, another service. */
  | { readonly kind: 'unexpected'; readonly detail: string; readonly answer: HttpAnswer };

export type Outcome = Done | NotDone;

export type UnreachableReason = 'unknown_host' | 'nobody_listens' | 'certificate' | 'timed_out' | 'network';

const gatewayMessage = z.object({ message: z.string() });

/** What an answer means. */
export function outcomeOf(answer: HttpAnswer, request: { readonly method: string; readonly path: string }): Outcome {
  const { status, headers } = answer;
  if (headers.get('x-answered-by') === 'amazon' || (status >= 200 && status < 300)) return { kind: 'done', answer };
  const json = jsonOf(answer);
  const problem = z.safeParse(problemSchema, json);
  if (problem.success) {
    return { kind: 'problem', problem: problem.data, retryAfterSeconds: retryAfterSeconds(headers), answer };
  }
  const said = z.safeParse(gatewayMessage, json);
  const detail = said.success ? said.data.message : '';
  if (status === 401 || status === 403) {
    const { method, path } = request;
    return { kind: 'refused', reason: 'forbidden', detail, request: { method, path }, answer };
  }
  return { kind: 'unexpected', detail, answer };
}

/** Undefined for a body that is not JSON. */
export function jsonOf({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function retryAfterSeconds(headers: Headers): number | null {
  const text = headers.get('retry-after') ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}
