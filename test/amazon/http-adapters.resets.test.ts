import { setImmediate } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AmazonRequest } from '../../lib/amazon/exchange.ts';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import {
  answers,
  breaksOffAfter,
  closes,
  type RawServer,
  type Reply,
  resets,
  startRawServer,
  staysSilent,
} from './raw-server.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

const certificate = selfSignedCertificate();
const known = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...known, certificate.cert]));
afterAll(() => setDefaultCACertificates(known));

let server: RawServer;
afterEach(() => server.close());

const TIMEOUT_MS = 20_000;
const HALF_A_BODY = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"feeds":';
const HALF_A_HEAD = 'HTTP/1.1 200 OK\r\ncontent-le';
const HALF_A_CHUNKED_BODY = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"feeds":\r\n';
const POST = { method: 'POST', body: 'grant_type=refresh_token' } as const;

/** Undici waits a full turn of the event loop before it uses a socket again. */
async function socketFreed(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await setImmediate();
}

describe.each([
  { adapter: undiciHttp, name: 'undici', over: 'TCP', tls: null },
  { adapter: undiciHttp, name: 'undici', over: 'TLS', tls: certificate },
  { adapter: nodeHttp, name: "Node's own client", over: 'TCP', tls: null },
  { adapter: nodeHttp, name: "Node's own client", over: 'TLS', tls: certificate },
])('$name over $over', ({ adapter, tls }) => {
  /** Sends one after the other, and answers what the last one brought. */
  async function sendAll(count: number, scripts: readonly (readonly Reply[])[], timeoutMs = TIMEOUT_MS) {
    server = await startRawServer(scripts, tls);
    const http = adapter({ loopbackOrigin: server.origin });
    const request: AmazonRequest = { method: 'GET', url: `${server.origin}/feeds?a=1`, headers: { accept: '*/*' } };
    for (let sent = 1; sent < count; sent += 1) {
      const { outcome } = await http.send(request, TIMEOUT_MS);
      expect(outcome.kind).toBe('answer');
      await socketFreed();
    }
    return http.send(count === 1 ? request : { ...request, ...POST }, timeoutMs);
  }

  test.for([
    { how: 'reset', script: resets },
    { how: 'closed', script: closes },
    { how: 'cut off in the head', script: breaksOffAfter(HALF_A_HEAD, closes) },
    { how: 'reset in the head', script: breaksOffAfter(HALF_A_HEAD, resets) },
    { how: 'cut off in the body', script: breaksOffAfter(HALF_A_BODY, closes) },
    { how: 'reset in the body', script: breaksOffAfter(HALF_A_BODY, resets) },
    { how: 'cut off in a chunked body', script: breaksOffAfter(HALF_A_CHUNKED_BODY, closes) },
    { how: 'reset in a chunked body', script: breaksOffAfter(HALF_A_CHUNKED_BODY, resets) },
  ])('a fresh socket that is $how is not tried again', async ({ script }) => {
    const { outcome, sent } = await sendAll(1, [[script], [answers('{}')]]);

    expect(outcome).toEqual({ kind: 'network_unreachable' });
    expect(sent).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  test.for([
    { how: 'reset', script: resets },
    { how: 'closed', script: closes },
    { how: 'cut off in the head', script: breaksOffAfter(HALF_A_HEAD, closes) },
    { how: 'cut off in the body', script: breaksOffAfter(HALF_A_BODY, closes) },
    { how: 'reset in the body', script: breaksOffAfter(HALF_A_BODY, resets) },
  ])('a reused socket that is $how is replaced by a fresh one, once', async ({ script }) => {
    const { outcome, sent } = await sendAll(2, [[answers('{}'), script], [answers('{"second":true}')]]);

    expect(outcome).toMatchObject({ kind: 'answer', status: 200, text: '{"second":true}' });
    expect(sent).toBe(2);
    expect(server.received.map((requests) => requests.length)).toEqual([2, 1]);
    expect(server.received[1]?.[0]).toBe(server.received[0]?.[1]);
  });

  test.for([
    { how: 'reset', script: resets },
    { how: 'closed', script: closes },
    { how: 'cut off', script: breaksOffAfter(HALF_A_BODY, closes) },
  ])('a fresh socket that is $how after a reused one was reset is not replaced again', async ({ script }) => {
    const { outcome, sent } = await sendAll(2, [[answers('{}'), resets], [script], [answers('{}')]]);

    expect(outcome).toEqual({ kind: 'network_unreachable' });
    expect(sent).toBe(2);
    expect(server.received).toHaveLength(2);
  });

  test('sockets are reused', async () => {
    const { sent } = await sendAll(3, [[answers('{}'), answers('{}'), answers('{}')]]);

    expect(sent).toBe(1);
    expect(server.received.map((requests) => requests.length)).toEqual([3]);
  });

  test('an idle socket that was closed between two requests costs no attempt', async () => {
    server = await startRawServer(
      [
        [
          (connection) => {
            answers('{}', { connection: 'close' })(connection);
            connection.end();
          },
        ],
        [answers('{}')],
      ],
      tls,
    );
    const http = adapter({ loopbackOrigin: server.origin });
    const request: AmazonRequest = { method: 'GET', url: `${server.origin}/`, headers: {} };
    await http.send(request, TIMEOUT_MS);
    await server.allClosed();

    expect(await http.send(request, TIMEOUT_MS)).toMatchObject({ outcome: { kind: 'answer' }, sent: 1 });
  });

  test('a socket after one that was closed is fresh again', async () => {
    const answersAndCloses: Reply = (connection) => {
      answers('{}', { connection: 'close' })(connection);
      connection.end();
    };
    server = await startRawServer([[staysSilent], [answersAndCloses], [resets], [answers('{}')]], tls);
    const http = adapter({ loopbackOrigin: server.origin });
    const request: AmazonRequest = { method: 'GET', url: `${server.origin}/`, headers: {} };
    // One that waits keeps the pool, and with it the client whose socket is closed.
    const waiting = http.send(request, TIMEOUT_MS);
    while (server.received.flat().length === 0) await setImmediate();
    await http.send(request, TIMEOUT_MS);
    await socketFreed();

    expect(await http.send(request, TIMEOUT_MS)).toMatchObject({ outcome: { kind: 'network_unreachable' }, sent: 1 });
    expect(server.received).toHaveLength(3);
    await server.close();
    expect(await waiting).toMatchObject({ outcome: { kind: 'network_unreachable' }, sent: 1 });
  });

  test('a reused socket that stays silent times out, and nothing is sent again', async () => {
    const { outcome, sent } = await sendAll(2, [[answers('{}'), staysSilent], [answers('{}')]], 50);

    expect(outcome).toEqual({ kind: 'timed_out' });
    expect(sent).toBe(1);
    expect(server.received).toHaveLength(1);
  });

  test('garbage on a reused socket is no reset', async () => {
    const { outcome, sent } = await sendAll(2, [[answers('{}'), (to) => to.write('garbage\r\n\r\n')], [answers('{}')]]);

    expect(outcome).toEqual({ kind: 'network_unreachable' });
    expect(sent).toBe(1);
  });
});

test.each([undiciHttp, nodeHttp])(
  'a certificate that nobody vouches for is the network, not an answer',
  async (adapter) => {
    server = await startRawServer([[answers('{}')]], selfSignedCertificate());
    const request: AmazonRequest = { method: 'GET', url: `${server.origin}/`, headers: {} };

    expect(await adapter({ loopbackOrigin: server.origin }).send(request, TIMEOUT_MS)).toMatchObject({
      outcome: { kind: 'network_unreachable' },
      sent: 1,
    });
    expect(server.received).toEqual([]);
  },
);
