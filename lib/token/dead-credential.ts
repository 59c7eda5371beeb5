import type { Grant } from './grant.ts';
import type { TokenFailure } from './token-failure.ts';

export function isRejection(failure: TokenFailure, ...codes: readonly string[]): boolean {
  return failure.kind === 'rejected' && codes.includes(failure.diagnosis.code);
}

/**
 * The rejections that a newer secret can cure. For a restricted token those of LWA are left out: the seller token that it
 * needs has met them already.
 */
export function isDeadCredential(failure: TokenFailure, grant: Grant): boolean {
  return grant.kind === 'restricted'
    ? isRejection(failure, 'client_secret_expired')
    : isRejection(failure, 'client_rejected', 'refresh_token_rejected');
}
