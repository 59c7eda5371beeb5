/**
 * The answer of every operation that the simulation does not play out: made up, in no shape of Amazon's. It tells what
 * arrived, so that a caller sees what the operation was given: by which path parameters, which query and which body.
 */
import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';
import { success } from './sp-api-answers.ts';
import type { SpApiCall } from './sp-api-call.ts';

export interface MadeUpAnswer {
  readonly simulated: true;
  /** `GET /orders/v0/orders/{orderId}`. */
  readonly operation: string;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
  /** As sent, without the question mark. */
  readonly query: string;
  readonly body: { readonly bytes: number; readonly sha256: string };
}

export function madeUpAnswer({ requestId, operation, pathParameters, query, body, rate }: SpApiCall): Answer {
  const told: MadeUpAnswer = {
    simulated: true,
    operation,
    pathParameters,
    query,
    body: { bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') },
  };
  return success(requestId, told, rate);
}
