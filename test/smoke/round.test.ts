import { describe, expect, it } from 'vitest';
import type { Answered } from '../../infra/api-client/connections-api.ts';
import type { HttpAnswer, NotDone } from '../../infra/api-client/outcome.ts';
import { type SmokeOptions, smokeRound } from '../../infra/smoke/round.ts';

type Api = SmokeOptions['api'];

const answer: HttpAnswer = { status: 200, headers: new Headers(), body: new Uint8Array() };
const address = { url: 'https://api', loopback: false, gateway: null };
/** Of the value, what the round looks at. */
const done = <Value>(value: Partial<NoInfer<Value>>): Answered<Value> => ({
  kind: 'done',
  answer,
  value: value as Value,
});
const unreachable: NotDone = { kind: 'unreachable', reason: 'timed_out', detail: 'no answer in time' };

function problem(status: number, code: string): NotDone {
  const told = { status, code, detail: 'As the API says.', requestId: 'request-1' };
  return { kind: 'problem', problem: told, retryAfterSeconds: null, answer: { ...answer, status } };
}

/** Does everything, but for what is said; tells which connections were asked to be deleted. */
function round(broken: Partial<Api>, ending = new AbortController()) {
  const removed: string[] = [];
  const api: Api = {
    endpoints: async () => done({ endpoints: [] }),
    save: async () => done({}),
    test: async () => done({ verdict: 'passed', diagnosis: null }),
    accessToken: async () =>
      done({ accessToken: 'Atza|secret', expiresAt: '2026-11-23T11:00:00.000Z', baseUrl: 'https://…' }),
    remove: async (connectionId) => {
      removed.push(connectionId);
      return done({ deletionDate: '2026-11-30T10:00:00.000Z' });
    },
    ...broken,
  };
  const options = {
    api,
    called: { url: 'https://api', region: 'eu-west-1', arn: 'arn', address },
    connectionId: 'smoke-1',
    settings: {},
    ending: ending.signal,
    tell: () => {},
  };
  return { removed, results: smokeRound(options) };
}

async function outcomesOf({ results }: ReturnType<typeof round>): Promise<string[]> {
  return (await results).map(({ step, outcome }) => `${outcome} ${step}`);
}

describe('what was saved is deleted', () => {
  it.each<[string, Partial<Api>]>([
    ['a test that fails', { test: async () => done({ verdict: 'failed', diagnosis: null }) }],
    ['a test that nobody answers', { test: async () => unreachable }],
    ['a token that is not given', { accessToken: async () => problem(502, 'amazon_rejected') }],
    ['a save of which nobody knows how it ended', { save: async () => unreachable }],
    ['a save that ended with 504', { save: async () => problem(504, 'timed_out') }],
  ])('after %s', async (_, broken) => {
    const smoke = round(broken);
    const outcomes = await outcomesOf(smoke);
    expect(smoke.removed).toEqual(['smoke-1']);
    expect(outcomes.at(-1)).toBe('ok delete');
    expect(outcomes.filter((outcome) => outcome.startsWith('failed'))).toHaveLength(1);
  });

  it('when the round is interrupted', async () => {
    const ending = new AbortController();
    const smoke = round(
      {
        save: async () => {
          ending.abort();
          return done({});
        },
      },
      ending,
    );
    expect(await outcomesOf(smoke)).toEqual(['ok reach', 'ok save', 'skipped test', 'skipped token', 'ok delete']);
    expect(smoke.removed).toEqual(['smoke-1']);
  });
});

describe('nothing is deleted', () => {
  it.each([
    ['was there before', 412, 'version_conflict'],
    ['waits for its deletion', 409, 'connection_pending_deletion'],
    ['did not pass its test', 422, 'connection_test_failed'],
  ])('when the connection %s', async (_, status, code) => {
    const smoke = round({ save: async () => problem(status, code) });
    expect(await outcomesOf(smoke)).toEqual([
      'ok reach',
      'failed save',
      'skipped test',
      'skipped token',
      'skipped delete',
    ]);
    expect(smoke.removed).toEqual([]);
  });
});

it('a save that nobody answered, and that did not happen, leaves nothing to delete', async () => {
  const smoke = round({ save: async () => unreachable, remove: async () => problem(404, 'connection_not_found') });
  expect((await outcomesOf(smoke)).at(-1)).toBe('ok delete');
});

it('names the connection that it could not delete', async () => {
  const results = await round({ remove: async () => problem(503, 'storage_unavailable') }).results;
  expect(results.at(-1)).toEqual({
    step: 'delete',
    outcome: 'failed',
    detail: expect.stringContaining('The connection smoke-1 is left behind: delete it.'),
  });
});

it('tells until when the token holds, and not the token', async () => {
  const results = await round({}).results;
  expect(JSON.stringify(results)).toContain('2026-11-23T11:00:00.000Z');
  expect(JSON.stringify(results)).not.toContain('Atza|');
});
