/** A save while a test of the values before it is under way: what is held true afterwards is of the new values. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AmazonHttp } from '../../lib/amazon/exchange.ts';
import type { Trigger } from '../../lib/connection-test/test-result.ts';
import { runTests } from '../../lib/watch/run-tests.ts';
import { noted } from '../noted-invocation.ts';
import { get, patch, put, putUntested } from './api-call.ts';
import { outlines, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';

let world: RegistryWorld;
beforeAll(async () => {
  const accounts = [...sellers(2), ...outlines([{ name: 'revoked', revoked: true }])];
  world = await startRegistryWorld({ accounts });
});
afterAll(() => world.close());
afterEach(() => world.clear());

let made = 0;
let id = '';
function begin(): void {
  made += 1;
  id = `scheduled-${made}`;
}

/** Amazon, but nothing is sent before it is let through. */
function heldAmazon() {
  const through = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const http: AmazonHttp = {
    async send(request, timeoutMs) {
      reached.resolve();
      await through.promise;
      return world.dependencies.http.send(request, timeoutMs);
    },
  };
  return { http, reached: reached.promise, letThrough: () => through.resolve() };
}

/** A message of the test queue, as `run-tests` takes it. */
async function runTest(trigger: Trigger, http: AmazonHttp = world.dependencies.http): Promise<void> {
  const { dependencies } = world;
  const message = { connectionId: id, runId: 'run', scheduledTime: new Date().toISOString(), trigger };
  const failures = await runTests(
    { ...dependencies, http, reader: dependencies.store, perConnectionMetrics: 'off' },
    [{ messageId: 'message', body: JSON.stringify(message) }],
    noted(Date.now() + 30_000),
  );
  expect(failures).toEqual([]);
}

const historyOf = async () => (await world.itemsOf(id)).filter(({ sort }) => sort?.startsWith('test#'));

/** A clock with milliseconds: what begins after something else begins later, not at the same one. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(['schedule', 'confirm', 'traffic'] as const)('a test (%s) of the old values', (trigger) => {
  it('that fails after the save does not overwrite what the save has found', async () => {
    begin();
    await world.api(putUntested(id, world.settingsOf('revoked')));
    await nextMillisecond();
    const amazon = heldAmazon();
    const late = runTest(trigger, amazon.http);
    await amazon.reached;
    await nextMillisecond();
    const { body } = await world.api(put(id, world.settingsOf('seller-0')));
    amazon.letThrough();
    await late;

    const { body: now } = await world.api(get(id));
    expect(now).toEqual(body.connection);
    expect(now).toMatchObject({ state: 'passed', latestTest: { trigger: 'save', version: body.connection.version } });
    expect(await historyOf()).toHaveLength(2);
    expect(world.eventsOf(id).map(({ to }) => to)).toEqual(['unknown', 'passed']);
  });

  it('that passes after a save without a test does not say that the new values pass', async () => {
    begin();
    await world.api(put(id, world.settingsOf('seller-0')));
    await nextMillisecond();
    const amazon = heldAmazon();
    const late = runTest(trigger, amazon.http);
    await amazon.reached;
    await nextMillisecond();
    await world.api(putUntested(id, world.settingsOf('revoked')));
    amazon.letThrough();
    await late;
    expect((await world.api(get(id))).body).toMatchObject({ state: 'unknown' });
    await nextMillisecond();
    await runTest('save');
    expect((await world.api(get(id))).body).toMatchObject({ state: 'failed' });
  });

  it('that begins while the save is tested and ends sooner: another test of the new values is queued', async () => {
    begin();
    await world.api(putUntested(id, world.settingsOf('revoked')));
    const saves = () => world.messagesOf(id).filter((message) => message.trigger === 'save');
    const before = saves().length;
    const amazon = heldAmazon();
    const saving = world.environment({ http: amazon.http })(put(id, world.settingsOf('seller-0')));
    await amazon.reached;
    await nextMillisecond();
    await runTest(trigger);
    amazon.letThrough();
    const { status, body } = await saving;
    expect([status, body.warnings]).toEqual([200, []]);
    expect(saves()).toHaveLength(before + 1);
    expect(saves().at(-1)).toMatchObject({ runId: body.connection.version });
    await nextMillisecond();
    await runTest('save');
    expect((await world.api(get(id))).body).toMatchObject({ state: 'passed', version: body.connection.version });
  });
});

it('a test of the values that a change of the name has left alone counts as ever', async () => {
  begin();
  await world.api(put(id, world.settingsOf('seller-0')));
  world.amazon.revoke('seller-0');
  const amazon = heldAmazon();
  const test = runTest('confirm', amazon.http);
  await amazon.reached;
  const { body } = await world.api(patch(id, { displayName: 'New' }));
  amazon.letThrough();
  await test;
  expect((await world.api(get(id))).body).toMatchObject({
    state: 'failed',
    displayName: 'New',
    version: body.connection.version,
  });
});
