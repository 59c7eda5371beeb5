/** Login with Amazon's answers: bodies, statuses and headers as recorded in public; what is not recorded is left out. */
import { type Answer, frontRequestId } from './answer.ts';

export function tokenIssued(
  requestId: string,
  token: {
    readonly access_token: string;
    readonly refresh_token?: string;
    readonly scope?: string;
    readonly token_type: 'bearer';
    readonly expires_in: number;
  },
): Answer {
  return lwaAnswer(requestId, 200, token);
}

export function unsupportedGrantType(requestId: string): Answer {
  const description = 'The authorization grant type is not supported by the authorization server';
  return badRequest(requestId, 'unsupported_grant_type', description, 'OA2UnsupportedGrantTypeException');
}

export function missingParameter(requestId: string, name: string): Answer {
  return badRequest(requestId, 'invalid_request', `The request is missing a required parameter : ${name}`);
}

/** The one error with neither `error_index` nor `request_id`. */
export function invalidClient(requestId: string): Answer {
  const body = { error_description: 'Client authentication failed', error: 'invalid_client' };
  return lwaAnswer(requestId, 401, body, 'OA2InvalidClientException');
}

export function invalidGrant(requestId: string): Answer {
  const description =
    "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.";
  return badRequest(requestId, 'invalid_grant', description, 'OA2InvalidRequestException');
}

export function unauthorizedClient(requestId: string): Answer {
  return badRequest(requestId, 'unauthorized_client', 'Not authorized for requested operation');
}

/** No description is recorded. */
export function invalidScope(requestId: string): Answer {
  return badRequest(requestId, 'invalid_scope');
}

/** No description is recorded. */
export function accessDenied(requestId: string): Answer {
  return lwaAnswer(requestId, 403, { error: 'access_denied' });
}

/** Codes of the official SDKs; what LWA says with a 429 is not documented. */
const TROUBLES = { 429: {}, 500: { error: 'server_error' }, 503: { error: 'temporarily_unavailable' } };

export function lwaTrouble(requestId: string, status: keyof typeof TROUBLES): Answer {
  return lwaAnswer(requestId, status, TROUBLES[status]);
}

function badRequest(
  requestId: string,
  error: string,
  description: string | null = null,
  errorType: string | null = null,
): Answer {
  const body = {
    error_index: opaque(requestId),
    ...(description !== null && { error_description: description }),
    error,
    request_id: requestId,
  };
  return lwaAnswer(requestId, 400, body, errorType);
}

function lwaAnswer(requestId: string, status: number, body: object, errorType: string | null = null): Answer {
  return {
    status,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-cache, no-store, must-revalidate',
      pragma: 'no-cache',
      'x-amzn-RequestId': requestId,
      'x-amz-rid': frontRequestId(),
      ...(errorType !== null && {
        'x-amzn-ErrorType': `${errorType}:http://internal.amazon.com/coral/com.amazon.panda/`,
      }),
    },
    body: JSON.stringify(body),
  };
}

function opaque(requestId: string): string {
  return Buffer.from(requestId.repeat(6)).toString('base64url');
}
