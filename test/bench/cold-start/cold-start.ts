/** From the start of a process to the first answer of each function, less what Node needs by itself; fresh processes in turn. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { startAmazon } from '../amazon/start-amazon.ts';
import { type FunctionName, variablesOf } from '../aws/functions.ts';
import { type BenchServices, startServices } from '../aws/services.ts';
import { each, type Scale } from '../measurement.ts';
import { CREDENTIALS } from '../peers/client.ts';
import { atMost } from '../report/goal.ts';
import { type Line, line } from '../report/line.ts';
import { median, pairedRatio } from '../report/statistics.ts';
import { buildPlainStack } from './build-plain-stack.ts';

const PLAIN_STACK_GOAL = 0.5;

const ID = 'acme-eu';
const TOKEN = 'POST /connections/{connectionId}/access-tokens';

/** The first thing that each of them is asked. */
const FIRST_EVENTS: Readonly<Record<FunctionName, () => object>> = {
  'access-tokens': () => ({ routeKey: TOKEN, pathParameters: { connectionId: ID } }),
  operations: () => ({
    routeKey: 'ANY /connections/{connectionId}/sp-api/{path+}',
    rawPath: `/connections/${ID}/sp-api/feeds/2021-06-30/feeds`,
    rawQueryString: 'feedTypes=JSON_LISTINGS_FEED',
    pathParameters: { connectionId: ID, path: 'feeds/2021-06-30/feeds' },
    requestContext: { http: { method: 'GET' } },
    headers: {},
  }),
  'connection-tests': () => ({
    routeKey: 'POST /connection-tests',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      lwaClientId: CREDENTIALS.clientId,
      lwaClientSecret: CREDENTIALS.clientSecret,
      lwaRefreshToken: CREDENTIALS.refreshToken,
    }),
  }),
  connections: () => ({ routeKey: 'GET /connections/{connectionId}', pathParameters: { connectionId: ID } }),
  'plan-tests': () => ({ all: true }),
  'run-tests': () => ({
    Records: [
      {
        messageId: 'one',
        body: JSON.stringify({
          connectionId: ID,
          runId: 'bench',
          scheduledTime: new Date().toISOString(),
          trigger: 'schedule',
        }),
      },
    ],
  }),
};
const FUNCTIONS = Object.keys(FIRST_EVENTS) as FunctionName[];

/** What stands in the output of those whose answer does not tell what they did: a test that passed, a fleet that was planned. */
const PROOFS: Partial<Record<FunctionName, RegExp>> = {
  'plan-tests': /"ConnectionsKnown":1,.*"RunCompleted":1\b/,
  'run-tests': /"action":"test",.*"outcome":"passed"/,
};

interface Starter {
  readonly name: string;
  /** Null for Node alone. */
  readonly bundle: string | null;
  readonly event: () => object;
  readonly proof: RegExp;
  readonly env: Readonly<Record<string, string>>;
  readonly ms: number[];
  readonly cpuMs: number[];
}

export async function coldStart(scale: Scale): Promise<Line[]> {
  const [amazon, services, plainStack] = await Promise.all([
    startAmazon({ delayMs: 0, plain: true }),
    startServices([{ connectionId: ID, refreshToken: CREDENTIALS.refreshToken }]),
    buildPlainStack(),
  ]);
  try {
    return await measure(scale, services, amazon.address.port, plainStack);
  } finally {
    await Promise.all([amazon.close(), services.close()]);
  }
}

async function measure(
  { smoke, bundles }: Scale,
  services: BenchServices,
  amazonPort: number,
  plainStack: string,
): Promise<Line[]> {
  const starter = (name: string, bundle: string | null, as: FunctionName): Starter => ({
    name,
    bundle,
    event: FIRST_EVENTS[as],
    proof: PROOFS[as] ?? /^/,
    env: variablesOf(as, services, amazonPort),
    ms: [],
    cpuMs: [],
  });
  const bundleOf = (name: FunctionName) => bundles.find((built) => built.name === name)?.bundle ?? null;
  const ours = each(FUNCTIONS, (name) => starter(name, bundleOf(name), name));
  const bare = starter('Node', null, 'access-tokens');
  const plain = starter('plain stack', plainStack, 'access-tokens');

  let order = [...Object.values(ours), plain, bare];
  for (const one of order) await start(one);
  for (let round = 0; round < (smoke ? 1 : 15); round += 1) {
    for (const one of order) {
      const { ms, cpuMs } = await start(one);
      one.ms.push(ms);
      one.cpuMs.push(cpuMs);
    }
    order = round % 2 === 0 ? order.toReversed() : [...order.slice(1), ...order.slice(0, 1)];
  }

  const over = (one: Starter, figure: 'ms' | 'cpuMs') =>
    one[figure].map((value, round) => value - (bare[figure][round] ?? Number.NaN));
  const beside = (what: string, figure: 'ms' | 'cpuMs', judged: boolean) => {
    const [own, others] = [over(ours['access-tokens'], figure), over(plain, figure)];
    const ratio = pairedRatio(own, others);
    return line({
      what,
      unit: 'ms',
      ours: own,
      peers: { 'plain stack': others },
      ratio: { to: 'the plain stack', value: ratio },
      goal: judged && !smoke ? atMost(PLAIN_STACK_GOAL, ratio) : null,
    });
  };
  return [
    beside(`cold start to the first token, over Node's ${Math.round(median(bare.ms))} ms`, 'ms', true),
    beside('  processor time of it', 'cpuMs', false),
    ...FUNCTIONS.filter((name) => name !== 'access-tokens').map((name) =>
      line({ what: `  to the first answer of ${name}`, unit: 'ms', ours: over(ours[name], 'ms') }),
    ),
  ];
}

const started = z.object({ ms: z.number(), cpuMs: z.number() });

/** What ends quickly because it did nothing must not be told as a quick start. */
async function start({ name, bundle, event, proof, env }: Starter): Promise<z.infer<typeof started>> {
  const script = join(import.meta.dirname, 'first-answer.mjs');
  const asked = bundle === null ? [] : [pathToFileURL(bundle).href, JSON.stringify(event())];
  const child = spawn(process.execPath, [script, ...asked], { env, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
  const [, output, , told] = child.stdio;
  if (!output || !told || !('readable' in told)) throw new Error('the process has no way to tell');
  const [found, written, [code]] = await Promise.all([json(told).catch(() => null), text(output), once(child, 'exit')]);
  if (code !== 0 || !proof.test(written)) throw new Error(`the first answer of ${name} failed: ${written}`);
  return started.parse(found);
}
