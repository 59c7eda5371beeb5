import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiEvent } from '../functions/api-event.ts';
import { holdsForAll } from './cases.ts';
import { CELL, type FuzzedWorld, startFuzzedWorld } from './fuzzed-world.ts';
import { anyJson, anyText, aSecret, storedText } from './made-up.ts';

let fuzzed: FuzzedWorld;
beforeAll(async () => {
  fuzzed = await startFuzzedWorld();
  fuzzed.amazon.play(CELL, { lwa: { status: 400, body: { error: 'invalid_grant', error_description: '{sent}' } } });
});
afterAll(() => fuzzed.close());

const ONE = '/connections/{connectionId}';
const message = (connectionId: unknown, more: object = {}) => ({
  messageId: 'm',
  body: JSON.stringify({
    connectionId,
    runId: 'r',
    scheduledTime: new Date().toISOString(),
    trigger: 'confirm',
    ...more,
  }),
});

it('a stored text of any kind is a connection, or said to be none', () => {
  let stored = 0;
  return holdsForAll('stored texts', storedText, async (text) => {
    // Each under a name of its own: a secret takes a hundred versions a day.
    stored += 1;
    const connectionId = `stored-${stored}`;
    await fuzzed.world.save(connectionId, text);
    const ask = (routeKey: string, body?: unknown) => apiEvent({ routeKey, connectionId, body });
    expect((await fuzzed.call('connections', ask(`GET ${ONE}`))).status).toBeOneOf([200, 409]);
    expect((await fuzzed.call('connections', ask('GET /connections'))).status).toBe(200);
    await fuzzed.call('access-tokens', ask(`POST ${ONE}/access-tokens`));
    const { result } = await fuzzed.invoke('run-tests', { Records: [message(connectionId)] });
    expect(result).toEqual({ batchItemFailures: [] });
    expect((await fuzzed.invoke('plan-tests', { all: true })).error).toBeNull();
    await fuzzed.world.remove(connectionId);
  });
});

const odd = fc.oneof(
  anyText,
  anyJson.map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        connectionId: fc.oneof(fc.constantFrom(CELL, 'missing', '../a'), anyJson, aSecret),
        runId: anyJson,
        scheduledTime: fc.oneof(fc.constant('2026-01-01T00:00:00.000Z'), anyJson, aSecret),
        trigger: fc.oneof(fc.constantFrom('schedule', 'confirm', 'traffic', 'save'), anyJson, aSecret),
      },
      { requiredKeys: [] },
    )
    .map((value) => JSON.stringify(value)),
);

it('a message of any kind is worked on, or dropped', () =>
  holdsForAll('queue messages', fc.array(odd, { maxLength: 10 }), async (bodies) => {
    const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
    const { result, error } = await fuzzed.invoke('run-tests', { Records });
    expect({ result, error }).toEqual({ result: { batchItemFailures: [] }, error: null });
  }));
