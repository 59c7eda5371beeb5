/** Made-up secrets that can be told from everything else, wherever they turn up. */
import { createHash } from 'node:crypto';

/** With characters that every encoding writes differently; what a header may not carry is left out. */
function marker(name: string): string {
  const hash = createHash('sha256').update(`marker of ${name}`).digest('base64url');
  return `${hash.slice(0, 14)}+/|"${hash.slice(14, 28)}%&\\=${hash.slice(28)}`;
}

export function markersOf<Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, marker(name)])) as Record<Name, string>;
}
