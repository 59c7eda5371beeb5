/** The SP-API's answers: bodies, statuses and headers as recorded in public or printed in Amazon's models. */
import { type Answer, frontRequestId } from './answer.ts';

/** `rate` is that of the usage plan, in requests a second: Amazon tells it with 20x, 400 and 404 only, when it is known. */
export function success(requestId: string, body: unknown, rate: number | null): Answer {
  return { status: 200, headers: { ...gatewayHeaders(requestId), ...rateHeader(rate) }, body: JSON.stringify(body) };
}

export function badRequest(requestId: string, error: SpApiError, rate: number | null): Answer {
  const answer = errorList(requestId, 400, error);
  return { ...answer, headers: { ...answer.headers, ...rateHeader(rate) } };
}

/** The static sandbox's word for parameters that are not in its models. */
export function couldNotMatch(requestId: string, rate: number | null): Answer {
  const error = { code: 'InvalidInput', message: 'Could not match input arguments', details: '' };
  return badRequest(requestId, error, rate);
}

export const REFUSALS = {
  missing: 'Access token is missing in the request header.',
  invalid: 'The access token you provided is revoked, malformed or invalid.',
  expired: 'The access token you provided has expired.',
  secretExpired: 'The LWA secret token you provided has expired.',
  foreignMarketplace: 'The marketplaces you provided are not valid for region.',
  /** Region, environment, role, account type, kind of token, unknown path or method, suspended account. */
  unsaid: '',
} as const;

/** Every 403: only `details` tells one cause from another, and most causes have none. */
export function refusal(requestId: string, details: string): Answer {
  const error = { code: 'Unauthorized', message: 'Access to requested resource is denied.', details };
  const answer = errorList(requestId, 403, error);
  return { ...answer, headers: { ...answer.headers, 'x-amzn-ErrorType': 'AccessDeniedException' } };
}

/** The 403 to `/` itself is recorded without the gateway's headers. */
export function refusalOfTheRoot(): Answer {
  return { ...refusal('', REFUSALS.unsaid), headers: { 'x-amz-rid': frontRequestId() } };
}

const TROUBLES = {
  429: { code: 'QuotaExceeded', message: 'You exceeded your quota for the requested resource.', details: '' },
  500: { code: 'InternalFailure', message: 'We encountered an internal error. Please try again.' },
  503: { code: 'ServiceUnavailable', message: 'Service is temporarily unavailable. Please try again.' },
};

export function spApiTrouble(requestId: string, status: keyof typeof TROUBLES): Answer {
  return errorList(requestId, status, TROUBLES[status]);
}

interface SpApiError {
  readonly code: string;
  readonly message: string;
  readonly details?: string;
}

/** Laid out over several lines: the recorded lengths of 400s and 403s say so. */
function errorList(requestId: string, status: number, error: SpApiError): Answer {
  return { status, headers: gatewayHeaders(requestId), body: JSON.stringify({ errors: [error] }, null, 2) };
}

function gatewayHeaders(requestId: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-amzn-RequestId': requestId,
    'x-amz-apigw-id': `OPF${requestId.replaceAll('-', '').slice(0, 12)}`,
    'x-amz-rid': frontRequestId(),
  };
}

/** `0.0222` in production, `5.0` for every operation of the sandbox. */
function rateHeader(rate: number | null): Record<string, string> {
  if (rate === null) return {};
  return { 'x-amzn-RateLimit-Limit': Number.isInteger(rate) ? rate.toFixed(1) : String(rate) };
}
