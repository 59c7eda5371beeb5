import { importsOf } from './source-files.ts';

/** Imports of ours as `from → to`, of those files, so far as they are refused. */
export function arrows(sources: readonly string[], refused: (from: string, to: string) => boolean): string[] {
  return sources.flatMap((path) =>
    importsOf(path)
      .filter(({ ours, target }) => ours && refused(path, target))
      .map(({ target }) => `${path} → ${target}`),
  );
}

export interface Reach {
  /** Of ours, those that it began with among them. */
  readonly files: readonly string[];
  /** Packages and modules of Node's, with one file that imports each. */
  readonly packages: ReadonlyMap<string, string>;
}

/** All that is there when these files run: what they import, what that imports, and so on. */
export function reachOf(sources: readonly string[]): Reach {
  const files = new Set<string>();
  const packages = new Map<string, string>();
  const visit = (path: string) => {
    if (files.has(path)) return;
    files.add(path);
    if (!/\.tsx?$/.test(path)) return;
    for (const { ours, typeOnly, target } of importsOf(path)) {
      if (typeOnly) continue;
      if (ours) visit(target);
      else packages.set(target, path);
    }
  };
  sources.forEach(visit);
  return { files: [...files], packages };
}
