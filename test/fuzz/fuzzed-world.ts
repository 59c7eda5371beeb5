/** The functions, all of them, with secrets that are looked for after each case. */
import { expect } from 'vitest';
import { type FaultyAmazon, startFaultyAmazon } from '../faults/faulty-amazon.ts';
import { MARKERS, settingsOf } from '../faults/marked-connection.ts';
import { LOUD } from '../faults/matrix.ts';
import type { Bundle, Invoked } from '../functions/bundle.ts';
import { type LocalWorld, startLocalWorld } from '../functions/local-world.ts';
import { type Hit, searchFor } from '../silence/secret-search.ts';

export const CELL = 'cell-0001';
export const FUNCTIONS = [
  'connections',
  'connection-tests',
  'access-tokens',
  'operations',
  'plan-tests',
  'run-tests',
] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

export interface FuzzedWorld {
  readonly world: LocalWorld;
  readonly amazon: FaultyAmazon;
  /** Answered properly: no crash, no 500, no secret in what was written or, unless it is meant, answered. */
  call(name: FunctionName, event: unknown, remainingMs?: number): Promise<ProperAnswer>;
  invoke(name: FunctionName, event: unknown, remainingMs?: number): Promise<Invoked>;
  close(): Promise<void>;
}

export interface ProperAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const find = searchFor(MARKERS);
const secretOf = ({ secret }: Hit) => secret;

export async function startFuzzedWorld(): Promise<FuzzedWorld> {
  const [world, amazon] = await Promise.all([startLocalWorld([]), startFaultyAmazon()]);
  await world.save(CELL, settingsOf(CELL));
  const env = { ...LOUD, AMAZON_LOOPBACK_ORIGIN: amazon.origin, SECRET_CACHE_SECONDS: '0' };
  const loaded = FUNCTIONS.map(async (name) => [name, await world.load(name, env)] as const);
  const bundles = new Map<FunctionName, Bundle>(await Promise.all(loaded));

  let underWay = 0;
  async function invoke(name: FunctionName, event: unknown, remainingMs = 4_000): Promise<Invoked> {
    const bundle = bundles.get(name);
    if (!bundle) throw new Error(`There is no function ${name}`);
    if (underWay === 0) bundle.forget();
    underWay += 1;
    const strayedBefore = amazon.strays.length;
    const invoked = await bundle.invoke(event, { remainingMs }).finally(() => {
      underWay -= 1;
    });
    const written = [...bundle.stdout, ...bundle.stderr].join('\n');
    expect(find(written)).toEqual([]);
    expect(written).not.toContain('"message":"broken"');
    expect(find(invoked.error?.text ?? '')).toEqual([]);
    expect(amazon.strays.slice(strayedBefore)).toEqual([]);
    return invoked;
  }

  return {
    world,
    amazon,
    invoke,
    async call(name, event, remainingMs) {
      const { result, error } = await invoke(name, event, remainingMs);
      expect(error).toBeNull();
      const { statusCode, headers = {}, body = '' } = Object(result);
      expect(statusCode).toBeGreaterThanOrEqual(200);
      if (headers['x-answered-by'] === 'amazon') {
        // It may repeat the tokens, and what it was sent by whoever asked.
        const known = new Set(['access token', 'restricted data token', ...find(JSON.stringify(event)).map(secretOf)]);
        expect(find(JSON.stringify(result)).filter((hit) => !known.has(secretOf(hit)))).toEqual([]);
      } else {
        expect(statusCode).not.toBe(500);
        const answer = JSON.parse(body);
        expect(answer).toBeTypeOf('object');
        expect(find(JSON.stringify({ ...answer, accessToken: null }))).toEqual([]);
      }
      return { status: statusCode, headers, body };
    },
    async close() {
      await Promise.all([world.close(), amazon.close()]);
    },
  };
}
