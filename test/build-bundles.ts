/**
 * Builds the functions as they are deployed, and the command line, once before all tests: `inject('bundles')` and
 * `inject('commandLine')` tell where they lie.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type BuiltFunction, buildFunctions } from '../infra/build/build.ts';
import { buildCommandLine } from '../infra/build/build-command-line.ts';
import { buildPage } from '../infra/console/build-page.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    bundles: BuiltFunction[];
    /** Path of the program `spc`. */
    commandLine: string;
  }
}

/** In a folder of its own: neither a build nor another run of the tests may change what these have yet to load. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const outdir = await mkdtemp(join(tmpdir(), 'selling-partner-connections-tests-'));
  project.provide('bundles', await buildFunctions({ outdir }));
  project.provide('commandLine', (await buildCommandLine(outdir)).program);
  await buildPage(join(outdir, 'console'));
  return () => rm(outdir, { recursive: true, force: true });
}
