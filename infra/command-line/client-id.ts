import { InvalidArgumentError } from 'commander';
import { looksLikeSecret } from './secret-looking.ts';
import { WHERE_SECRETS_BELONG } from './wrong-use.ts';

/** Of Login with Amazon. */
export function clientId(text: string): string {
  if (!looksLikeSecret(text)) return text;
  throw new InvalidArgumentError(`It is no client id, but looks like a secret. ${WHERE_SECRETS_BELONG}`);
}
