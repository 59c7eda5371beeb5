/**
 * Errors of sockets, of TLS, of name look-ups and of what speaks HTTP over them have a code (`ECONNRESET`, `CERT_HAS_EXPIRED`,
 * `UND_ERR_SOCKET`). What has none, or is thrown for a wrong argument, is a bug of ours, which must not pass for an outage of Amazon's.
 */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return 'code' in error && typeof error.code === 'string';
}
