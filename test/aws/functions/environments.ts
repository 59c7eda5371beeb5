import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EmulatedWorld } from '../emulator/emulated-world.ts';
import { type Interposed, interpose } from '../emulator/interposed.ts';
import { checkLines } from '../emulator/log-check.ts';

const CONNECTION = 'environment-healthy';
const TOKEN = { call: `POST /connections/${CONNECTION}/access-tokens`, body: { minValidSeconds: 0 } };
const OPERATION = { call: `GET /connections/${CONNECTION}/sp-api/sellers/v1/marketplaceParticipations` };

/** What Lambda does to an environment: it ends what takes too long, freezes and thaws, kills, and begins anew. */
export function environments(world: () => EmulatedWorld): void {
  describe('the environments', () => {
    let aws: Interposed;
    let amazon: Interposed;
    let between: Record<string, string>;
    beforeAll(async () => {
      aws = await interpose(world().endpoint);
      amazon = await interpose(world().amazon.origin);
      between = { AWS_ENDPOINT_URL: aws.origin, AMAZON_LOOPBACK_ORIGIN: amazon.origin };
      const { settings } = world().account('acme-na');
      expect(await world().api({ call: `PUT /connections/${CONNECTION}/untested`, body: settings })).toMatchObject({
        status: 201,
      });
    });
    afterEach(() => {
      aws.interfere(() => null);
      amazon.interfere(() => null);
    });
    afterAll(async () => {
      await Promise.all([aws.close(), amazon.close()]);
    });

    describe('shortly before Lambda would end it, a function', () => {
      const options = { variables: {}, timeoutSeconds: 3 };

      test('answers 504 when Amazon does not answer', async () => {
        const tokens = await world().start('access-tokens', { ...options, variables: between });
        amazon.interfere(() => 'no-answer');

        const { lines, ...answer } = await world().api(TOKEN, tokens);

        expect(answer).toMatchObject({ status: 504, body: { code: 'timed_out' } });
        checkLines(lines);
      });

      test('answers 504 when AWS does not answer', async () => {
        const tokens = await world().start('access-tokens', { ...options, variables: between });
        aws.interfere(() => 'no-answer');

        expect(await world().api(TOKEN, tokens)).toMatchObject({ status: 504, body: { code: 'timed_out' } });
      });

      test('says that a test was inconclusive', async () => {
        const tests = await world().start('connection-tests', { ...options, variables: between });
        amazon.interfere(() => 'no-answer');
        const { settings } = world().account('acme-na');

        expect(await world().api({ call: 'POST /connection-tests', body: settings }, tests)).toMatchObject({
          status: 200,
          body: { verdict: 'inconclusive', diagnosis: { code: 'timed_out' } },
        });
      });

      test('gives the whole batch back when AWS does not answer', async () => {
        const runTests = await world().start('run-tests', { ...options, variables: between });
        aws.interfere(() => 'no-answer');

        expect(await runTests.invoke(batchOf(CONNECTION))).toMatchObject({ error: { errorType: 'TimeoutError' } });
      });
    });

    describe('after a thaw, with all its sockets dead, a function', () => {
      test.each([
        ['access-tokens', { ...TOKEN, body: { minValidSeconds: 3_000 } }],
        ['operations', OPERATION],
        ['connection-tests', { call: `POST /connections/${CONNECTION}/tests` }],
        ['connections', { call: 'GET /connections' }],
      ])('answers as before: %s', async (name, call) => {
        const frozen = await world().start(name, { variables: { ...between, SECRET_CACHE_SECONDS: '0' } });
        expect(await world().api(call, frozen)).toMatchObject({ status: 200 });
        expect(aws.sockets() + amazon.sockets()).toBeGreaterThan(0);

        await frozen.signal('SIGSTOP');
        aws.cut();
        amazon.cut();
        await frozen.signal('SIGCONT');

        expect(await world().api(call, frozen)).toMatchObject({ status: 200 });
      });
    });

    describe('killed by Lambda, a function', () => {
      test('serves the next invocation in a new process', async () => {
        const tokens = await world().start('access-tokens');
        expect(await world().api(TOKEN, tokens)).toMatchObject({ status: 200 });

        await tokens.signal('SIGKILL');
        // One invocation may be lost with the process, as in Lambda.
        await tokens.invoke({}).catch(() => undefined);

        expect(await world().api(TOKEN, tokens)).toMatchObject({ status: 200 });
      });

      test('in the midst of a batch, leaves the messages to come again', async () => {
        const runTests = await world().start('run-tests', { variables: between });
        const waiting = new Promise<void>((resolve) => {
          amazon.interfere(() => {
            resolve();
            return 'no-answer';
          });
        });
        const killed = runTests.invoke(batchOf(CONNECTION));
        await waiting;
        await runTests.signal('SIGKILL');
        expect(await killed).toMatchObject({ error: { errorType: expect.stringMatching(/ExitError|Unknown/) } });

        amazon.interfere(() => null);
        expect(await runTests.invoke(batchOf(CONNECTION))).toEqual({ result: { batchItemFailures: [] } });
      });
    });
  });
}

/** A batch of one test that is due now. */
function batchOf(connectionId: string) {
  const scheduledTime = new Date().toISOString();
  const body = JSON.stringify({ connectionId, runId: 'run', scheduledTime, trigger: 'schedule' });
  return {
    Records: [{ messageId: 'message-1', receiptHandle: 'handle', body, attributes: {}, eventSource: 'aws:sqs' }],
  };
}
