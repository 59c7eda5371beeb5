import { describe, expect, test } from 'vitest';
import type { SentOperation } from '../../lib/operation/operation-http.ts';
import { answered, EXPIRED, operationWorld, refused } from './operation-world.ts';

const RESET: SentOperation = { kind: 'network_unreachable' };
const throttled = (rate?: string) => answered(429, {}, rate === undefined ? {} : { 'x-amzn-ratelimit-limit': rate });

/** Answers one after the other; the last one for ever. */
const inTurn =
  (...answers: readonly SentOperation[]) =>
  (_request: unknown, index: number) =>
    answers[index] ?? answers.at(-1) ?? RESET;

/** Milliseconds that were waited, in order. */
const seconds = (slept: readonly number[]) => slept.map((ms) => ms / 1_000);

describe('an operation that Amazon throttles', () => {
  test('is sent again after 1, 5 and 10 seconds; the next wait would pass the deadline, so the caller is told it', async () => {
    const { perform, spApi, clock } = operationWorld(inTurn(throttled()));

    expect(await perform()).toMatchObject({
      ok: true,
      value: { attempts: 4, answer: { status: 429 }, retryAfterSeconds: 20 },
    });
    expect(seconds(clock.slept)).toEqual([1, 5, 10]);
    expect(spApi.requests).toHaveLength(4);
  });

  test('fifty times: seven calls, sooner by the rate that Amazon tells', async () => {
    const { perform, spApi, clock } = operationWorld(inTurn(...Array(50).fill(throttled('100'))));

    expect(await perform()).toMatchObject({
      ok: true,
      value: { attempts: 7, answer: { status: 429 }, retryAfterSeconds: 1 },
    });
    expect(spApi.requests).toHaveLength(7);
    expect(clock.slept).toEqual(Array(6).fill(10));
  });

  test('succeeds as soon as it may: a POST as well', async () => {
    const { perform, clock } = operationWorld(inTurn(throttled(), throttled(), answered(200)));

    const performed = await perform({ method: 'POST', body: Buffer.from('{}') });

    expect(performed).toMatchObject({
      ok: true,
      value: { attempts: 3, answer: { status: 200 }, retryAfterSeconds: null },
    });
    expect(seconds(clock.slept)).toEqual([1, 5]);
  });
});

describe('an operation that meets trouble', () => {
  test.for(['GET', 'HEAD', 'PUT', 'DELETE'])('is sent again until the deadline: %s', async (method) => {
    const { perform, clock } = operationWorld(inTurn(answered(503)));

    expect(await perform({ method })).toMatchObject({
      ok: true,
      value: { attempts: 4, answer: { status: 503 }, retryAfterSeconds: 20 },
    });
    expect(seconds(clock.slept)).toEqual([1, 5, 10]);
  });

  test.for(['POST', 'PATCH', 'OPTIONS'])('is not sent again where that is not safe: %s', async (method) => {
    const { perform, spApi, clock } = operationWorld(inTurn(answered(503)));

    expect(await perform({ method })).toMatchObject({
      ok: true,
      value: { attempts: 1, answer: { status: 503 }, retryAfterSeconds: null },
    });
    expect({ calls: spApi.requests.length, slept: clock.slept }).toEqual({ calls: 1, slept: [] });
  });

  test.for([
    ['GET', 4],
    ['POST', 1],
  ] as const)('in a storm of resets ends: %s after %i calls', async ([method, calls]) => {
    const { perform, spApi } = operationWorld(inTurn(RESET));

    expect(await perform({ method })).toEqual({
      ok: false,
      failure: { kind: 'no_answer', cause: 'network_unreachable', attempts: calls },
    });
    expect(spApi.requests).toHaveLength(calls);
  });

  test('sends the same again each time', async () => {
    const { perform, spApi } = operationWorld(inTurn(RESET, answered(500), answered(200)));

    await perform({ method: 'PUT', rawQuery: 'a=b', body: Buffer.from('body'), headers: { accept: 'x' } });

    expect(spApi.requests).toHaveLength(3);
    expect(spApi.requests[1]).toEqual(spApi.requests[0]);
    expect(spApi.requests[2]).toEqual(spApi.requests[0]);
  });

  test('of two kinds counts each on its own', async () => {
    const { perform, clock } = operationWorld(
      inTurn(throttled('2'), answered(503), throttled('2'), RESET, throttled('2'), answered(200)),
    );

    expect(await perform()).toMatchObject({ ok: true, value: { attempts: 6 } });
    expect(seconds(clock.slept)).toEqual([0.5, 1, 0.5, 5, 0.5]);
  });

  test('and then a stale token gets both done', async () => {
    const { perform, spApi } = operationWorld(inTurn(throttled('2'), refused(EXPIRED), answered(503), answered(200)));

    expect(await perform()).toMatchObject({ ok: true, value: { attempts: 4, answer: { status: 200 } } });
    expect(spApi.tokens).toEqual(['Atza|1', 'Atza|1', 'Atza|2', 'Atza|2']);
  });
});

