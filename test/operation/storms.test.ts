/** Storms over real sockets, with the real HTTP adapter; the waits in between are a clock's that a test has in its hands. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { performOperation } from '../../lib/operation/perform-operation.ts';
import { undiciOperationHttp } from '../../lib/operation/undici-operation-http.ts';
import { answers, cutsOff, inTurn, json, type OddAmazon, resets, startOddAmazon } from './odd-amazon.ts';
import { operationWorld } from './operation-world.ts';

let amazon: OddAmazon;
beforeAll(async () => {
  amazon = await startOddAmazon();
});
afterAll(() => amazon.close());
beforeEach(() => amazon.reset());

function world() {
  const { broker, clock, invocation } = operationWorld();
  const http = undiciOperationHttp({ loopbackOrigin: amazon.origin, clock });
  const perform = (method: string) => {
    const operation = { connectionId: 'acme', method, path: '/a', rawQuery: '', headers: {}, body: null };
    return performOperation({ http, broker, clock }, operation, invocation());
  };
  return { clock, perform };
}

test.for([
  ['GET', 4],
  ['HEAD', 4],
  ['PUT', 4],
  ['DELETE', 4],
  ['POST', 1],
  ['PATCH', 1],
] as const)('a storm of resets meets %s %i times', async ([method, calls]) => {
  amazon.setSpApi(resets);

  expect(await world().perform(method)).toEqual({
    ok: false,
    failure: { kind: 'no_answer', cause: 'network_unreachable', attempts: calls },
  });
  expect(amazon.spApi).toHaveLength(calls);
});

test('a storm that begins on a socket that was used before meets a GET five times, and what is told is what was sent', async () => {
  const { perform } = world();
  await perform('GET');
  // Undici waits a turn of the event loop before it uses a socket again.
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
  amazon.reset();
  amazon.setSpApi(resets);

  expect(await perform('GET')).toMatchObject({ failure: { attempts: 5 } });
  expect(amazon.spApi).toHaveLength(5);
});

test.for([
  ['a page of HTML', answers(503, '<html>', { 'content-type': 'text/html' })],
  ['JSON', json(500, {})],
  ['an answer cut off', cutsOff],
] as const)('trouble of the kind of %s meets a GET four times', async ([, script]) => {
  amazon.setSpApi(script);
  const { perform, clock } = world();

  await perform('GET');

  expect(amazon.spApi).toHaveLength(4);
  expect(clock.slept).toEqual([1_000, 5_000, 10_000]);
});

test('a GET comes through as soon as the storm is over', async () => {
  amazon.setSpApi(inTurn(resets, json(503, {}), resets, json(200, {})));
  const { perform, clock } = world();

  expect(await perform('GET')).toMatchObject({ ok: true, value: { attempts: 4, answer: { status: 200 } } });
  expect(clock.slept).toEqual([1_000, 5_000, 10_000]);
});
