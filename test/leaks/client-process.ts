/**
 * A process of its own for one client: makes a call that fails, and tells everything that a program would then have at hand to
 * write down. What Node and the client themselves write goes to standard output and standard error.
 */
import { inspect } from 'node:util';
import * as z from 'zod/mini';
import { sendTlsTo } from '../bench/amazon/loopback-tls.ts';
import { clientsOf } from '../bench/peers/clients.ts';
import { APPLICATION, DID_NOT_FAIL, REFRESH_TOKEN } from './marked-credentials.ts';
import { ourClient } from './our-client.ts';

const { name, amazon } = z
  .object({ name: z.string(), amazon: z.object({ port: z.number(), certificate: z.string() }) })
  .parse(JSON.parse(process.argv[2] ?? ''));

sendTlsTo(amazon);
const client = name === 'ours' ? ourClient(REFRESH_TOKEN, APPLICATION) : clientsOf(name)(REFRESH_TOKEN, APPLICATION);
const error: unknown = await client.feeds().then(
  () => console.log(DID_NOT_FAIL),
  (thrown: unknown) => thrown,
);
const told: Readonly<Record<string, string>> = {
  'inspect(error)': inspect(error),
  'inspect(error), deep': inspect(error, { depth: null }),
  'JSON.stringify(error)': asJson(error),
  'error.stack': error instanceof Error ? `${error.stack}` : '',
};
process.send?.(told, () => process.exit());

/** As loggers do it: a circle is cut. */
function asJson(value: unknown): string {
  const above: unknown[] = [];
  return JSON.stringify(value, function (this: unknown, _name, member: unknown) {
    while (above.length > 0 && above.at(-1) !== this) above.pop();
    if (above.includes(member)) return '[circle]';
    above.push(member);
    return member;
  });
}
