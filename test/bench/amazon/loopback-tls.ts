/**
 * Lets every TLS connection of this process end at a server of this machine, whatever host it was meant for. Clients that know
 * only Amazon's addresses can be measured as they are, and ours with the addresses that it uses in production.
 */
import { syncBuiltinESMExports } from 'node:module';
import tls from 'node:tls';

export interface LoopbackAddress {
  readonly port: number;
  /** PEM; made out to `localhost`, and checked. */
  readonly certificate: string;
}

export function sendTlsTo({ port, certificate }: LoopbackAddress): void {
  const connect = tls.connect;
  tls.connect = (...given: unknown[]) => {
    const [options, listener] = given;
    const asked = typeof options === 'object' ? options : {};
    // A session is remembered under the host that was meant; all of them are one server here.
    const there = { ...asked, host: '127.0.0.1', port, path: undefined, servername: 'localhost', ca: certificate };
    return typeof listener === 'function' ? connect(there, () => listener()) : connect(there);
  };
  syncBuiltinESMExports();
}
