import { describe, expect, it } from 'vitest';
import type { Replacements } from '../../infra/client-secret-rotation/rotation.ts';
import type { Answer } from '../../infra/console/page/api/call.ts';
import { UNREACHABLE } from '../../infra/console/page/api/problem.ts';
import { type ReplacementProgress, replaceForAll } from '../../infra/console/page/client-secrets/replace-for-all.ts';
import { diagnosis } from './connections.ts';

type Outcome = Replacements['connections'][number]['outcome'];

const step = (outcomes: Readonly<Record<string, Outcome>>, remaining: number, code = diagnosis('access_refused')) => ({
  ok: true as const,
  value: {
    connections: Object.entries(outcomes).map(([connectionId, outcome]) => ({
      connectionId,
      outcome,
      diagnosis: outcome === 'saved' ? null : code,
    })),
    remaining,
  },
});

/** Follows the answers, the last of them for ever; more than ten calls are an endless repetition. */
async function replaced(answers: readonly Answer<Replacements>[], wantedFor = 10) {
  const seen: ReplacementProgress[] = [];
  let calls = 0;
  const call = async () => {
    calls += 1;
    const answer = answers[Math.min(calls, answers.length) - 1];
    if (calls > 10 || !answer) throw new Error('it goes on for ever');
    return answer;
  };
  await replaceForAll(
    call,
    () => calls < wantedFor,
    (progress) => seen.push(progress),
  );
  return { calls, seen, last: seen.at(-1) };
}

describe('replacing a client secret for all that share it', () => {
  it('is repeated until nothing remains, and counts each connection once', async () => {
    const { calls, last } = await replaced([step({ a: 'failed', b: 'saved' }, 1), step({ a: 'saved', c: 'saved' }, 0)]);
    expect(calls).toBe(2);
    expect(last).toMatchObject({ over: true, remaining: 0, problem: null });
    expect(last?.dealtWith.map(({ connectionId, outcome }) => [connectionId, outcome])).toEqual([
      ['a', 'saved'],
      ['b', 'saved'],
      ['c', 'saved'],
    ]);
  });

  it('ends at once when Login with Amazon refuses the secret itself', async () => {
    const { calls, last } = await replaced([step({ a: 'failed', b: 'failed' }, 998, diagnosis('client_rejected'))]);
    expect(calls).toBe(1);
    expect(last).toMatchObject({ over: true, remaining: 998 });
  });

  it('ends when the same connections keep failing', async () => {
    const { calls, last } = await replaced([step({ a: 'failed', b: 'inconclusive' }, 1)]);
    expect(calls).toBe(4);
    expect(last).toMatchObject({ over: true, remaining: 1 });
  });

  it('ends after the call under way when nobody wants it any more', async () => {
    const { calls, seen } = await replaced([step({ a: 'saved' }, 9), step({ b: 'saved' }, 8)], 2);
    expect(calls).toBe(2);
    expect(seen.map(({ over }) => over)).toEqual([false, true]);
  });

  it('ends with the problem when the API gives one, and keeps what is known', async () => {
    const { last } = await replaced([step({ a: 'saved' }, 1), { ok: false, problem: UNREACHABLE }]);
    expect(last).toMatchObject({ over: true, remaining: null, problem: UNREACHABLE });
    expect(last?.dealtWith).toHaveLength(1);
  });
});
