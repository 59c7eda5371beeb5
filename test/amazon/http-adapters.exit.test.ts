import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { answers, resets, startRawServer, staysSilent } from './raw-server.ts';

const PROGRAM = `
  import { setImmediate } from 'node:timers/promises';
  const [adapter] = Object.values(await import(process.env.ADAPTER));
  const http = adapter({ loopbackOrigin: process.env.ORIGIN });
  const request = { method: 'GET', url: 'https://api.amazon.com/', headers: {} };
  for (const timeoutMs of [60_000, 60_000, 60_000, 50]) {
    const { outcome, sent } = await http.send(request, timeoutMs);
    console.log(outcome.kind, sent);
    for (let turns = 0; turns < 3; turns += 1) await setImmediate();
  }
`;

test.each(['undici-http', 'node-http'])(
  'nothing that was sent by %s keeps a process alive: no idle socket, no timer, no client',
  async (adapter) => {
    // An answer and a kept socket, a reset on it and a fresh one, an answer and a kept socket, and silence on that.
    const server = await startRawServer([[answers('{}'), resets], [answers('{}')], [answers('{}'), staysSilent]]);
    const env = { ADAPTER: new URL(`../../lib/amazon/${adapter}.ts`, import.meta.url).href, ORIGIN: server.origin };
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--no-warnings', '-e', PROGRAM],
      // The sixty seconds of the requests must be over long before: they would show as a killed process here.
      { env, timeout: 30_000 },
    );
    await server.allClosed();
    await server.close();

    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(['answer 1', 'answer 2', 'answer 1', 'timed_out 1']);
  },
);
