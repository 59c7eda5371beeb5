import { execFile } from 'node:child_process';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { esbuildFlags } from '../../../infra/build/esbuild-flags.ts';
import { deployed } from '../aws/functions.ts';

const project = join(import.meta.dirname, '../../..');
const outdir = join(project, '.cache/bench-bundles/plain-stack');

/** Its bundle, with the esbuild options of `access-tokens` but those that are there to start faster: these are ours. */
export async function buildPlainStack(): Promise<string> {
  const {
    Alias: _a,
    Define: _d,
    External: _e,
    Supported: _s,
    ...buildProperties
  } = deployed('access-tokens').buildProperties;
  const source = relative(project, join(import.meta.dirname, 'plain-stack.ts'));
  const flags = [source, ...esbuildFlags(buildProperties), `--outdir=${outdir}`, '--log-level=warning'];
  await promisify(execFile)(join(project, 'node_modules/.bin/esbuild'), flags, { cwd: project });
  return join(outdir, 'plain-stack.mjs');
}
