import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { settingsOf } from '../faults/marked-connection.ts';
import type { WireAnswer } from '../faults/wire-answer.ts';
import { apiEvent } from '../functions/api-event.ts';
import { holdsForAll } from './cases.ts';
import { CELL, type FuzzedWorld, startFuzzedWorld } from './fuzzed-world.ts';
import { anyJson, anyText } from './made-up.ts';

let fuzzed: FuzzedWorld;
beforeAll(async () => {
  fuzzed = await startFuzzedWorld();
});
afterAll(() => fuzzed.close());
afterEach(() => fuzzed.amazon.heal());

const echo = fc.oneof(fc.constant('{sent}'), anyText, anyJson);
const said = fc.oneof(
  echo,
  fc.record({
    access_token: fc.oneof(fc.constant('{token}'), echo),
    expires_in: fc.oneof(fc.constant(3_600), anyJson),
  }),
  fc.record({
    error: fc.oneof(fc.constantFrom('invalid_client', 'invalid_grant', 'server_error', 'access_denied'), echo),
    error_description: echo,
  }),
  fc.record({ errors: fc.oneof(fc.array(fc.record({ code: echo, message: echo, details: echo })), echo) }),
  fc.record({ feeds: fc.oneof(fc.array(echo), echo) }),
  fc.record({ restrictedDataToken: fc.oneof(fc.constant('{token}'), echo), expiresIn: anyJson }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);
const visible = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_./:=;, "'), maxLength: 40 });
/** To whoever would follow it. */
const redirect = fc.record({
  status: fc.constantFrom(301, 302, 303, 307, 308),
  body: said,
  headers: fc.record({
    location: fc.constantFrom(
      'https://elsewhere.example/',
      'http://elsewhere.example/{token}',
      '//elsewhere.example/',
      '/elsewhere',
    ),
  }),
});
const answer: fc.Arbitrary<WireAnswer> = fc.oneof(
  { weight: 3, arbitrary: redirect },
  { weight: 1, arbitrary: fc.constantFrom<WireAnswer>('reset', 'close', 'cut-off', 'no-http') },
  {
    weight: 20,
    arbitrary: fc.record({
      status: fc.oneof(
        fc.constantFrom(200, 200, 200, 400, 401, 403, 429, 500, 503),
        fc.integer({ min: 200, max: 599 }),
      ),
      body: said,
      headers: fc.dictionary(
        fc.constantFrom(
          'content-type',
          'x-amzn-requestid',
          'x-amzn-ratelimit-limit',
          'retry-after',
          'location',
          'content-encoding',
        ),
        fc.oneof(visible, fc.constantFrom('gzip', 'br', 'https://elsewhere.example/', '100', '-1')),
      ),
    }),
  },
);

/** Many at a time, each with a connection of its own: most of the time is spent waiting for the next try. */
const MOST_AT_ONCE = 30;
const pairs = fc.array(fc.tuple(answer, answer), { minLength: 1, maxLength: MOST_AT_ONCE });
const cellOf = (index: number) => `cell-${String(index + 2).padStart(4, '0')}`;

it('whatever Amazon answers is judged', () =>
  holdsForAll("Amazon's answers, up to thirty at once", pairs, async (played) => {
    for (const [index, [lwa, spApi]] of played.entries()) fuzzed.amazon.play(cellOf(index), { lwa, spApi });
    const tests = played.map((_pair, index) =>
      fuzzed.call(
        'connection-tests',
        apiEvent({ routeKey: 'POST /connection-tests', body: settingsOf(cellOf(index)) }),
      ),
    );
    // All of them, before one that fails ends the case.
    await Promise.allSettled(tests);
    for (const { status, body } of await Promise.all(tests)) {
      expect(status).toBe(200);
      expect(JSON.parse(body).verdict).toBeOneOf(['passed', 'failed', 'inconclusive']);
    }
  }));

it('whatever Amazon answers to who wants a token is handed out or told', () =>
  holdsForAll("Amazon's answers to who wants a token", fc.tuple(answer, answer, fc.nat()), async ([lwa, spApi, at]) => {
    fuzzed.amazon.play(CELL, { lwa, spApi });
    // Another resource each time: what failed once is left alone for ten seconds.
    const restrictedResources = [{ method: 'GET', path: `/orders/v0/orders/${at}` }];
    const routeKey = 'POST /connections/{connectionId}/restricted-data-tokens';
    await fuzzed.call('access-tokens', apiEvent({ routeKey, connectionId: CELL, body: { restrictedResources } }));
  }));

it('whatever Amazon answers to an operation is passed on, and followed nowhere', async () => {
  const cells = Array.from({ length: MOST_AT_ONCE }, (_none, index) => cellOf(index));
  await Promise.all(cells.map((cell) => fuzzed.world.save(cell, settingsOf(cell))));
  const operations = fc.array(fc.tuple(answer, fc.constantFrom('GET', 'POST')), {
    minLength: 1,
    maxLength: MOST_AT_ONCE,
  });
  await holdsForAll("Amazon's answers to operations, up to thirty at once", operations, async (played) => {
    const asked = played.map(([spApi, method], index) => {
      const connectionId = cellOf(index);
      fuzzed.amazon.play(connectionId, { spApi });
      const event = apiEvent({ routeKey: 'ANY /connections/{connectionId}/sp-api/{path+}', connectionId });
      return fuzzed.call('operations', {
        ...event,
        rawPath: `/connections/${connectionId}/sp-api/orders/v0/orders`,
        requestContext: { ...event.requestContext, http: { method } },
      });
    });
    await Promise.allSettled(asked);
    for (const [index, { status, headers }] of (await Promise.all(asked)).entries()) {
      const spApi = played[index]?.[0];
      if (typeof spApi === 'object')
        expect({ status, by: headers['x-answered-by'] }).toEqual({ status: spApi.status, by: 'amazon' });
      else expect(status).toBeOneOf([503, 504]);
      expect(fuzzed.amazon.targetOf(cellOf(index))).toBe('/orders/v0/orders');
    }
  });
});
