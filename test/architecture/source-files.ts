import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { transformSync } from 'esbuild';

export const ROOT = new URL('../../', import.meta.url);

export function readText(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** Paths from the root of the project, with `/` between their parts. Files that only declare types are passed over. */
export function paths(...patterns: readonly string[]): string[] {
  const found = globSync([...patterns], { cwd: ROOT, exclude: (path) => /node_modules|\.d\.ts$/.test(String(path)) });
  return found.map((path) => path.replaceAll('\\', '/')).sort();
}

export interface Import {
  /** A package, a module of Node's, or the path of one of our files from the root. */
  readonly target: string;
  readonly ours: boolean;
  /** Only types: nothing of it is there when the program runs. */
  readonly typeOnly: boolean;
}

/** The type checker holds imports to this form: a statement of its own, at the beginning of a line. */
const STATEMENT =
  /^(?:import|export)\b(?<type>\s+type\b)?[^;'"`=]*?\bfrom\s*'(?<from>[^']+)'|^import\s*'(?<bare>[^']+)'|\bimport\(\s*'(?<dynamic>[^']+)'/gm;

export function importsOf(path: string): Import[] {
  return [...readText(path).matchAll(STATEMENT)].map(({ groups = {} }) => {
    const specifier = groups.from ?? groups.bare ?? groups.dynamic ?? '';
    const ours = specifier.startsWith('.');
    return {
      target: ours ? posix.join(posix.dirname(path), specifier) : specifier,
      ours,
      typeOnly: groups.type !== undefined,
    };
  });
}

/** The code without types and comments. */
export function codeOf(path: string): string {
  return transformSync(readText(path), { loader: 'ts', legalComments: 'none' }).code;
}
