import { redact } from '../../lib/telemetry/redaction.ts';
import { printable } from '../terminal/printable.ts';

/** Amazon's words, and names that somebody chose: on one line, and without anything that has the shape of a token. */
export function shown(text: string): string {
  return printable(redact(text, []));
}
