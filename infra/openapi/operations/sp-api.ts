import type { ProblemCode } from '../../../lib/http/problem.ts';
import { type Operation, STORE_PROBLEMS } from '../operation.ts';

/** What `ANY` means in the template, as far as OpenAPI and the function know it. */
export const ANY_METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'] as const;

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD']);

const problems: readonly ProblemCode[] = [
  'path_refused',
  'operation_refused',
  'connection_not_found',
  'connection_pending_deletion',
  'connection_malformed',
  'payload_too_large',
  'throttled',
  'amazon_rejected',
  'amazon_unexpected',
  'response_too_large',
  'amazon_unavailable',
  ...STORE_PROBLEMS,
];

/** The one route of the function `operations`, once for each method. */
export const SP_API_OPERATIONS: readonly Operation[] = ANY_METHODS.map((method) => ({
  route: `${method} /connections/{connectionId}/sp-api/{path+}`,
  operationId: `spApi${method.charAt(0)}${method.slice(1).toLowerCase()}`,
  tag: 'Operations',
  summary: `Perform an SP-API operation: ${method}`,
  description:
    'Sends the operation to the endpoint of the connection with a token of its own, tries again where that is safe, and gives back what Amazon answers.',
  parameters: ['query', 'spApiPath'],
  ...(WITHOUT_BODY.has(method) ? {} : { body: 'amazon' as const }),
  answers: { 200: 'amazon', default: 'amazon' },
  problems,
}));
