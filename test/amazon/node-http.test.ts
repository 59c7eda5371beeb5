import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { AmazonRequest } from '../../lib/amazon/exchange.ts';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { CONNECT_TIMEOUT_MS } from '../../lib/amazon/timeouts.ts';
import { type RawServer, startRawServer, staysSilent } from './raw-server.ts';

const TIMEOUT_MS = 20_000;
const GET: AmazonRequest = { method: 'GET', url: 'https://api.amazon.com/', headers: {} };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const close of closing.splice(0)) await close();
});

async function server(...scripts: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  const started = await startRawServer(scripts);
  closing.push(() => started.close());
  return started;
}

test('a connection that is not there in time is given up long before the answer would be', async () => {
  // It takes connections, and says nothing to a client that wants TLS.
  const mute = createServer().listen(0, '127.0.0.1');
  closing.push(() => mute.close());
  await once(mute, 'listening');
  const address = mute.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const connected = once(mute, 'connection');
  const sending = nodeHttp({ loopbackOrigin: `https://127.0.0.1:${address.port}` }).send(GET, TIMEOUT_MS);
  const [socket] = await connected;
  closing.push(() => socket.destroy());

  vi.advanceTimersByTime(CONNECT_TIMEOUT_MS);

  expect(await sending).toMatchObject({ outcome: { kind: 'timed_out' }, sent: 1 });
});

test('a connection that came in time may be as slow as the answer', async () => {
  const { origin, received } = await server([staysSilent]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const sending = nodeHttp({ loopbackOrigin: origin }).send(GET, TIMEOUT_MS);
  await vi.waitFor(() => expect(received.flat()).toHaveLength(1));

  // That of the answer, and no longer that of the connection.
  expect(vi.getTimerCount()).toBe(1);

  await closing.pop()?.();
  expect(await sending).toMatchObject({ outcome: { kind: 'network_unreachable' } });
});
