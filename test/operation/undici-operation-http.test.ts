import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { OperationRequest } from '../../lib/operation/operation-http.ts';
import { undiciOperationHttp } from '../../lib/operation/undici-operation-http.ts';
import {
  answers,
  breaksOffAfter,
  closes,
  type RawServer,
  type Reply,
  resets,
  startRawServer,
  staysSilent,
} from '../amazon/raw-server.ts';
import { handClock } from '../hand-clock.ts';

const NA = 'https://sellingpartnerapi-na.amazon.com';
/** Lambda: nothing larger could be handed on. */
const LIMIT_BYTES = 6_291_556;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(...scripts: readonly (readonly Reply[])[]): Promise<RawServer> {
  const started = await startRawServer(scripts);
  closing.push(() => started.close());
  return started;
}

function client(origin: string) {
  const clock = handClock();
  const http = undiciOperationHttp({ loopbackOrigin: origin, clock });
  const send = (request: Partial<OperationRequest> = {}, timeoutMs = 10_000) =>
    http.send({ method: 'GET', url: `${NA}/orders/v0/orders`, headers: {}, body: null, ...request }, timeoutMs);
  return { clock, send };
}

/** Undici waits a full turn of the event loop before it uses a socket again. */
async function socketFreed(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) await setImmediate();
}

/** The request line and the headers that somebody chose, without those of the connection. */
const seen = (request = '') =>
  request
    .split('\r\n\r\n')[0]
    ?.split('\r\n')
    .filter((line) => !/^connection:/i.test(line));

describe('a request', () => {
  test('leaves byte for byte, with the host of Amazon and nothing that nobody asked for', async () => {
    const { origin, received } = await server([answers('{}')]);
    const target = '/items/A%2fB%20c/x:y;z?a=b+c&a=%20&&e=&f=x,y;z&q=\'%22|\\^`{}<>"&u=%C3%BC';

    await client(origin).send({ url: `${NA}${target}`, headers: { accept: 'a', 'x-amzn-k': 'é' } });

    expect(seen(received[0]?.[0])).toEqual([
      `GET ${target} HTTP/1.1`,
      'host: sellingpartnerapi-na.amazon.com',
      'accept: a',
      expect.stringMatching(/^x-amzn-k: /),
    ]);
  });

  test.for(['GET', 'HEAD', 'DELETE', 'OPTIONS'])('without a body tells no length: %s', async (method) => {
    const { origin, received } = await server([answers('', {}, '204 No Content')]);

    await client(origin).send({ method });

    expect(received[0]?.[0]).not.toMatch(/content-length|transfer-encoding/i);
  });

  test.for(['POST', 'PUT', 'PATCH'])('that could have a body, but has none, says so: %s', async (method) => {
    const { origin, received } = await server([answers('{}')]);

    await client(origin).send({ method });

    expect(received[0]?.[0]).toMatch(/\r\ncontent-length: 0\r\n/);
  });

  test.for(['POST', 'PUT', 'PATCH', 'DELETE'])('carries any bytes: %s', async (method) => {
    const bytes = Buffer.from(Array.from({ length: 1_024 }, (_, index) => index % 256));
    let body = Buffer.alloc(0);
    const echo = createHttpServer(async (request, response) => {
      body = Buffer.concat(await Array.fromAsync<Buffer>(request));
      response.end();
    }).listen(0, '127.0.0.1');
    closing.push(
      () => echo.closeAllConnections(),
      () => echo.close(),
    );
    await once(echo, 'listening');
    const address = echo.address();
    if (address === null || typeof address === 'string') throw new Error('no port');

    await client(`http://127.0.0.1:${address.port}`).send({ method, body: bytes });

    expect(body.equals(bytes)).toBe(true);
  });
});

