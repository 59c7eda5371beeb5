/**
 * `npm run bench`: each measurement in a process of its own, one after the other, peers within the same run. Prints a table;
 * the exit code is 1 when a goal is missed. `--smoke` runs each for a moment and holds it to what can be counted.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { type Finding, findings } from './measurement.ts';

const MEASUREMENTS = [
  { script: 'test-throughput.ts', amazonDelayMs: 20 },
  { script: 'cold-tokens.ts', amazonDelayMs: 20 },
  { script: 'token-memory.ts', amazonDelayMs: 0 },
  { script: 'operation-latency.ts', amazonDelayMs: 0 },
] as const;

const { values } = parseArgs({ options: { smoke: { type: 'boolean' } } });
const size = values.smoke ? 'smoke' : 'full';

const found: Finding[] = [];
for (const { script, amazonDelayMs } of MEASUREMENTS) found.push(...(await measure(script, amazonDelayMs)));
console.log(table(found));
if (found.some(({ met }) => !met)) process.exitCode = 1;

async function measure(script: string, amazonDelayMs: number): Promise<Finding[]> {
  const amazon = start('delayed-amazon.ts', [String(amazonDelayMs)]);
  try {
    const origin = z.string().parse(await firstMessage(amazon));
    return findings.parse(await firstMessage(start(script, [origin, size])));
  } finally {
    amazon.disconnect();
  }
}

/** Standard output, where the functions write logs and metrics, goes nowhere. */
function start(script: string, args: readonly string[]): ChildProcess {
  return fork(join(import.meta.dirname, script), args, {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Rejects when the process ends without having said anything; its own words are on standard error. */
async function firstMessage(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnargs[2]} ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message;
}

function table(rows: readonly Finding[]): string {
  const whatWidth = Math.max(...rows.map(({ what }) => what.length));
  const measuredWidth = Math.max(...rows.map(({ measured }) => measured.length));
  return rows
    .map(({ what, measured, goal, met }) => {
      const verdict = goal === null ? '' : `${goal}${met ? '' : '  MISSED'}`;
      return `${what.padEnd(whatWidth)}  ${measured.padStart(measuredWidth)}  ${verdict}`.trimEnd();
    })
    .join('\n');
}
