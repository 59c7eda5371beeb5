import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { templateFunctions } from '../../infra/template/functions.ts';
import { readTemplate } from '../../infra/template/template.ts';
import { apiEvent } from '../functions/api-event.ts';
import { holdsForAll } from './cases.ts';
import { CELL, type FunctionName, type FuzzedWorld, startFuzzedWorld } from './fuzzed-world.ts';
import { almostSettings, anyJson, anyText, aSecret, body } from './made-up.ts';

let fuzzed: FuzzedWorld;
beforeAll(async () => {
  fuzzed = await startFuzzedWorld();
  fuzzed.amazon.play(CELL, { lwa: { status: 401, body: { error: 'invalid_client', error_description: '{sent}' } } });
});
afterAll(() => fuzzed.close());

const ONE = '/connections/{connectionId}';
const ROUTES: Readonly<Partial<Record<FunctionName, readonly string[]>>> = {
  connections: [
    'GET /connections',
    `PUT ${ONE}`,
    `PUT ${ONE}/untested`,
    `PATCH ${ONE}`,
    `GET ${ONE}`,
    `DELETE ${ONE}`,
    `POST ${ONE}/restore`,
    'POST /client-secrets',
    'GET /endpoints',
  ],
  'connection-tests': ['POST /connection-tests', `POST ${ONE}/tests`, `GET ${ONE}/tests`],
  'access-tokens': [`POST ${ONE}/access-tokens`, `POST ${ONE}/grantless-tokens`, `POST ${ONE}/restricted-data-tokens`],
  operations: [`ANY ${ONE}/sp-api/{path+}`],
};
const routes = Object.entries(ROUTES).flatMap(([name, keys]) =>
  keys.map((key) => [name as FunctionName, key] as const),
);

it('knows every function behind the API', () => {
  const behindApi = templateFunctions(readTemplate()).map(({ name }) => name);
  expect(behindApi).toEqual(expect.arrayContaining(Object.keys(ROUTES)));
});

const texts = fc.dictionary(
  fc.oneof(fc.constantFrom('limit', 'nextToken', 'endpoint', 'recoveryDays'), anyText),
  anyText,
  {
    maxKeys: 3,
  },
);
const headers = fc.dictionary(
  fc.constantFrom('content-type', 'if-match', 'if-none-match', 'x-sp-api-path', 'accept', 'x-amzn-key', 'cookie'),
  fc.oneof(anyText, aSecret, fc.constantFrom('application/json', '*', '"version"')),
);
const event = fc.record({
  route: fc.constantFrom(...routes),
  odd: fc.oneof({ weight: 8, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyText }),
  connectionId: fc.oneof(fc.constantFrom(CELL, 'missing', 'a', 'A', '..', 'a/b'), anyText, aSecret),
  query: texts,
  headers,
  body,
  isBase64Encoded: fc.boolean(),
});

it('any event is answered, without a 500 and without a secret', () =>
  holdsForAll(
    'API events',
    event,
    async ({ route: [name, key], odd, connectionId, query, headers, body, isBase64Encoded }) => {
      const routeKey = odd ?? key;
      const made = apiEvent({ routeKey, connectionId, query, headers, body });
      await fuzzed.call(name, {
        ...made,
        isBase64Encoded,
        pathParameters: { connectionId, path: connectionId },
        rawPath: `/connections/${connectionId}/sp-api/${connectionId}`,
      });
    },
  ));

it('any event at all, however it was made, is answered', () =>
  holdsForAll(
    'events that API Gateway would not make',
    fc.tuple(
      fc.constantFrom(...routes),
      fc.dictionary(
        fc.constantFrom(
          'routeKey',
          'headers',
          'body',
          'requestContext',
          'pathParameters',
          'queryStringParameters',
          'rawPath',
        ),
        anyJson,
      ),
    ),
    async ([[name, routeKey], event]) => {
      const { error } = await fuzzed.invoke(name, { routeKey, ...event }).catch((failed: unknown) => {
        // Nobody but Lambda's own callers can make these; a bug that one of them meets must be told as one.
        if (String(failed).includes('"message":"broken"')) return { error: null };
        throw failed;
      });
      expect(error).toBeNull();
    },
  ));

it('settings of any kind are tested or refused', () => {
  let saves = 0;
  return holdsForAll('settings', almostSettings, async (settings) => {
    // Each under a name of its own: a secret takes a hundred versions a day.
    saves += 1;
    const answer = await fuzzed.call(
      'connection-tests',
      apiEvent({ routeKey: 'POST /connection-tests', body: settings }),
    );
    expect(answer.status).toBeOneOf([200, 400]);
    const saved = await fuzzed.call(
      'connections',
      apiEvent({ routeKey: `PUT ${ONE}/untested`, connectionId: `made-up-${saves}`, body: settings }),
    );
    expect(saved.status).toBeOneOf([201, 400]);
  });
});
