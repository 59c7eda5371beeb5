import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import type { AmazonRequest } from '../../lib/amazon/exchange.ts';
import { feedsRequest } from '../../lib/amazon/feeds.ts';
import { LWA_TOKEN_URL, sellerTokenRequest } from '../../lib/amazon/lwa.ts';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { Secret } from '../../lib/secret.ts';
import {
  answers,
  breaksOffAfter,
  closes,
  type RawServer,
  type Reply,
  startRawServer,
  staysSilent,
} from './raw-server.ts';

const TIMEOUT_MS = 20_000;
const GET: AmazonRequest = { method: 'GET', url: LWA_TOKEN_URL, headers: {} };

let server: RawServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

describe.each([
  { name: 'undici', adapter: undiciHttp },
  { name: "Node's own client", adapter: nodeHttp },
])('over $name', ({ adapter }) => {
  async function send(reply: Reply, request = GET, timeoutMs = TIMEOUT_MS) {
    server = await startRawServer([[reply], [reply]]);
    const transmission = await adapter({ loopbackOrigin: server.origin }).send(request, timeoutMs);
    return { ...transmission, received: server.received };
  }

  describe('what is sent', () => {
    test('the token exchange, to the last byte', async () => {
      const request = sellerTokenRequest({
        lwaClientId: 'amzn1.application-oa2-client.1',
        lwaClientSecret: new Secret('a+b&c=d%e'),
        lwaRefreshToken: new Secret('Atzr|é f'),
      });
      const { received } = await send(answers('{}'), request);

      expect(received).toEqual([
        [
          [
            'POST /auth/o2/token HTTP/1.1',
            'host: api.amazon.com',
            'connection: keep-alive',
            'accept: application/json',
            'content-type: application/x-www-form-urlencoded;charset=UTF-8',
            'user-agent: SellingPartnerConnections/0.1 (Language=TypeScript; Platform=AWS Lambda)',
            'content-length: 127',
            '',
            'grant_type=refresh_token&refresh_token=Atzr%7C%C3%A9+f&client_id=amzn1.application-oa2-client.1&client_secret=a%2Bb%26c%3Dd%25e',
          ].join('\r\n'),
        ],
      ]);
    });

    test.for([
      ['eu', 'sellingpartnerapi-eu.amazon.com', 'feedTypes=JSON_LISTINGS_FEED&pageSize=1'],
      [
        'fe-sandbox',
        'sandbox.sellingpartnerapi-fe.amazon.com',
        'feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE',
      ],
    ] as const)('getFeeds of %s, to the last byte: no body, no length', async ([name, host, query]) => {
      const { received } = await send(answers('{"feeds":[]}'), feedsRequest(endpointOf(name), new Secret('Atza|1')));

      expect(received).toEqual([
        [
          [
            `GET /feeds/2021-06-30/feeds?${query} HTTP/1.1`,
            `host: ${host}`,
            'connection: keep-alive',
            'accept: application/json',
            'user-agent: SellingPartnerConnections/0.1 (Language=TypeScript; Platform=AWS Lambda)',
            'x-amz-access-token: Atza|1',
            '',
            '',
          ].join('\r\n'),
        ],
      ]);
    });
  });

  describe('what comes back', () => {
    test('status, headers and text', async () => {
      const { outcome, sent, latencyMs } = await send(answers('{"feeds":[]}', { 'x-a': '1' }, '403 Forbidden'));

      expect(outcome).toEqual({
        kind: 'answer',
        status: 403,
        headers: { 'content-length': '12', 'x-a': '1' },
        text: '{"feeds":[]}',
      });
      expect(sent).toBe(1);
      expect(latencyMs).toBeGreaterThan(0);
    });

    test('header names come in lower case, and repeated headers joined', async () => {
      const { outcome } = await send((to) =>
        to.write('HTTP/1.1 200 OK\r\nX-AMZN-RequestId: Ab\r\nVia: 1\r\nVIA: 2\r\nContent-Length: 0\r\n\r\n'),
      );

      expect(outcome).toMatchObject({ headers: { 'x-amzn-requestid': 'Ab', via: '1, 2' } });
    });

    test('an answer before the answer (103) is passed over', async () => {
      const { outcome } = await send((to) => {
        to.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      });

      expect(outcome).toMatchObject({ status: 200, text: '{}' });
    });

    test('an answer that ends with the connection is whole', async () => {
      const { outcome } = await send((to) => {
        to.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"feeds":[]}');
        to.end();
      });

      expect(outcome).toMatchObject({ status: 200, text: '{"feeds":[]}' });
    });

    test('chunks are put together, across the bytes of one character', async () => {
      const { outcome } = await send((to) => {
        to.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        to.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([0xc3]), Buffer.from('\r\n')]));
        to.write(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([0xa9]), Buffer.from('\r\n0\r\n\r\n')]));
      });

      expect(outcome).toMatchObject({ text: 'é' });
    });

    test.for([301, 302, 303, 307, 308])('a redirect by %i is the answer, not followed', async (status) => {
      const { outcome, received } = await send(answers('', { location: 'http://127.0.0.1:1/' }, `${status} Moved`));

      expect(outcome).toMatchObject({ kind: 'answer', status });
      expect(received.flat()).toHaveLength(1);
    });

    test('no status makes it send again', async () => {
      for (const status of ['429 Slow', '500 Broken', '503 Away']) {
        const { outcome, received } = await send(answers('{}', { 'retry-after': '0' }, status));
        expect([outcome.kind, received.flat().length]).toEqual(['answer', 1]);
        await server?.close();
      }
      server = null;
    });
  });

  describe('no answer', () => {
    test('a refused connection', async () => {
      const closed = createServer().listen(0, '127.0.0.1');
      await once(closed, 'listening');
      const address = closed.address();
      const port = typeof address === 'object' ? address?.port : null;
      closed.close();
      await once(closed, 'close');
      const http = adapter({ loopbackOrigin: `http://127.0.0.1:${port}` });

      expect(await http.send(GET, TIMEOUT_MS)).toMatchObject({ outcome: { kind: 'network_unreachable' }, sent: 1 });
    });

    test('a name that does not exist', async () => {
      const http = adapter({ loopbackOrigin: 'http://no-such-host.invalid:80' });

      expect(await http.send(GET, TIMEOUT_MS)).toMatchObject({ outcome: { kind: 'network_unreachable' }, sent: 1 });
    });

    test.for([
      ['silence', staysSilent],
      ['a head that never ends', (to) => to.write('HTTP/1.1 200 OK\r\n')],
      ['a body that never ends', (to) => to.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{')],
      [
        'a compressed body that never ends',
        (to) => to.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\ncontent-encoding: gzip\r\n\r\n\x1f'),
      ],
    ] as const satisfies readonly (readonly [string, Reply])[])('%s times out', async ([, reply]) => {
      const { outcome, sent } = await send(reply, GET, 30);

      expect(outcome).toEqual({ kind: 'timed_out' });
      expect(sent).toBe(1);
    });

    test('a time that is no whole number of milliseconds is as good as any', async () => {
      const { outcome } = await send(staysSilent, GET, 20.7);

      expect(outcome).toEqual({ kind: 'timed_out' });
    });

    test.for([
      ['what is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
      ['another version of HTTP', 'HTTP/7.7 200 OK\r\n\r\n'],
      ['a status that is no number', 'HTTP/1.1 abc OK\r\n\r\n'],
      ['a head over 16 KiB', `HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(20_000)}\r\ncontent-length: 0\r\n\r\n`],
      ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
      ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nab'],
      ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab\r\n'],
    ])('%s is the network', async ([, bytes]) => {
      const { outcome, sent } = await send((to) => to.write(bytes ?? ''));

      expect(outcome).toEqual({ kind: 'network_unreachable' });
      expect(sent).toBe(1);
    });

    test('a compressed answer that is cut off is no answer, however much could be read', async () => {
      const { outcome } = await send(
        breaksOffAfter('HTTP/1.1 200 OK\r\ncontent-length: 500\r\ncontent-encoding: gzip\r\n\r\n\x1f', closes),
      );

      expect(outcome).toEqual({ kind: 'network_unreachable' });
    });
  });

  test('a request that cannot be sent is a bug of ours, and throws', async () => {
    const http = adapter({ loopbackOrigin: 'http://127.0.0.1:1' });

    await expect(http.send({ ...GET, headers: { 'x-amz-access-token': 'a\nb' } }, TIMEOUT_MS)).rejects.toThrow(
      /x-amz-access-token/,
    );
  });
});
