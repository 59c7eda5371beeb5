/** Who cannot show a certificate for Amazon's name that this machine trusts gets no credential and no token. */
import { afterEach, expect, test } from 'vitest';
import { nodeHttp } from '../../lib/amazon/node-http.ts';
import { undiciHttp } from '../../lib/amazon/undici-http.ts';
import { undiciOperationHttp } from '../../lib/operation/undici-operation-http.ts';
import { systemClock } from '../../lib/system-clock.ts';
import { answers, type RawServer, startRawServer } from './raw-server.ts';
import { selfSignedCertificate } from './self-signed-certificate.ts';

const TIMEOUT_MS = 20_000;

let impostor: RawServer;
afterEach(() => impostor.close());

test.each([undiciHttp, nodeHttp])(
  'a test or a token exchange sends nothing to a host whose certificate is not trusted',
  async (adapter) => {
    impostor = await startRawServer([[answers('{}')], [answers('{}')]], selfSignedCertificate());
    const request = { method: 'POST', url: `${impostor.origin}/auth/o2/token`, headers: {}, body: 'a=b' } as const;
    const { outcome } = await adapter({ loopbackOrigin: null }).send(request, TIMEOUT_MS);
    expect(outcome).toEqual({ kind: 'network_unreachable' });
    expect(impostor.received.flat()).toEqual([]);
  },
);

test('an operation sends nothing to it either', async () => {
  impostor = await startRawServer([[answers('{}')], [answers('{}')]], selfSignedCertificate());
  const http = undiciOperationHttp({ loopbackOrigin: null, clock: systemClock });
  const request = { method: 'GET', url: `${impostor.origin}/orders/v0/orders`, headers: {}, body: null };
  const { outcome } = await http.send(request, TIMEOUT_MS);
  expect(outcome).toEqual({ kind: 'network_unreachable' });
  expect(impostor.received.flat()).toEqual([]);
});
