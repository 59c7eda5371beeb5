/** Builds the console's page: one script and one style sheet, nothing from elsewhere. */
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';

const PROJECT = resolve(import.meta.dirname, '../..');
const PAGE = join(import.meta.dirname, 'page');

/**
 * Writes `index.html`, `console.js`, `console.css` and `icon.svg` into the folder; what lay there before is removed.
 * Answers what went in.
 */
export async function buildPage(outdir: string): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: PROJECT,
    entryPoints: [
      { in: join(PAGE, 'main.tsx'), out: 'console' },
      { in: join(PAGE, 'style/console.css'), out: 'console' },
    ],
    outdir: resolve(outdir),
    bundle: true,
    metafile: true,
    minify: true,
    format: 'esm',
    target: ['chrome120', 'firefox120', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // The notices are in a file of their own: infra/build/third-party-notices.ts.
    legalComments: 'none',
    logLevel: 'warning',
  });
  await Promise.all(['index.html', 'icon.svg'].map((name) => cp(join(PAGE, name), join(outdir, name))));
  return metafile;
}
