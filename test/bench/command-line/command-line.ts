/** How soon the command line is there: its help over Node alone, and a list beside the least that a signed request takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildCommandLine } from '../../../infra/build/build-command-line.ts';
import { EXAMPLES } from '../../../infra/openapi/examples/examples.ts';
import type { Scale } from '../measurement.ts';
import { atMost } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { median, pairedRatio } from '../report/statistics.ts';

const HELP_GOAL_MS = 150;
const LIST_GOAL = 1.5;
/** What most users have at most. */
const FLEET = 100;

interface Contender {
  readonly args: readonly string[];
  readonly ms: number[];
}

export async function commandLine({ smoke }: Scale): Promise<Line[]> {
  const { program: spc } = await buildCommandLine(join(import.meta.dirname, '../../../.cache/bench-command-line'));
  const fleet = JSON.stringify({ connections: Array(FLEET).fill(EXAMPLES.connections.value.connections[0]) });
  const api = createServer((_request, response) => response.end(fleet)).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  try {
    return await measure(spc, url, smoke);
  } finally {
    api.close();
  }
}

async function measure(spc: string, url: string, smoke: boolean): Promise<Line[]> {
  const contender = (...args: string[]): Contender => ({ args, ms: [] });
  const node = contender('-e', '0');
  const help = contender(spc, '--help');
  const bare = contender(join(import.meta.dirname, 'signed-request.mjs'), `${url}/connections?limit=100`);
  const list = contender(spc, 'list', '--url', url);
  const all = [node, help, bare, list];

  for (const each of all) await run(each);
  for (let round = 0; round < (smoke ? 1 : 15); round += 1) {
    for (const each of round % 2 === 0 ? all : all.toReversed()) each.ms.push(await run(each));
  }

  const over = help.ms.map((ms, round) => ms - (node.ms[round] ?? Number.NaN));
  const ratio = pairedRatio(list.ms, bare.ms);
  return [
    line({
      what: `spc --help, over Node's ${Math.round(median(node.ms))} ms`,
      unit: 'ms',
      ours: over,
      goal: smoke ? null : atMost(HELP_GOAL_MS, median(over)),
    }),
    line({
      what: 'spc list',
      unit: 'ms',
      ours: list.ms,
      floor: { name: 'bare signed request', samples: bare.ms },
      ratio: { to: 'a bare signed request', value: ratio },
      goal: smoke ? null : atMost(LIST_GOAL, ratio),
    }),
  ];
}

/** Milliseconds from start to end. Throws when it fails: what fails fast has won nothing. */
async function run({ args }: Contender): Promise<number> {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_REGION: 'us-east-1' };
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - startedAt;
}
