import { createHmac } from 'node:crypto';
import type { Secret } from '../secret.ts';

/**
 * Half of an HMAC-SHA256: enough to notice that a value is used twice. The key keeps the digests of two installations apart;
 * the values are random and long, so that nothing can be guessed from their digests.
 */
export function digestOf(value: Secret, key: string): string {
  return createHmac('sha256', key).update(value.reveal()).digest('base64url').slice(0, 22);
}
