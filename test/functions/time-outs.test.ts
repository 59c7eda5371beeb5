import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiEvent, call } from './api-event.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';
import { auditsOf, logOf, sumsOf } from './log-lines.ts';

const SELLER = 'POST /connections/{connectionId}/access-tokens';
const UNSAVED = 'POST /connection-tests';
const NOW = 'POST /connections/{connectionId}/tests';

let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld();
  await world.saveAccounts('acme-na', 'acme-eu');
  await world.save('dead', world.account('wrong-secret').settings);
});
afterAll(() => world.close());

const message = (connectionId: string) => ({
  messageId: connectionId,
  body: JSON.stringify({ connectionId, runId: 'run', scheduledTime: new Date().toISOString(), trigger: 'traffic' }),
});

/** These wait for the SDK, which asks three times for three seconds: all at the same time. */
describe.concurrent('AWS services that never answer', () => {
  it('make a token a 503 before Lambda would end the function', async () => {
    const silent = await startLocalWorld();
    try {
      silent.aws.faults.inject('secretsmanager.*', 'no-answer');
      const bundle = await silent.load('access-tokens');
      const { status, headers, body } = await call(bundle, apiEvent({ routeKey: SELLER, connectionId: 'acme-na' }));
      expect({ status, retryAfter: headers['retry-after'], body }).toMatchObject({
        status: 503,
        retryAfter: '5',
        body: { code: 'storage_unavailable' },
      });
      expect(silent.aws.calls().filter(({ service }) => service === 'secretsmanager')).toHaveLength(3);
      expect(logOf(bundle.stderr)).toMatchObject([{ reason: 'TimeoutError', connectionId: 'acme-na' }]);
    } finally {
      await silent.close();
    }
  });

  it('make a test a 503, and let a message come again, the others of its batch unharmed', async () => {
    const silent = await startLocalWorld();
    try {
      await silent.save('one', silent.account('acme-na').settings);
      await silent.save('two', silent.account('acme-eu').settings);
      silent.aws.onCall(async ({ operation, resource }, phase) => {
        if (phase === 'before' && operation === 'GetSecretValue' && resource?.endsWith('two'))
          await new Promise(() => {});
      });
      const runner = await silent.load('run-tests');
      const { result } = await runner.invoke({ Records: [message('one'), message('two')] });
      expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'two' }] });
      expect(sumsOf(runner.stdout)).toMatchObject({ 'TestsRun[passed]': 1, SecretReadErrors: 1 });
    } finally {
      await silent.close();
    }
  });

  it('of which the queue is one let the caller have the diagnosis all the same', async () => {
    const silent = await startLocalWorld();
    try {
      await silent.save('dead', silent.account('wrong-secret').settings);
      silent.aws.faults.inject('sqs.*', 'no-answer');
      const bundle = await silent.load('access-tokens');
      expect(await call(bundle, apiEvent({ routeKey: SELLER, connectionId: 'dead' }))).toMatchObject({
        status: 502,
        body: { code: 'amazon_rejected', diagnosis: { code: 'client_rejected' } },
      });
    } finally {
      await silent.close();
    }
  });
});

describe('an Amazon that never answers', () => {
  it('makes a token a 504 when the time of the function is used up', async () => {
    const bundle = await world.load('access-tokens');
    world.amazon.setFault('acme-na', { lwa: { kind: 'never' } });
    const event = apiEvent({ routeKey: SELLER, connectionId: 'acme-na' });
    expect(await call(bundle, event, 1_500)).toMatchObject({ status: 504, body: { code: 'timed_out' } });
    expect(auditsOf(bundle.stdout)).toMatchObject([{ action: 'token', outcome: 'timed_out' }]);
    world.amazon.setFault('acme-na', null);
    // It was the time of that caller that had run out: the next one is not held back.
    expect(await call(bundle, event)).toMatchObject({ status: 200 });
  });

  it('makes a test inconclusive, which is told and recorded in time', async () => {
    const bundle = await world.load('connection-tests');
    world.amazon.setFault('acme-eu', { spApi: { kind: 'never' } });
    const [unsaved, saved] = await Promise.all([
      call(bundle, apiEvent({ routeKey: UNSAVED, body: world.account('acme-eu').settings }), 1_500),
      call(bundle, apiEvent({ routeKey: NOW, connectionId: 'acme-eu' }), 2_500),
    ]);
    for (const answer of [unsaved, saved]) {
      expect(answer).toMatchObject({
        status: 200,
        body: {
          verdict: 'inconclusive',
          requests: [{ outcome: 'passed' }, { outcome: 'inconclusive', status: null, error: null, requestId: null }],
          diagnosis: { code: 'timed_out', settings: [] },
        },
      });
    }
    expect(await world.items()).toContainEqual(
      expect.objectContaining({ connectionId: 'acme-eu', sort: 'latest', verdict: 'inconclusive', state: 'unknown' }),
    );
  });
});

describe('whatever does not keep its time', () => {
  it('is answered with a 504 half a second before Lambda would end the function', async () => {
    const bundle = await world.load('access-tokens');
    world.aws.faults.inject('secretsmanager.*', 'no-answer');
    const answer = await call(bundle, apiEvent({ routeKey: SELLER, connectionId: 'acme-na' }), 700);
    world.aws.faults.clear();
    expect(answer).toMatchObject({ status: 504, body: { code: 'timed_out', requestId: 'api-request' } });
    expect(logOf(bundle.stderr)).toMatchObject([{ message: 'broken', errorName: 'TimeoutError' }]);
  });

  it('ends a batch with an error, so that all of it comes again', async () => {
    const runner = await world.load('run-tests');
    world.aws.faults.inject('dynamodb.*', 'no-answer');
    const { error } = await runner.invoke({ Records: [message('acme-na')] }, { remainingMs: 700 });
    world.aws.faults.clear();
    expect(error).toMatchObject({ name: 'TimeoutError' });
  });
});
