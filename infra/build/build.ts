import { spawn } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Metafile } from 'esbuild';
import { buildPage } from '../console/build-page.ts';
import { type TemplateFunction, templateFunctions } from '../template/functions.ts';
import { readTemplate } from '../template/template.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { buildCommandLine } from './build-command-line.ts';
import { esbuildFlags } from './esbuild-flags.ts';
import { thirdPartyNotices } from './third-party-notices.ts';

export interface BuildOptions {
  /** Folder that gets one folder per function; `dist` unless said. */
  readonly outdir?: string;
  /** Functions to build by their names (`run-tests`); all of the template unless said. */
  readonly names?: readonly string[];
  /** Root of the project whose `template.yaml` is built; this project unless said. */
  readonly project?: string;
}

export interface BuiltFunction {
  readonly name: string;
  readonly logicalId: string;
  /** Absolute path of `handler.mjs`, which exports `handler`; its source map and `meta.json` lie beside it. */
  readonly bundle: string;
  readonly bytes: number;
}

const thisProject = resolve(import.meta.dirname, '../..');
const esbuild = join(thisProject, 'node_modules/.bin/esbuild');

/**
 * Bundles functions of the template as `sam build` does: `<outdir>/<name>/handler.mjs`. What lay there before is removed;
 * when all functions are built, the whole output folder is. Throws with esbuild's own words when one cannot be built.
 */
export async function buildFunctions(options: BuildOptions = {}): Promise<BuiltFunction[]> {
  const project = resolve(options.project ?? thisProject);
  const outdir = resolve(options.outdir ?? join(project, 'dist'));
  const functions = chosen(templateFunctions(readTemplate(join(project, 'template.yaml'))), options.names);

  const stale = options.names ? functions.map(({ name }) => join(outdir, name)) : [outdir];
  await Promise.all(stale.map((folder) => rm(folder, { recursive: true, force: true })));
  // Nobody is left writing when this ends, and who broke two functions hears of both.
  const builds = await Promise.allSettled(functions.map((fn) => build(fn, project, outdir)));
  const failures = builds.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  if (failures.length > 0) throw new Error(failures.join('\n'));
  return builds.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** What esbuild tells of a bundle: which inputs went in, and how many bytes of each came out. */
export async function readMetafile(built: BuiltFunction): Promise<Metafile> {
  return JSON.parse(await readFile(join(built.bundle, '../meta.json'), 'utf8'));
}

function chosen(functions: TemplateFunction[], names: readonly string[] | undefined): TemplateFunction[] {
  const unknown = names?.find((name) => !functions.some((fn) => fn.name === name));
  if (unknown !== undefined) throw new Error(`The template has no function ${unknown}`);
  return names ? functions.filter((fn) => names.includes(fn.name)) : functions;
}

async function build(fn: TemplateFunction, project: string, outdir: string): Promise<BuiltFunction> {
  const folder = join(outdir, fn.name);
  const output = [`--outdir=${folder}`, `--metafile=${join(folder, 'meta.json')}`];
  // Working directory, relative entry point and relative aliases as under SAM, so that the bundles are the same bytes.
  const child = spawn(esbuild, [fn.entryPoint, ...esbuildFlags(fn.buildProperties), ...output, '--log-level=warning'], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = new Promise<number | null>((settle, fail) => child.once('error', fail).once('close', settle));
  const [complaints, code] = await Promise.all([text(child.stderr), exit]);
  if (code !== 0 || complaints !== '') throw new Error(`${fn.name} cannot be built:\n${complaints}`);

  const bundle = join(folder, 'handler.mjs');
  const { size } = await stat(bundle);
  return { name: fn.name, logicalId: fn.logicalId, bundle, bytes: size };
}

if (import.meta.main) {
  try {
    const built = await buildFunctions();
    for (const { bundle, bytes } of built) {
      console.log(`${String(Math.ceil(bytes / 1000)).padStart(6)} kB  ${relative('.', bundle)}`);
    }
    const dist = join(thisProject, 'dist');
    const commandLine = await buildCommandLine(dist);
    const page = join(dist, 'console');
    const metafiles = [...(await Promise.all(built.map(readMetafile))), commandLine.metafile, await buildPage(page)];
    const bill = await billOfMaterials(metafiles);
    await writeFile(join(dist, 'sbom.json'), `${JSON.stringify(bill, null, 2)}\n`);
    await writeFile(join(dist, 'third-party-notices.txt'), await thirdPartyNotices(metafiles));
    console.log(`       and  ${relative('.', commandLine.program)}, ${relative('.', page)}`);
    console.log(
      `${String(bill.components.length).padStart(6)} packages in them: dist/sbom.json, dist/third-party-notices.txt`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
