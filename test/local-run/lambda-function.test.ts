import { afterEach, describe, expect, it } from 'vitest';
import {
  type LambdaFunction,
  type LambdaFunctionOptions,
  lambdaFunction,
} from '../../infra/local-run/lambda-function.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import { eventually } from './eventually.ts';
import { manualTimers } from './manual-timers.ts';

let lines: string[] = [];
const opened: LambdaFunction[] = [];

function open(options: Partial<LambdaFunctionOptions> = {}): LambdaFunction {
  const printed = lines;
  const opening = lambdaFunction({
    bundleUrl: new URL('./fixture-function.ts', import.meta.url).href,
    functionName: 'fixture',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture',
    memoryMb: 256,
    timeoutMs: 3_000,
    maxEnvironments: 2,
    env: { STAGE: 'local' },
    timers: systemTimers,
    onLine: (line) => printed.push(line),
    ...options,
  });
  opened.push(opening);
  return opening;
}

afterEach(async () => {
  lines = [];
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

describe('a Lambda function', () => {
  it('gets the event, and its result arrives as JSON leaves it', async () => {
    const { invoke } = open();
    expect(await invoke({ name: 'ä', left: undefined })).toEqual({ result: { event: { name: 'ä' }, served: 1 } });
    expect(await invoke({ do: 'undefined' })).toEqual({ result: null });
  });

  it('sees its own variables and nothing of the process around it', async () => {
    expect(await open().invoke({ do: 'environment' })).toEqual({ result: { STAGE: 'local' } });
  });

  it('is told its name, ARN, memory, request and time left', async () => {
    const outcome = await open().invoke({ do: 'context' });
    expect(outcome).toMatchObject({
      result: {
        functionName: 'fixture',
        invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture',
        memoryLimitInMB: '256',
        awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        remainingMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= 3_000),
      },
    });
  });

  it('fails by name and message of what its handler throws', async () => {
    const { invoke } = open();
    expect(await invoke({ do: 'throw' })).toEqual({ error: { errorType: 'TypeError', errorMessage: 'no such thing' } });
    expect(await invoke({ do: 'throw-text' })).toEqual({ error: { errorType: 'string', errorMessage: 'just a text' } });
    expect(await invoke({}), 'the same environment goes on').toMatchObject({ result: { served: 3 } });
  });

  it('keeps its state from one invocation to the next', async () => {
    const { invoke } = open();
    await invoke({});
    expect(await invoke({})).toMatchObject({ result: { served: 2 } });
  });

  it('has every line that it prints handed over, whatever it is', async () => {
    await open().invoke({ do: 'print' });
    await eventually(() => expect(lines.toSorted()).toEqual(['a line of error', 'first line', 'second line']));
  });

  it('serves invocations at the same time in environments of their own, and lets the rest wait', async () => {
    const { invoke } = open({ maxEnvironments: 2 });
    const outcomes = await Promise.all([invoke({}), invoke({}), invoke({}), invoke({})]);
    const firsts = outcomes.filter(
      (outcome) => 'result' in outcome && JSON.stringify(outcome.result).includes('"served":1'),
    );
    expect(outcomes.every((outcome) => 'result' in outcome)).toBe(true);
    expect(firsts, 'environments that were started').toHaveLength(2);
  });

  it('gives work to the environment that served last', async () => {
    const { invoke } = open({ maxEnvironments: 2 });
    await Promise.all([invoke({}), invoke({})]);
    for (const served of [2, 3, 4]) expect(await invoke({})).toMatchObject({ result: { served } });
  });

  it.each([
    ['exit', 'Runtime.ExitError', 'fixture: the runtime exited'],
    ['crash', 'Runtime.UnhandledError', 'fixture: nobody catches this'],
  ])('answers with an error when its process does %s, and starts anew', async (what, errorType, errorMessage) => {
    const { invoke } = open();
    expect(await invoke({ do: what })).toEqual({ error: { errorType, errorMessage } });
    expect(await invoke({})).toMatchObject({ result: { served: 1 } });
  });

  it.each(['hang', 'spin'])('is stopped at its time-out when its handler does %s, and starts anew', async (what) => {
    const timers = manualTimers();
    const { invoke } = open({ timers });
    await invoke({});
    const outcome = invoke({ do: what });
    await eventually(() => expect(timers.nextInMs()).toBe(3_000));
    timers.advance(3_000);
    const errorMessage = 'fixture: Task timed out after 3.00 seconds';
    expect(await outcome).toEqual({ error: { errorType: 'Sandbox.Timedout', errorMessage } });
    expect(await invoke({})).toMatchObject({ result: { served: 1 } });
  });

  it('refuses a result that Lambda could not carry', async () => {
    expect(await open().invoke({ do: 'huge' })).toMatchObject({
      error: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  });

  it('answers with the reason when its bundle cannot be loaded', async () => {
    const { invoke } = open({ bundleUrl: new URL('./not-there.mjs', import.meta.url).href });
    expect(await invoke({})).toMatchObject({ error: { errorMessage: expect.stringContaining('not-there.mjs') } });
    expect(await invoke({})).toMatchObject({ error: { errorMessage: expect.stringContaining('not-there.mjs') } });
  });

  it('answers with the reason when its bundle exports no handler', async () => {
    const { invoke } = open({ bundleUrl: new URL('./manual-timers.ts', import.meta.url).href });
    expect(await invoke({})).toMatchObject({ error: { errorMessage: expect.stringContaining('exports no handler') } });
  });

  it('ends at once when it is closed, whatever runs or waits', async () => {
    const hanging = open({ maxEnvironments: 1 });
    const running = hanging.invoke({ do: 'hang' });
    const waiting = hanging.invoke({});
    await eventually(() => expect(lines).toContain('hanging'));
    await hanging.close();
    expect(await running).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
    expect(await waiting).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
    expect(await hanging.invoke({})).toMatchObject({ error: { errorType: 'Runtime.ExitError' } });
  });
});
