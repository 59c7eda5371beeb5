import { InvalidArgumentError } from 'commander';
import { CONNECTION_ID } from '../../lib/connection/connection-id.ts';

/** Checked here already: it becomes a part of a path, in which `..` would lead elsewhere. */
export function connectionId(text: string): string {
  if (CONNECTION_ID.test(text)) return text;
  throw new InvalidArgumentError('It has lower-case letters, digits and hyphens, 63 at most.');
}
