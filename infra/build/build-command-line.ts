import { chmod, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';

const PROJECT = resolve(import.meta.dirname, '../..');

export interface BuiltCommandLine {
  /** Path of the program `spc`. */
  readonly program: string;
  readonly metafile: Metafile;
}

/**
 * Bundles `spc` into `<outdir>/spc`. What not every command needs stays in files of its
 * own, which are loaded when it is needed: the help is there at once.
 */
export async function buildCommandLine(outdir: string): Promise<BuiltCommandLine> {
  const folder = join(outdir, 'spc');
  await rm(folder, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: { spc: 'infra/command-line/spc.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    metafile: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    // Packages that are CommonJS ask for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const program = join(folder, 'spc.mjs');
  await chmod(program, 0o755);
  return { program, metafile };
}
