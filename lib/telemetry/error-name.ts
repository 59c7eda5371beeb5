/** Names of error classes are ours or a library's; anything stranger is not repeated. */
export function nameOf(error: unknown): string {
  return error instanceof Error && /^[\w.]{1,64}$/.test(error.name) ? error.name : 'unknown';
}
