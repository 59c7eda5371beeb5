import type { NotDone, UnreachableReason } from './outcome.ts';

const REASONS: Readonly<Record<string, UnreachableReason>> = {
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNREFUSED: 'nobody_listens',
  ETIMEDOUT: 'timed_out',
  UND_ERR_CONNECT_TIMEOUT: 'timed_out',
  UND_ERR_HEADERS_TIMEOUT: 'timed_out',
  UND_ERR_BODY_TIMEOUT: 'timed_out',
};

/** OpenSSL's and Node's codes of a certificate that does not hold. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/;

/** What `fetch` threw, as a value. */
export function unreachable(error: unknown): NotDone {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return { kind: 'unreachable', reason: 'timed_out', detail: 'no answer in time' };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  const reason = REASONS[code] ?? (CERTIFICATE.test(code) ? 'certificate' : 'network');
  return { kind: 'unreachable', reason, detail: code || (cause instanceof Error ? cause.message : String(cause)) };
}
