import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import { bundledPackages } from './bundled-packages.ts';

/** A CycloneDX document, as far as this project reads it. */
export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

export interface Component {
  /** Name and version: `@middy/core@7.9.2`. */
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly ({ readonly license: { readonly id?: string } } | { readonly expression: string })[];
}

const project = resolve(import.meta.dirname, '../..');

/**
 * What is built, as a software bill of materials: the packages that went into the bundles, as npm describes them.
 * `npm sbom --omit dev` alone will not do. It leaves out what a dev dependency needs too, zod and half of the AWS SDK
 * among it, and lists what no bundle holds. Throws when npm does not know a package that a bundle holds.
 */
export async function billOfMaterials(metafiles: readonly Metafile[]): Promise<BillOfMaterials> {
  const everything = await installed();
  const shipped = new Set((await bundledPackages(metafiles)).map(({ reference }) => reference));
  const components = everything.components.filter((component) => shipped.has(component['bom-ref']));
  const known = new Set(components.map((component) => component['bom-ref']));
  const unknown = [...shipped].filter((ref) => !known.has(ref));
  if (unknown.length > 0) throw new Error(`npm does not know what the bundles hold: ${unknown.join(', ')}`);

  // npm names the project after the folder in which it happens to lie.
  const { name, version } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const root = `${name}@${version}`;
  return {
    ...everything,
    metadata: { ...everything.metadata, component: { ...everything.metadata.component, name } },
    components,
    dependencies: everything.dependencies
      .filter(({ ref }) => ref === root || known.has(ref))
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => known.has(other)) })),
  };
}

async function installed(): Promise<BillOfMaterials> {
  const { stdout } = await promisify(execFile)('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
    cwd: project,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}
