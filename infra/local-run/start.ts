/** `npm start`: builds the functions, runs the system on this machine, tests the simulated accounts and shows the results. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions } from '../build/build.ts';
import { buildPage } from '../console/build-page.ts';
import { type ProgressLine, progressLine } from '../terminal/progress-line.ts';
import { usersServices } from './aws-access.ts';
import { curlExamples } from './curl-examples.ts';
import { firstRound } from './first-round.ts';
import { type FunctionLog, functionLog } from './function-log.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack.ts';
import { asExpected, resultsTable } from './results-table.ts';
import { systemTimers } from './timers.ts';

const USAGE = `npm start [-- --once] [-- --logs]

  --once  end after the first round; the exit code is 1 when an account is not judged as expected
  --logs  print what the functions log, on standard error

  PORT              where the API listens, 8787 unless set (any free port with --once)
  AWS_ENDPOINT_URL  AWS services on this machine to use; a set of its own unless set`;

const DEFAULT_PORT = 8787;
const FIRST_ROUND_LIMIT_MS = 60_000;
const INTERRUPTED = 130;

interface Choices {
  readonly once: boolean;
  readonly logs: boolean;
  readonly port: number;
}

try {
  const chosen = choices(process.env.PORT);
  if (chosen === 'help') console.log(USAGE);
  else process.exitCode = await main(chosen);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** Throws for anything that is not offered. */
function choices(portSet: string | undefined): Choices | 'help' {
  const { values } = parseArgs({
    options: { once: { type: 'boolean' }, logs: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return 'help';
  const once = values.once ?? false;
  const port = portSet ? Number(portSet) : once ? 0 : DEFAULT_PORT;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT is ${portSet}, which is no port`);
  return { once, logs: values.logs ?? false, port };
}

/** The exit code. */
async function main({ once, logs, port }: Choices): Promise<number> {
  const services = usersServices(process.env);
  const progress = progressLine(process.stdout);
  const log = functionLog(logs);
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());

  progress.show('Building');
  // A folder of its own: a later build must not change what this run has yet to load.
  const outdir = await mkdtemp(join(tmpdir(), 'selling-partner-connections-'));
  try {
    const page = join(outdir, 'console');
    const [built] = await Promise.all([buildFunctions({ outdir: join(outdir, 'functions') }), once || buildPage(page)]);
    const bundles = new Map(built.map(({ name, bundle }) => [name, bundle]));
    const watch = { onLine: log.add, onTrouble: onceEach((text) => console.error(text)) };
    const site = once ? {} : { console: { page, onStarted: tellNextLink } };
    return await run({ bundles, port, ...site, services, timers: systemTimers, ...watch }, once, {
      log,
      progress,
      ending: ending.signal,
    });
  } catch (error) {
    // Ctrl-C on a terminal ends esbuild too, which then complains.
    if (ending.signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    progress.clear();
    await rm(outdir, { recursive: true, force: true });
  }
}

interface Session {
  readonly log: FunctionLog;
  readonly progress: ProgressLine;
  readonly ending: AbortSignal;
}

/** Tests everything, and stays after it unless `once`. The exit code: Ctrl-C is the normal end of a run that stays. */
async function run(options: LocalStackOptions, once: boolean, { log, progress, ending }: Session): Promise<number> {
  const stack = await startLocalStack(options);
  try {
    const expected = await testAll(stack, ending, progress);
    if (ending.aborted) return once ? INTERRUPTED : 0;
    if (!expected) log.print();
    if (once) return expected ? 0 : 1;
    console.log(`
Listening on ${stack.origin}

The console, in a browser (the link works once):
  ${stack.consoleUrl}

${curlExamples(stack.origin, stack.accounts)}
Ctrl-C ends.`);
    await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }));
    return 0;
  } finally {
    await stack.close();
  }
}

/** Saves and tests the simulated accounts and prints the table; true when each was judged as expected. */
async function testAll(stack: LocalStack, signal: AbortSignal, progress: ProgressLine): Promise<boolean> {
  const startedAt = systemTimers.now();
  await stack.seed(signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  const saved = stack.accounts.filter((account) => account.saved);
  const tests = await firstRound({
    origin: stack.origin,
    connectionIds: saved.map(({ name }) => name),
    startedAt,
    limitMs: FIRST_ROUND_LIMIT_MS,
    timers: systemTimers,
    signal,
    onProgress: (tested) => progress.show(`Testing ${saved.length} connections: ${tested} done`),
  });
  progress.clear();
  if (signal.aborted) return false;
  const rows = saved.map(({ name, expected }) => ({ connectionId: name, test: tests.get(name) ?? null, expected }));
  console.log(resultsTable(rows, process.stdout.isTTY && !process.env.NO_COLOR));
  return rows.every(asExpected);
}

function tellNextLink(url: string): void {
  console.log(`\nThe console is open. For another browser:\n  ${url}`);
}

function onceEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (!told.has(text)) tell(text);
    told.add(text);
  };
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error && error.code === 'EADDRINUSE' && 'port' in error)) return error.message;
  return `Port ${error.port} is taken: end what listens there, or choose another one: PORT=8790 npm start`;
}
