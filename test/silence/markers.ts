/** Made-up secrets that can be told from everything else, wherever they turn up. */
import { createHash } from 'node:crypto';

/**
 * With characters that every encoding writes differently; what a header may not carry is left out. Two of them
 * at a time: no spelling of them is long enough to be taken for a piece of a secret.
 */
function marker(name: string): string {
  const hash = createHash('sha256').update(`marker of ${name}`).digest('base64url');
  const at = (start: number) => hash.slice(start, start + 9);
  return `${at(0)}+/${at(9)}|"${at(18)}%&${at(27)}\\=${hash.slice(36)}`;
}

export function markersOf<Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, marker(name)])) as Record<Name, string>;
}
