/** Callers, and the IAM policies that name connections, rely on it to the letter (`docs/callers.md`). */
export const CONNECTION_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function isConnectionId(value: unknown): value is string {
  return typeof value === 'string' && CONNECTION_ID.test(value);
}
