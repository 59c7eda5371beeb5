import { describe, expect, test } from 'vitest';
import type { AmazonOutcome, AmazonRequest, Transmission } from '../../lib/amazon/exchange.ts';
import { sendWithTries } from '../../lib/amazon/send-with-tries.ts';
import { handClock } from '../hand-clock.ts';
import { answer } from './answers.ts';

const REQUEST: AmazonRequest = { method: 'GET', url: 'https://api.amazon.com/', headers: {} };
const AWAY = answer(503, '');
const HERE = answer(200, '');

/** Each answer takes `tookMs` of the clock. */
function scripted(answers: readonly Transmission[], tookMs = 100) {
  const clock = handClock(0);
  const timeouts: number[] = [];
  const http = {
    async send(_request: AmazonRequest, timeoutMs: number): Promise<Transmission> {
      const transmission = answers[timeouts.push(timeoutMs) - 1];
      if (!transmission) throw new Error('There is no further answer.');
      clock.jump(tookMs);
      return transmission;
    },
  };
  const run = (more: { tries?: number; deadlineAt?: number; timeoutMs?: number } = {}) =>
    sendWithTries(
      { http, clock, random: () => 0.999_999 },
      {
        request: REQUEST,
        interpret: (outcome: AmazonOutcome) => outcome,
        mayTryAgain: (outcome) => outcome !== HERE,
        tries: 3,
        timeoutMs: 8_000,
        deadlineAt: 20_000,
        ...more,
      },
    );
  return { run, clock, timeouts };
}

const sent = (outcome: AmazonOutcome, latencyMs = 1, count = 1): Transmission => ({ outcome, latencyMs, sent: count });

describe('sending with tries', () => {
  test('ends with the first answer that settles the matter', async () => {
    const { run, clock } = scripted([sent(HERE, 12)]);

    expect(await run()).toEqual({ reading: HERE, outcome: HERE, latencyMs: 12, attempts: 1, startedAt: 0 });
    expect(clock.slept).toEqual([]);
  });

  test('waits longer before each further try, and tells latency and start of the last', async () => {
    const { run, clock } = scripted([sent(AWAY, 1), sent({ kind: 'timed_out' }, 2), sent(HERE, 3)]);

    expect(await run()).toEqual({
      reading: HERE,
      outcome: HERE,
      latencyMs: 3,
      attempts: 3,
      startedAt: 100 + 249 + 100 + 499,
    });
    expect(clock.slept).toEqual([249, 499]);
  });

  test('answers the last when the tries are used up, without a wait after it', async () => {
    const last = answer(429, '');
    const { run, clock } = scripted([sent(AWAY), sent(AWAY), sent(last)]);

    expect(await run()).toMatchObject({ outcome: last, attempts: 3 });
    expect(clock.slept).toHaveLength(2);
  });

  test('counts what was sent, the repetition on a fresh socket too', async () => {
    const { run } = scripted([sent(AWAY, 1, 2), sent(HERE, 1, 2)]);

    expect(await run()).toMatchObject({ attempts: 4 });
  });

  test('gives each answer its time, but never more than is left', async () => {
    const { run, timeouts } = scripted([sent(AWAY), sent(AWAY), sent(HERE)]);
    await run({ timeoutMs: 800, deadlineAt: 1_000 });

    expect(timeouts).toEqual([800, 1_000 - 349, 1_000 - 948]);
  });

  test('does not wait beyond the deadline', async () => {
    const { run, clock } = scripted([sent(AWAY, 7)]);

    expect(await run({ deadlineAt: 349 })).toMatchObject({ outcome: AWAY, attempts: 1, latencyMs: 7 });
    expect(clock.slept).toEqual([]);
  });

  test.for([0, -1])('sends nothing when %i ms are left', async (deadlineAt) => {
    const { run, timeouts } = scripted([]);

    expect(await run({ deadlineAt })).toEqual({
      reading: { kind: 'timed_out' },
      outcome: { kind: 'timed_out' },
      latencyMs: null,
      attempts: 0,
      startedAt: 0,
    });
    expect(timeouts).toEqual([]);
  });
});
