import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { apiEvent } from '../functions/api-event.ts';
import { holdsForAll } from './cases.ts';
import { CELL, type FuzzedWorld, startFuzzedWorld } from './fuzzed-world.ts';
import { anyText } from './made-up.ts';

let fuzzed: FuzzedWorld;
beforeAll(async () => {
  fuzzed = await startFuzzedWorld();
});
afterAll(() => fuzzed.close());

const piece = fc.constantFrom(
  '..',
  '.',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5c',
  '\\',
  '//',
  '/',
  '@',
  ':',
  '#',
  '?',
  '%00',
  '\n',
  '\t',
  ' ',
  'é',
  '%',
  ';',
  '&',
  'orders',
  'v0',
  'applications',
  'elsewhere.example',
  'https:',
  'localhost',
);
/** Encoded as often as may be. */
const DOT_SEGMENT = /(?:^|[/\\]|%(?:25)*(?:2f|5c))(?:\.|%(?:25)*2e){1,2}(?:$|[/\\]|%(?:25)*(?:2f|5c))/i;
const path = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
  fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('/')}`),
  anyText,
  fc.webUrl(),
);

it('a path of any kind goes to the connection and nowhere else, or is refused', () =>
  holdsForAll(
    'operation paths',
    fc.record({
      path,
      override: fc.option(path),
      query: fc.oneof(fc.constant(''), anyText),
      method: fc.constantFrom('GET', 'POST'),
    }),
    async ({ path, override, query, method }) => {
      fuzzed.amazon.heal();
      const routeKey = 'ANY /connections/{connectionId}/sp-api/{path+}';
      const event = apiEvent({
        routeKey,
        connectionId: CELL,
        ...(override !== null && { headers: { 'x-sp-api-path': override } }),
      });
      const { status, headers } = await fuzzed.call('operations', {
        ...event,
        rawPath: `/connections/${CELL}/sp-api${path}`,
        rawQueryString: query,
        pathParameters: { connectionId: CELL, path: path.slice(1) },
        requestContext: { ...event.requestContext, http: { method } },
      });
      // Strays are looked for after each case; the endpoints of other regions would be taken for evidence.
      expect(fuzzed.amazon.sentOf(CELL)).toMatchObject({ evidence: 0 });
      const target = fuzzed.amazon.targetOf(CELL);
      if (headers['x-answered-by'] !== 'amazon') {
        expect(status).toBeOneOf([400, 403]);
        expect(target).toBeNull();
        return;
      }
      const sentPath = override ?? path.split('/').map(encodeURIComponent).join('/');
      expect(target).toBe(`${sentPath}${query === '' ? '' : `?${query}`}`);
      expect(decodeURIComponent(sentPath)).toBe(path);
      expect(sentPath).not.toMatch(DOT_SEGMENT);
    },
  ));
