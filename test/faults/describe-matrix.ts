/** A function under all of its faults, and what holds at the end of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invoked } from '../functions/bundle.ts';
import { logOf, sumsOf } from '../functions/log-lines.ts';
import { searchFor } from '../silence/secret-search.ts';
import { leaksIn, sinksOf } from '../silence/sinks.ts';
import { awsCells, type Route } from './aws-cells.ts';
import { MARKERS } from './marked-connection.ts';
import { type Cell, type Matrix, type Ran, startMatrix } from './matrix.ts';

export interface FunctionUnderFaults {
  readonly name: string;
  /** What Amazon may do. */
  readonly cells: readonly Cell[];
  /** What AWS may do, at each of their calls. */
  readonly routes: readonly Route[];
  /** What is there before everything. */
  given?(matrix: Matrix): Promise<unknown>;
}

/** Generous: somebody may have asked for the whole product. */
const TIMEOUT_MS = 1_800_000;

export function describeMatrix({ name, cells, routes, given }: FunctionUnderFaults): void {
  let matrix: Matrix;
  beforeAll(async () => {
    matrix = await startMatrix(name);
    await given?.(matrix);
  });
  afterAll(() => matrix.close());

  const { passing, alone, lasting } = awsCells(routes);

  describe('calls of AWS', () => {
    it.each(routes.map(({ cell, calls }) => [cell.what, cell, calls] as const))(
      '%s makes these and no others',
      async (_what, cell, calls) => {
        const made = await matrix.callsOf(cell);
        expect(made.toSorted()).toEqual(calls.map(([target]) => target).toSorted());
      },
    );
  });

  describeCells('what Amazon does', cells);
  describeCells('what AWS does once', passing);
  describeCells('what AWS does to everybody', alone, 1);
  describeCells('what AWS does for good', lasting);

  function describeCells(headline: string, all: readonly Cell[], atOnce?: number): void {
    describe.runIf(all.length > 0)(headline, () => {
      let ran: readonly Ran[];
      beforeAll(async () => {
        ran = await matrix.run(all, atOnce);
      }, TIMEOUT_MS);

      it.each(all.map((cell, index) => [cell.what, cell, index] as const))('%s', (_what, cell, index) => {
        const { faulty, healthy } = ran[index] ?? {};
        if (!faulty || !healthy) throw new Error('The cell was not run.');
        cell.check(faulty);
        cell.checkAgain(healthy, faulty);
      });
    });
  }

  describe('after all of that', () => {
    it('no secret is to be found', async () => {
      const { world, bundle, ends } = matrix;
      const sinks = await sinksOf(world, [bundle], ends.map(withoutWhatIsMeant));
      expect(leaksIn(sinks, searchFor(MARKERS))).toEqual({});
      const passedOn = JSON.stringify(ends.filter(isAmazons));
      expect(leaksIn({ 'answers passed on': passedOn }, searchFor(NEVER_ECHOED))).toEqual({});
      for (const sink of ['standard output', 'standard error', 'calls']) {
        expect(sinks[sink]?.length, `of ${sink}`).toBeGreaterThan(500);
      }
    });

    it('every secret that could not be read was counted', () => {
      const { stdout, stderr } = matrix.bundle;
      const unread = logOf([...stdout, ...stderr]).filter(
        ({ message, action }) => message === 'aws service unavailable' && action === 'secretsmanager:GetSecretValue',
      );
      expect(sumsOf(stdout).SecretReadErrors ?? 0).toBe(unread.length);
    });

    it('no request went to a host that is not meant, or with credentials of nobody', () => {
      const { strays, unowned } = matrix.amazon;
      expect({ strays, unowned }).toEqual({ strays: [], unowned: [] });
    });

    // A handle that is left open would keep the process from ending, and this test from passing.
    it('nothing keeps the process awake', () => matrix.bundle.ended());
  });
}

const TOKENS = /\\"accessToken\\":\\"(?:[^"\\]|\\\\\\\\|\\\\\\")*\\"/g;

/** Amazon was sent only the tokens, so no answer of Amazon that is passed on can repeat anything else. */
const { 'access token': _access, 'restricted data token': _restricted, ...NEVER_ECHOED } = MARKERS;

function isAmazons({ result }: Invoked): boolean {
  return headersOf(result)['x-answered-by'] === 'amazon';
}

function headersOf(result: unknown): Readonly<Record<string, string>> {
  return (result as { headers?: Record<string, string> } | undefined)?.headers ?? {};
}

/** Tokens that are handed out, and what Amazon's answers repeat that are passed on, are meant for the caller. */
function withoutWhatIsMeant(invoked: Invoked): Invoked {
  const { result, error } = invoked;
  if (isAmazons(invoked)) {
    const { 'x-amzn-requestid': _id, location: _location, ...headers } = headersOf(result);
    return { result: { headers }, error };
  }
  const text = JSON.stringify(result) ?? 'null';
  return { result: JSON.parse(text.replace(TOKENS, '\\"handedOut\\":1')), error };
}
