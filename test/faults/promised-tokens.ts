/** What is promised to whoever asks for a token, when Amazon does not give one. */
import type { ApiEnding } from './ending.ts';
import type { Understood } from './lwa-answers.ts';

/** A credential of which LWA says so is dead: a test of the connection is queued. */
export const DEAD: readonly unknown[] = ['client_rejected', 'refresh_token_rejected', 'client_secret_expired'];

export function promisedToken({ outcome, code }: Understood): Partial<ApiEnding> {
  if (outcome === 'passed') return { status: 200, code: null };
  if (outcome === 'failed') return { status: 502, code: 'amazon_rejected', diagnosis: code };
  switch (code) {
    case 'throttled':
      return { status: 429, code: 'throttled', retryAfter: '10' };
    case 'amazon_unavailable':
    case 'network_unreachable':
      return { status: 503, code: 'amazon_unavailable', retryAfter: '10' };
    case 'timed_out':
      return { status: 504, code: 'timed_out' };
    default:
      return { status: 502, code: 'amazon_unexpected' };
  }
}