describe('time', () => {
  /** An SP-API that never answers: each request takes as long as it is given. */
  function silentWorld() {
    const world = operationWorld();
    const given: number[] = [];
    world.spApi.script = (_request, _index, timeoutMs) => {
      given.push(timeoutMs);
      world.clock.jump(timeoutMs);
      return { kind: 'timed_out' };
    };
    return { ...world, given };
  }

  test('is ten seconds for an answer and 27 for the operation, waits and repeats included', async () => {
    const { perform, clock, given } = silentWorld();
    const startedAt = clock.now();

    expect(await perform()).toEqual({ ok: false, failure: { kind: 'no_answer', cause: 'timed_out', attempts: 3 } });
    expect(given).toEqual([10_000, 10_000, 1_000]);
    expect(clock.now() - startedAt).toBe(27_000);
  });

  test('is ten seconds for an operation that is not repeated', async () => {
    const { perform, given } = silentWorld();

    await perform({ method: 'POST' });

    expect(given).toEqual([10_000]);
  });

  test('is no more than the function has left', async () => {
    const { perform, invocation, clock, given } = silentWorld();
    const startedAt = clock.now();

    await perform({}, invocation(4));

    expect(given).toEqual([4_000]);
    expect(clock.now() - startedAt).toBe(4_000);
  });

  test('that the exchange has used up is missing: nothing is sent to the SP-API', async () => {
    const { perform, amazon, clock, spApi } = silentWorld();
    amazon.script = (_request, timeoutMs) => {
      clock.jump(timeoutMs);
      return { kind: 'timed_out' };
    };
    const startedAt = clock.now();

    expect(await perform()).toMatchObject({ ok: false, failure: { kind: 'inconclusive', code: 'timed_out' } });
    expect(spApi.requests).toEqual([]);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(27_000);
  });

  test('counts for the exchange as well: it begins with the operation', async () => {
    const { perform, amazon, clock } = silentWorld();
    const given: number[] = [];
    amazon.script = (_request, timeoutMs) => {
      given.push(timeoutMs);
      clock.jump(20_000);
      return { kind: 'timed_out' };
    };

    await perform();

    expect(given).toEqual([8_000, 7_000]);
  });

  test('that a second exchange has used up ends the operation at its deadline', async () => {
    const { perform, amazon, clock, spApi } = operationWorld();
    const startedAt = clock.now();
    spApi.script = () => {
      clock.jump(9_000);
      amazon.script = (_request, timeoutMs) => {
        clock.jump(timeoutMs);
        return { kind: 'timed_out' };
      };
      return refused(EXPIRED);
    };

    expect(await perform()).toMatchObject({ ok: false, failure: { kind: 'inconclusive', code: 'timed_out' } });
    expect(clock.now() - startedAt).toBeLessThanOrEqual(27_000);
  });
});
