/**
 * Loads a bundle as Lambda does, in a process of its own, and prints what that took: `node load-bundle.ts <bundle>`.
 * No connection is made; whoever tries is noted.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

export interface Loaded {
  readonly exports: readonly string[];
  /** Names of the environment variables that were asked for. */
  readonly variables: readonly string[];
  /** Attempts to reach another process. */
  readonly calls: readonly string[];
}

const variables = new Set<string>();
const calls: string[] = [];

function noted(call: string): () => never {
  return () => {
    calls.push(call);
    throw new Error(`${call} while loading`);
  };
}

process.env = new Proxy(process.env, {
  get(environment, name) {
    if (typeof name === 'string') variables.add(name);
    return Reflect.get(environment, name);
  },
  has(environment, name) {
    if (typeof name === 'string') variables.add(name);
    return Reflect.has(environment, name);
  },
});
net.Socket.prototype.connect = noted('connect');
dgram.Socket.prototype.send = noted('send');
dns.lookup = Object.assign(noted('lookup'), { __promisify__: noted('lookup') });
syncBuiltinESMExports();

const bundle: object = await import(process.argv[2] ?? '');
// What was begun without being waited for shows when the event loop has gone round.
await new Promise((settle) => setImmediate(settle));
const loaded: Loaded = { exports: Object.keys(bundle), variables: [...variables], calls };
process.stdout.write(JSON.stringify(loaded));
process.exit();