describe('an answer', () => {
  test('comes as it is: status, headers, bytes', async () => {
    const body = gzipSync('{"a":1}');
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', 'X-Amzn-RequestId': 'id' };
    const { origin } = await server([answers(body, headers, '403 Forbidden')]);

    const { outcome, sent } = await client(origin).send();

    expect(sent).toBe(1);
    expect(outcome).toEqual({
      kind: 'answer',
      status: 403,
      headers: {
        'content-length': String(body.length),
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'x-amzn-requestid': 'id',
      },
      body,
    });
  });

  test.for(['204 No Content', '304 Not Modified'])('may have no body: %s', async (status) => {
    const { origin } = await server([
      ({ write }) => write(`HTTP/1.1 ${status}\r\nx-amzn-requestid: id\r\n\r\n`),
      answers('next'),
    ]);
    const { send } = client(origin);

    expect((await send()).outcome).toMatchObject({ status: Number(status.slice(0, 3)), body: Buffer.alloc(0) });
    await socketFreed();
    expect((await send()).outcome).toMatchObject({ body: Buffer.from('next') });
  });

  test('to a HEAD has the headers of a body, and none', async () => {
    const { origin } = await server([
      ({ write }) => write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n'),
    ]);

    expect((await client(origin).send({ method: 'HEAD' })).outcome).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json', 'content-length': '1000' },
      body: Buffer.alloc(0),
    });
  });

  test.for([301, 302, 303, 307, 308])('that leads elsewhere is not followed: %i', async (status) => {
    const { origin, received } = await server([
      answers('', { location: 'https://evil.example/' }, `${status} Elsewhere`),
    ]);

    expect((await client(origin).send()).outcome).toMatchObject({ status });
    expect(received.flat()).toHaveLength(1);
  });

  test('after an early hint is the answer', async () => {
    const { origin } = await server([
      (connection) => {
        connection.write('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n');
        answers('{}')(connection);
      },
    ]);

    expect((await client(origin).send()).outcome).toMatchObject({ status: 200, body: Buffer.from('{}') });
  });

  test('whose headers come twice has them joined', async () => {
    const { origin } = await server([
      ({ write }) =>
        write('HTTP/1.1 200 OK\r\nContent-Language: de\r\ncontent-language: fr\r\ncontent-length: 0\r\n\r\n'),
    ]);

    expect((await client(origin).send()).outcome).toMatchObject({ headers: { 'content-language': 'de, fr' } });
  });
});

