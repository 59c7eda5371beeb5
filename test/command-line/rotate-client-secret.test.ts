/** A new client secret for all connections that share a client id: how often the API is asked, and what is told of it. */
import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, startScriptedApi } from '../api-client/scripted-api.ts';
import { answer, connection } from './api-answers.ts';
import { spc } from './spc.ts';

const diagnosis = {
  code: 'client_rejected',
  settings: [],
  summary: 'Not this secret.',
  remedy: '',
  reference: '',
  evidence: [],
};
const one = (connectionId: string, outcome: string, of: object | null = null) => ({
  connectionId,
  outcome,
  diagnosis: of,
});

/** What the calls answer, one after the other; the last one again and again. */
async function rotate(steps: readonly ScriptedAnswer[], ...more: readonly string[]) {
  const rotating = await startScriptedApi();
  let calls = 0;
  rotating.answers = ({ method }) => {
    if (method === 'GET') return answer({ connections: [connection('a'), connection('b')] });
    calls += 1;
    return steps[Math.min(calls, steps.length) - 1] ?? 'never';
  };
  const args = ['rotate-client-secret', 'amzn1.application-oa2-client.1', '--yes', '--from', '-', ...more];
  const done = await spc(rotating.url, args, { input: '{"lwaClientSecret":"amzn1.oa2-cs.v1.new"}' });
  rotating.close();
  return { ...done, calls };
}

it('repeats until nothing remains', async () => {
  const { code, stdout, calls } = await rotate([
    answer({ connections: [one('a', 'saved')], remaining: 1 }),
    answer({ connections: [one('b', 'saved')], remaining: 0 }),
  ]);

  expect({ code, calls }).toEqual({ code: 0, calls: 2 });
  expect(stdout).toMatch(/^a +saved +–\nb +saved +–\n$/m);
});

it('does not try a secret that Amazon refuses on all the others', async () => {
  const { code, stderr, calls } = await rotate([
    answer({ connections: [one('a', 'failed', diagnosis)], remaining: 900 }),
  ]);

  expect({ code, calls }).toEqual({ code: 1, calls: 1 });
  expect(stderr).toContain('900 were left alone');
});

it('does not go on for ever about those that keep failing', async () => {
  const dead = { ...diagnosis, code: 'refresh_token_rejected' };
  const { code, calls } = await rotate([answer({ connections: [one('a', 'failed', dead)], remaining: 1 })]);

  expect({ code, calls }).toEqual({ code: 1, calls: 4 });
});

describe('--json', () => {
  const problem = { status: 503, code: 'storage_unavailable', detail: 'Later.', requestId: 'r' };

  it('prints the answers of the API as one', async () => {
    const first = answer({ connections: [one('b', 'saved')], remaining: 1 });
    const { stdout } = await rotate([first, answer({ connections: [one('a', 'saved')], remaining: 0 })], '--json');

    expect(JSON.parse(stdout)).toEqual({ connections: [one('a', 'saved'), one('b', 'saved')], remaining: 0 });
  });

  it('prints one document, too, when a problem comes after some of them', async () => {
    const first = answer({ connections: [one('a', 'saved')], remaining: 1 });
    const { code, stdout, stderr } = await rotate([first, answer(problem, 503)], '--json');

    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ connections: [one('a', 'saved')], remaining: 1, problem });
    expect(stderr).toContain('Repeat it with the same secret');
  });

  it('claims nothing of what remains when no call was answered', async () => {
    const { stdout } = await rotate([answer(problem, 503)], '--json');

    expect(JSON.parse(stdout)).toEqual({ connections: [], remaining: null, problem });
  });

  it('has no problem to print where the API gave none', async () => {
    const first = answer({ connections: [one('a', 'saved')], remaining: 1 });
    const { code, stdout } = await rotate([first, answer({ message: 'Forbidden' }, 403)], '--json');

    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toEqual({ connections: [one('a', 'saved')], remaining: 1 });
  });
});
