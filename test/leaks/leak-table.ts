/**
 * `npm run leaks`: which secret each client shows, and where, when a call fails. Ours beside the clients that people use, by the
 * same script: an error that is inspected or written as JSON, the client's own debug output, and Node's.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod/mini';
import { selfSignedCertificate } from '../amazon/self-signed-certificate.ts';
import { INSTALLED } from '../bench/peers/clients.ts';
import { installPeers } from '../bench/peers/installed.ts';
import { type FaultyAmazon, type Play, startFaultyAmazon } from '../faults/faulty-amazon.ts';
import { searchFor } from '../silence/secret-search.ts';
import { ACCESS_TOKEN, CELL, DID_NOT_FAIL, SECRETS } from './marked-credentials.ts';

const issued = { status: 200, body: { access_token: ACCESS_TOKEN, token_type: 'bearer', expires_in: 3_600 } } as const;
const refused = { error: 'invalid_grant', error_description: 'The request has an invalid grant parameter.' };
const denied = { errors: [{ code: 'Unauthorized', message: 'Access to requested resource is denied.', details: '' }] };

/** None of these answers repeats what was sent. */
const FAILURES: readonly Play[] = [
  { lwa: { status: 400, body: refused } },
  { lwa: 'close' },
  { lwa: issued, spApi: { status: 403, body: denied } },
  { lwa: issued, spApi: { status: 400, body: denied } },
  { lwa: issued, spApi: 'close' },
];

const CLIENTS = ['ours', ...INSTALLED];
const OUTPUT = ['written by itself', 'NODE_DEBUG, DEBUG'] as const;
const PATIENCE_MS = 20_000;
const find = searchFor(SECRETS);
const strings = z.record(z.string(), z.string());

async function fail(
  name: string,
  amazon: FaultyAmazon,
  certificate: string,
  env: object,
): Promise<Record<string, string>> {
  const port = Number(new URL(amazon.origin).port);
  const options = JSON.stringify({ name, amazon: { port, certificate } });
  const child = fork(join(import.meta.dirname, 'client-process.ts'), [options], {
    silent: true,
    env: { ...process.env, ...env },
  });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('The output of the process is not to be had.');
  let told: unknown = {};
  child.on('message', (message) => {
    told = message;
  });
  // Some clients try for very long: what they have written by then is looked at all the same.
  const patience = setTimeout(() => child.kill(), PATIENCE_MS);
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  clearTimeout(patience);
  if (out.includes(DID_NOT_FAIL)) throw new Error(`${name}: ${DID_NOT_FAIL}`);
  return { ...strings.parse(told), output: out + err };
}

async function leaksOf(name: string, amazon: FaultyAmazon, certificate: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  const look = (sink: string, content: string) => {
    const secrets = found.get(sink) ?? new Set();
    for (const { secret } of find(content)) secrets.add(secret);
    found.set(sink, secrets);
  };
  for (const play of FAILURES) {
    amazon.play(CELL, play);
    const { output = '', ...told } = await fail(name, amazon, certificate, {});
    for (const [sink, content] of Object.entries(told)) look(sink, content);
    look(OUTPUT[0], output);
    const loud = await fail(name, amazon, certificate, { NODE_DEBUG: '*', DEBUG: '*' });
    look(OUTPUT[1], loud.output ?? '');
  }
  return found;
}

await installPeers();
const { cert, key } = selfSignedCertificate();
const amazon = await startFaultyAmazon({ cert, key });
const columns = new Map<string, Map<string, Set<string>>>();
for (const name of CLIENTS) columns.set(name, await leaksOf(name, amazon, cert));
await amazon.close();

const sinks = [...(columns.get('ours')?.keys() ?? [])];
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const cellOf = (name: string, sink: string) => [...(columns.get(name)?.get(sink) ?? [])].toSorted().join(', ') || '–';
console.log(row(['shown in', ...CLIENTS]));
console.log(row(['shown in', ...CLIENTS].map(() => '---')));
for (const sink of sinks) console.log(row([sink, ...CLIENTS.map((name) => cellOf(name, sink))]));
if (sinks.some((sink) => (columns.get('ours')?.get(sink)?.size ?? 0) > 0)) process.exitCode = 1;
