/**
 * `npm run bench`: all measurements one after the other, ours and the peers' interleaved. Prints a table and writes it as JSON;
 * the exit code is 1 when a goal is missed that is not known to be, or missed by more than is known. `--smoke` runs each for a
 * moment and holds it to what can be counted, `--only NAME` runs one, `--json FILE` names the file.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions } from '../../infra/build/build.ts';
import { coldStart } from './cold-start/cold-start.ts';
import { commandLine } from './command-line/command-line.ts';
import { fleet } from './fleet/fleet.ts';
import { handOut } from './hand-out/hand-out.ts';
import type { Measurement } from './measurement.ts';
import { memory } from './memory/memory.ts';
import { operations } from './operations/operations.ts';
import { BUILT_IN, INSTALLED } from './peers/clients.ts';
import { installPeers } from './peers/installed.ts';
import type { Line } from './report/line.ts';
import { table } from './report/table.ts';
import { throughput } from './throughput/throughput.ts';

const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  'cold-start': coldStart,
  throughput,
  'hand-out': handOut,
  memory,
  operations,
  fleet,
  'command-line': commandLine,
};

const cache = join(import.meta.dirname, '../../.cache');
const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: Object.keys(MEASUREMENTS) },
    json: { type: 'string', default: join(cache, 'bench.json') },
  },
});
const { smoke } = values;

if (!smoke) await installPeers();
const bundles = await buildFunctions({ outdir: join(cache, 'bench-bundles') });
const scale = { smoke, peers: smoke ? BUILT_IN : [...BUILT_IN, ...INSTALLED], bundles };

const lines: Line[] = [];
for (const name of values.only) {
  const measure = MEASUREMENTS[name];
  if (!measure) throw new Error(`There is no measurement ${name}; there are ${Object.keys(MEASUREMENTS).join(', ')}`);
  const startedAt = performance.now();
  try {
    lines.push(...(await measure(scale)));
  } catch (error) {
    // What the others find is told all the same.
    console.error(`${name}:`, error);
    process.exitCode = 1;
  }
  console.error(`${name}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}

const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}`;
const file = resolve(values.json);
await mkdir(dirname(file), { recursive: true });
const report = { at: new Date().toISOString(), node: process.version, machine, smoke, lines };
await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
console.log(`${table(lines)}\n\nNode ${process.version}, ${machine}; ${file}`);
if (lines.some(({ goal }) => goal?.failed)) process.exitCode = 1;
