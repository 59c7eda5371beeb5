import type { AmazonAnswer } from '../amazon/exchange.ts';
import type { Secret } from '../secret.ts';
import { redact } from './redaction.ts';

/** All that is kept of a request id, in characters. */
const REQUEST_ID_CHARACTERS = 128;

/**
 * Amazon's request id, which its support asks for. A 403 may carry only `x-amz-rid` (recorded for `POST /`). An answer may
 * repeat anywhere what was sent: redacted first and cut afterwards, since a cut could leave a piece of a secret too short to be
 * recognized.
 */
export function requestIdOf({ headers }: Pick<AmazonAnswer, 'headers'>, secrets: readonly Secret[]): string | null {
  const id = headers['x-amzn-requestid'] || headers['x-amz-rid'];
  return id ? redact(id, secrets).slice(0, REQUEST_ID_CHARACTERS) : null;
}
