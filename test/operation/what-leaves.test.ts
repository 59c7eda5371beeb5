/** Ten thousand paths, most of them hostile, through the route and the real HTTP adapter: what reaches Amazon's socket? */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiRequest } from '../../lib/http/api-request.ts';
import { operationRoutes } from '../../lib/http/operation-routes.ts';
import { undiciOperationHttp } from '../../lib/operation/undici-operation-http.ts';
import { operationWorld } from './operation-world.ts';

const HOST = 'sellingpartnerapi-na.amazon.com';
const ROUTE = 'ANY /connections/{connectionId}/sp-api/{path+}';

let server: Server;
let received: { target: string; host: string | undefined }[] = [];
let origin = '';
beforeAll(async () => {
  server = createServer((request, response) => {
    received.push({ target: request.url ?? '', host: request.headers.host });
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const HOSTILE = [
  ...['.', '..', '...', '%2e', '%2E%2e', '%252e%252e', '%25252e.', '..;', '.%00', '%c0%ae', '．．', '․․'],
  ...['//', '\\', '%5c', '%2f', '%252f..', '/..', '/../', '/./', '\\..\\', '%5c..%5c'],
  ...['@evil.example', ':80', ':@', 'https://evil.example/', '//evil.example', '#', '?', '?x=1', '%3f', '%23', ';a=b'],
  ...[' ', '\t', '\r\n', '\n', '\0', '\x7f', '\x85', '\ufeff', '\u2028', '\ud800', '%', '%zz', '%0d%0a', '%00'],
  ...[
    'applications',
    'Applications',
    'é',
    '日本',
    '😀',
    '+',
    "'",
    '"',
    '|',
    '^',
    '`',
    '{',
    '}',
    '<',
    '>',
    '[',
    ']',
    '*',
    '~',
  ],
];
const PLAIN = ['feeds', '2021-06-30', 'orders', 'v0', 'A1B2', 'x', 'testNotification'];
const piece = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.constantFrom(...PLAIN),
  fc.string({ unit: 'grapheme-ascii', maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const segment = fc.oneof(
  fc.constantFrom(...PLAIN),
  fc.array(piece, { maxLength: 3 }).map((pieces) => pieces.join('')),
);
const decodedPath = fc.oneof(
  { weight: 8, arbitrary: fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`) },
  { weight: 1, arbitrary: fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')) },
);

/** How somebody could spell a path in x-sp-api-path: encoded in whole, in part, too much, or not at all. */
const spelling = fc.constantFrom<((path: string) => string)[]>(
  (path) => path.split('/').map(encoded).join('/'),
  (path) => encoded(path).replace('%2F', '/'),
  (path) => encodeURI(path.toWellFormed()),
  (path) => path,
  (path) => path.replaceAll('.', '%2e'),
  (path) => path.split('/').map(encoded).join('/').replaceAll('-', '%2D').toLowerCase(),
  (path) => `${path}/../x`,
);
const encoded = (text: string) => encodeURIComponent(text.toWellFormed());

const query = fc.oneof(
  fc.constant(''),
  fc.constantFrom('a=b', 'a=b+c&a=%20&&b=x,y;z', '?', 'x=%', "'", '../..', '@evil', 'a b', 'a#b', 'ü', 'a\r\nb'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
);

test('what leaves has the origin, the path and the query that were meant, or nothing leaves', async () => {
  const { amazon, broker, clock, invocation } = operationWorld();
  const http = undiciOperationHttp({ loopbackOrigin: origin, clock });
  const route = operationRoutes({ http, broker, clock })[ROUTE];
  if (!route) throw new Error('no route');
  let left = 0;
  let refused = 0;

  const sentFor = async (path: string, rawQueryString: string, asSent: string | undefined) => {
    const request: ApiRequest = {
      caller: 'test',
      invocation: invocation(),
      event: {
        rawPath: `/connections/acme/sp-api${path}`,
        rawQueryString,
        headers: asSent === undefined ? {} : { 'x-sp-api-path': asSent },
        pathParameters: { connectionId: 'acme', path: path.slice(1) },
        requestContext: { http: { method: 'GET' } },
      },
    };
    received = [];
    const exchangesBefore = amazon.exchanges.length;
    const answer = await route(request);
    return { answer, exchanges: amazon.exchanges.length - exchangesBefore };
  };

  await fc.assert(
    fc.asyncProperty(decodedPath, query, fc.option(spelling, { nil: undefined }), async (path, rawQuery, spell) => {
      const asSent = spell?.(path);
      const { answer, exchanges } = await sentFor(path, rawQuery, asSent);
      if ('problem' in answer) {
        refused += 1;
        expect(['path_refused', 'operation_refused']).toContain(answer.problem.code);
        expect(received).toEqual([]);
        expect(exchanges).toBe(0);
        return;
      }
      left += 1;
      expect(answer).toMatchObject({ passed: { statusCode: 200 } });
      expect(received).toHaveLength(1);
      const { target = '', host } = received[0] ?? {};
      expect(host).toBe(HOST);
      const sentPath = target.slice(0, target.length - (rawQuery === '' ? 0 : rawQuery.length + 1));
      expect(target).toBe(rawQuery === '' ? sentPath : `${sentPath}?${rawQuery}`);
      // The path that IAM authorized, segment by segment; or as it was said, and the same when decoded.
      if (asSent === undefined) expect(sentPath.split('/').map(decodeURIComponent)).toEqual(path.split('/'));
      else expect(sentPath).toBe(asSent);
      expect(decodeURIComponent(sentPath)).toBe(path);
      expect(sentPath).toMatch(/^\/[\x21-\x7e]*$/);
      expect(sentPath).not.toMatch(/[?#\\]|\/\//);
      // As any reader of URLs understands it.
      const read = new URL(target, `https://${HOST}`);
      expect(`${read.origin}${read.pathname}`).toBe(`https://${HOST}${sentPath}`);
      // However often somebody decodes it, it goes nowhere else.
      for (let text = sentPath, round = 0; round < 5; round += 1) {
        expect(text.split(/[/\\]/).filter((part) => part === '.' || part === '..')).toEqual([]);
        text = text.replace(/%([0-7][\da-f])/gi, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      }
      expect(path).not.toMatch(/^\/applications(\/|$)/i);
    }),
    { numRuns: 12_000 },
  );

  // A property that never meets one of the two would say nothing.
  expect(left).toBeGreaterThan(2_000);
  expect(refused).toBeGreaterThan(2_000);
});
