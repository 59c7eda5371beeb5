/** Builds the console's page: one script and one style sheet, nothing from elsewhere. */
import { cp, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const PAGE = join(import.meta.dirname, 'page');

/** Writes `index.html`, `console.js`, `console.css` and `icon.svg` into the folder; what lay there before is removed. */
export async function buildPage(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: [
      { in: join(PAGE, 'main.tsx'), out: 'console' },
      { in: join(PAGE, 'style/console.css'), out: 'console' },
    ],
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome120', 'firefox120', 'safari17'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  await Promise.all(['index.html', 'icon.svg'].map((name) => cp(join(PAGE, name), join(outdir, name))));
}

if (import.meta.main) await buildPage(resolve('dist/console'));
