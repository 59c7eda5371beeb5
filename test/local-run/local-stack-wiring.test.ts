import { once } from 'node:events';
import { createServer } from 'node:net';
import { devNull } from 'node:os';
import { dirname, join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { awsClients, ownServices } from '../../infra/local-run/aws-access.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../infra/local-run/local-stack.ts';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { eventually } from './eventually.ts';
import { type ManualTimers, manualTimers } from './manual-timers.ts';

/** Every function of the template is the same fixture: what counts is who is invoked, with what, in which environment. */
const FIXTURE = join(import.meta.dirname, 'fixture-function.ts');
const QUEUE = 'selling-partner-connections-local-TestQueue';

let aws: LocalAws;
let timers: ManualTimers;
let lines: string[];
let troubles: string[];
const stacks: LocalStack[] = [];

beforeEach(async () => {
  aws = await startLocalAws();
  timers = manualTimers(Date.parse('2026-11-23T10:07:00Z'));
  lines = [];
  troubles = [];
});

afterEach(async () => {
  await Promise.all(stacks.splice(0).map((stack) => stack.close()));
  await aws.close();
});

async function start(options: Partial<LocalStackOptions> = {}): Promise<LocalStack> {
  const printed = lines;
  const stack = await startLocalStack({
    bundles: bundlesOf(FIXTURE),
    port: 0,
    services: ownServices(aws.endpoint),
    timers,
    onLine: (functionName, line) => printed.push(`${functionName} ${line}`),
    onTrouble: (text) => troubles.push(text),
    ...options,
  });
  stacks.push(stack);
  return stack;
}

async function send(...bodies: string[]): Promise<void> {
  const { sqs, close } = awsClients(ownServices(aws.endpoint));
  const QueueUrl = `${aws.endpoint}/000000000000/${QUEUE}`;
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  close();
}

const printedBy = (functionName: string) =>
  lines
    .filter((line) => line.startsWith(`${functionName} got `))
    .map((line) => JSON.parse(line.split(' got ')[1] ?? ''));

describe('the local stack', () => {
  it('sends a request to the function whose route it is', async () => {
    const { origin } = await start();
    const answer = await fetch(`${origin}/connections/acme/access-tokens`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({
      event: { routeKey: 'POST /connections/{connectionId}/access-tokens', pathParameters: { connectionId: 'acme' } },
    });
    await eventually(() => expect(printedBy('access-tokens')).toHaveLength(1));
  });

  it('starts plan-tests at each quarter of an hour with the input of the template', async () => {
    await start();
    timers.advance(8 * 60_000);
    await eventually(() =>
      expect(printedBy('plan-tests')).toEqual([{ scheduledTime: '2026-11-23T10:15:00Z', runId: expect.any(String) }]),
    );
  });

  it('hands the messages of the test queue to run-tests, a full batch at once', async () => {
    await start();
    const bodies = Array.from({ length: 10 }, (_, index) => `message ${index}`);
    await send(...bodies);
    await eventually(() => expect(printedBy('run-tests')).toHaveLength(1));
    const [{ Records }] = printedBy('run-tests');
    expect(Records.map(({ body }: { body: string }) => body)).toEqual(bodies);
    expect(Records[0]).toMatchObject({ eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${QUEUE}` });
    await eventually(() => expect(aws.messages(QUEUE)).toEqual([]));
  });

  it("gives a function Lambda's variables, the template's with their values, and the way to its services; nothing else", async () => {
    const { origin } = await start();
    const answer = await fetch(`${origin}/connections/acme/access-tokens`, {
      method: 'POST',
      headers: { do: 'environment' },
    });
    expect(await answer.json()).toEqual({
      AMAZON_LOOPBACK_ORIGIN: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_ACCESS_KEY_ID: 'local',
      AWS_CONFIG_FILE: devNull,
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
      AWS_LAMBDA_FUNCTION_NAME: 'access-tokens',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
      AWS_REGION: 'us-east-1',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      CONNECTIONS_PREFIX: '/selling-partner-connections/local/',
      LAMBDA_TASK_ROOT: dirname(FIXTURE),
      SECRET_CACHE_SECONDS: '300',
      STAGE: 'local',
      TEST_QUEUE_URL: `${aws.endpoint}/000000000000/${QUEUE}`,
    });
  });

  it('tells of a function that failed', async () => {
    const { origin } = await start({ bundles: bundlesOf(join(import.meta.dirname, 'not-there.mjs')) });
    expect((await fetch(`${origin}/connection-tests`, { method: 'POST' })).status).toBe(500);
    expect(troubles).toEqual([expect.stringMatching(/^connection-tests: .*not-there\.mjs/)]);
  });

  it('tells nothing of what its own end cuts off', async () => {
    const stack = await start();
    const cutOff = expect(
      fetch(`${stack.origin}/connections/acme/access-tokens`, { method: 'POST', headers: { do: 'hang' } }),
    ).rejects.toThrow();
    await eventually(() => expect(lines).toContain('access-tokens hanging'));
    await stack.close();
    await cutOff;
    expect(troubles).toEqual([]);
  });

  it('says which function has not been built', async () => {
    await expect(start({ bundles: new Map() })).rejects.toThrow(/The function [a-z-]+ has not been built/);
  });

  it('leaves nothing running when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(timers.nextInMs(), 'the schedule goes on').toBeNull();
    other.close();
  });
});

function bundlesOf(path: string): ReadonlyMap<string, string> {
  return new Map(templateFunctions(readTemplate()).map(({ name }) => [name, path]));
}
