import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FirstRound, firstRound } from '../../infra/local-run/first-round.ts';
import { type HttpFront, startHttpFront } from '../../infra/local-run/http-front.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import { aTest } from '../watch/fixtures.ts';
import { eventually } from './eventually.ts';
import { type ManualTimers, manualTimers } from './manual-timers.ts';

const EARLIER = '2026-11-23T09:59:59.999Z';
const NOW = '2026-11-23T10:00:00.000Z';

let api: HttpFront;
let timers: ManualTimers;
/** Connection id → when its last test began; null makes the API answer with an error. */
let tests: Record<string, string | null>;
let asked: string[];
let progress: number[];

beforeEach(async () => {
  timers = manualTimers(Date.parse(NOW));
  tests = {};
  asked = [];
  progress = [];
  api = await startHttpFront({
    routes: [
      { method: 'GET', path: '/connections/{id}/tests', routeKey: 'tests', invoke: async (event) => answer(event) },
    ],
    documents: {},
    port: 0,
    timers: systemTimers,
  });
});

afterEach(() => api.close());

function answer(event: unknown) {
  const { pathParameters } = event as { pathParameters: { id: string } };
  asked.push(pathParameters.id);
  const startedAt = tests[pathParameters.id];
  if (startedAt === null) return { error: { errorType: 'Error', errorMessage: 'down' } };
  return { result: { tests: startedAt === undefined ? [] : [aTest('passed', 0, { startedAt })] } };
}

function wait(changes: Partial<FirstRound> = {}) {
  return firstRound({
    origin: api.origin,
    connectionIds: ['a', 'b'],
    startedAt: Date.parse(NOW),
    limitMs: 60_000,
    timers,
    signal: new AbortController().signal,
    onProgress: (tested) => progress.push(tested),
    ...changes,
  });
}

/** Lets the pause between two looks pass. */
async function lookAgain() {
  await eventually(() => expect(timers.nextInMs()).not.toBeNull());
  timers.advance(timers.nextInMs() ?? 0);
}

describe('the first round', () => {
  it('ends when every connection has a test of this run, and asks for each no more than needed', async () => {
    tests = { a: NOW, b: EARLIER };
    const round = wait();
    await lookAgain();
    await eventually(() => expect(asked).toEqual(['a', 'b', 'b']));
    tests.b = NOW;
    await lookAgain();
    expect([...(await round).keys()]).toEqual(['a', 'b']);
    expect(progress.at(-1)).toBe(2);
  });

  it('goes on while the API fails', async () => {
    tests = { a: null, b: NOW };
    const round = wait();
    await eventually(() => expect(asked).toEqual(['a', 'b']));
    tests.a = NOW;
    await lookAgain();
    expect((await round).size).toBe(2);
  });

  it('gives up at its limit, with what there is', async () => {
    tests = { b: NOW };
    const round = wait({ limitMs: 100 });
    await lookAgain();
    expect([...(await round).keys()]).toEqual(['b']);
  });

  it('ends at once when it is told to', async () => {
    const ending = new AbortController();
    const round = wait({ signal: ending.signal });
    await eventually(() => expect(timers.nextInMs()).not.toBeNull());
    ending.abort();
    expect((await round).size).toBe(0);
    expect(timers.nextInMs(), 'a timer that was left behind').toBeNull();
  });
});
