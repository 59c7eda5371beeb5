import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

const PROJECT = resolve(import.meta.dirname, '../..');

/** A package of which something went into a bundle. */
export interface BundledPackage {
  /** Name and version: `@middy/core@7.9.2`. */
  readonly reference: string;
  /** Absolute path. */
  readonly folder: string;
  /** As its `package.json` names it; null when it names none. */
  readonly license: string | null;
}

/** The packages that went into bundles, one for each version, sorted. Metafiles name their inputs from the project's folder. */
export async function bundledPackages(metafiles: readonly Metafile[]): Promise<BundledPackage[]> {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  const packages = await Promise.all([...folders].map((folder) => packageIn(join(PROJECT, folder))));
  const byReference = new Map(packages.map((one) => [one.reference, one]));
  return [...byReference.values()].sort((one, other) => (one.reference < other.reference ? -1 : 1));
}

async function packageIn(folder: string): Promise<BundledPackage> {
  const { name, version, license = null } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return { reference: `${name}@${version}`, folder, license };
}