describe.each(['GET', 'POST'])('an answer to a %s', (method) => {
  test('is read as far as it could be handed on', async () => {
    const { origin } = await server([answers(Buffer.alloc(LIMIT_BYTES, 'x'))]);

    const { outcome } = await client(origin).send({ method });

    expect(outcome.kind === 'answer' && outcome.body?.byteLength).toBe(LIMIT_BYTES);
  });

  test('that is a byte larger is not kept', async () => {
    const { origin } = await server([answers(Buffer.alloc(LIMIT_BYTES + 1, 'x'))]);

    expect((await client(origin).send({ method })).outcome).toMatchObject({ kind: 'answer', status: 200, body: null });
  });

  test('that is far larger is cut off; its socket is closed, and the next call is healthy', async () => {
    const raw = await server([answers(Buffer.alloc(4 * LIMIT_BYTES, 'x'))], [answers('next')]);
    const { send } = client(raw.origin);

    expect((await send({ method })).outcome).toMatchObject({ kind: 'answer', status: 200, body: null });
    await raw.allClosed();
    expect(await send({ method })).toMatchObject({ outcome: { body: Buffer.from('next') }, sent: 1 });
    expect(raw.received.map((requests) => requests.length)).toEqual([1, 1]);
  });

  test('that never ends is cut off as too large', async () => {
    const endless: Reply = (connection) => {
      connection.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
      for (let count = 0; count < 7; count += 1) connection.write(chunk);
    };
    const raw = await server([endless], [answers('next')]);
    const { send } = client(raw.origin);

    expect((await send({ method })).outcome).toMatchObject({ kind: 'answer', body: null });
    await raw.allClosed();
    expect((await send({ method })).outcome).toMatchObject({ body: Buffer.from('next') });
  });

  test.for([
    ['nothing at all', staysSilent],
    ['headers that never end', ({ write }: Parameters<Reply>[0]) => write('HTTP/1.1 200 OK\r\nx: ')],
    ['half of a body', ({ write }: Parameters<Reply>[0]) => write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  ] as const)(
    'that stops at %s is a time-out; its socket is closed, and the next call is healthy',
    async ([, reply]) => {
      const raw = await server([reply], [answers('next')]);
      const { send } = client(raw.origin);

      expect(await send({ method }, 50)).toEqual({ outcome: { kind: 'timed_out' }, sent: 1 });
      await raw.allClosed();
      expect((await send({ method })).outcome).toMatchObject({ body: Buffer.from('next') });
    },
  );

  test.for([
    ['before the first byte, by a reset', resets],
    ['before the first byte, in order', closes],
    ['in the headers', breaksOffAfter('HTTP/1.1 200 OK\r\ncontent-le', closes)],
    ['in the body, in order', breaksOffAfter('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', closes)],
    ['in the body, by a reset', breaksOffAfter('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', resets)],
    ['between chunks', breaksOffAfter('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n', closes)],
    ['with something that is not HTTP', breaksOffAfter('hello\r\n\r\n', closes)],
  ] as const)('that breaks off %s is none, and the next call is healthy', async ([, reply]) => {
    const raw = await server([reply], [answers('next')]);
    const { send } = client(raw.origin);

    expect(await send({ method })).toEqual({ outcome: { kind: 'network_unreachable' }, sent: 1 });
    expect((await send({ method })).outcome).toMatchObject({ body: Buffer.from('next') });
  });

  test('of nobody is none', async () => {
    const raw = await startRawServer([]);
    await raw.close();

    expect(await client(raw.origin).send({ method })).toEqual({ outcome: { kind: 'network_unreachable' }, sent: 1 });
  });
});

describe('a socket that turns out to be dead', () => {
  test('is replaced once for a GET', async () => {
    const raw = await server([answers('1'), resets], [answers('2')]);
    const { send } = client(raw.origin);
    await send();
    await socketFreed();

    expect(await send()).toMatchObject({ outcome: { body: Buffer.from('2') }, sent: 2 });
  });

  test('is replaced once, not twice', async () => {
    const raw = await server([answers('1'), resets], [resets], [answers('3')]);
    const { send } = client(raw.origin);
    await send();
    await socketFreed();

    expect(await send()).toEqual({ outcome: { kind: 'network_unreachable' }, sent: 2 });
  });

  test.for(['POST', 'PATCH'])('is not replaced for a %s, which may have been carried out', async (method) => {
    const raw = await server([answers('1'), resets], [answers('2')]);
    const { send } = client(raw.origin);
    await send({ method });

    expect(await send({ method })).toEqual({ outcome: { kind: 'network_unreachable' }, sent: 1 });
    expect(raw.received.flat()).toHaveLength(2);
    expect((await send({ method })).outcome).toMatchObject({ body: Buffer.from('2') });
  });
});

describe.each(['POST', 'PATCH'])('a %s', (method) => {
  const twice = [answers('1'), answers('2')];

  test.for([
    [0, 1],
    [4_000, 1],
    [4_001, 2],
    [3_600_000, 2],
    [-1, 2],
  ] as const)('after %i ms by the wall clock uses socket number %i', async ([pauseMs, socket]) => {
    const raw = await server(twice, twice);
    const { send, clock } = client(raw.origin);
    await send({ method });
    clock.jump(pauseMs);

    expect((await send({ method })).outcome).toMatchObject({ kind: 'answer' });
    expect(raw.received).toHaveLength(socket);
  });

  test('after a pause closes the old socket', async () => {
    const raw = await server(twice, [answers('2'), answers('3')]);
    const { send, clock } = client(raw.origin);
    await send({ method });
    clock.jump(4_001);
    await send({ method });
    await send({ method });

    expect(raw.received.map((requests) => requests.length)).toEqual([1, 2]);
  });

  test('never shares a socket with another that is under way', async () => {
    const raw = await server(...Array.from({ length: 5 }, () => [answers('x')]));
    const { send } = client(raw.origin);

    const all = await Promise.all(Array.from({ length: 5 }, () => send({ method })));

    expect(all.map(({ outcome }) => outcome.kind)).toEqual(Array(5).fill('answer'));
    expect(raw.received.map((requests) => requests.length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('uses no socket that was used by a GET', async () => {
    const raw = await server([answers('1')], [answers('2')]);
    const { send } = client(raw.origin);
    await send();
    await socketFreed();
    await send({ method });

    expect(raw.received).toHaveLength(2);
  });
});
