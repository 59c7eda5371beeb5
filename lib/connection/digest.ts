import { createHmac } from 'node:crypto';
import type { Secret } from '../secret.ts';
import type { Digests } from './description.ts';

/**
 * Half of an HMAC-SHA256: enough to notice that a value is used twice. The key keeps the digests of two installations apart;
 * the values are random and long, so that nothing can be guessed from their digests.
 */
export function digestsOf(
  values: { readonly lwaClientSecret: Secret; readonly lwaRefreshToken: Secret },
  key: string,
): Digests {
  const digest = (value: Secret) => createHmac('sha256', key).update(value.reveal()).digest('base64url').slice(0, 22);
  return { lwaClientSecret: digest(values.lwaClientSecret), lwaRefreshToken: digest(values.lwaRefreshToken) };
}
