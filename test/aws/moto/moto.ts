import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PythonEnvironment } from '../tools/python.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SERVER = fileURLToPath(new URL('server.py', import.meta.url));

export interface Moto {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Starts moto with the project's additions, or plain, as it comes. What it says goes to `.aws-sam/moto-<kind>.log`. */
export async function startMoto(python: PythonEnvironment, kind: 'ours' | 'plain' = 'ours'): Promise<Moto> {
  const port = String(await freePort());
  const [program, args] =
    kind === 'plain'
      ? [python.program('moto_server'), ['-H', '127.0.0.1', '-p', port]]
      : [python.program('python'), [SERVER, port]];
  const log = join(ROOT, `.aws-sam/moto-${kind}.log`);
  const output = openSync(log, 'w');
  const server = spawn(program, args, { stdio: ['ignore', output, output] });
  closeSync(output);
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  while (!(await answers(endpoint))) {
    if (server.exitCode !== null) throw new Error(`moto did not start: see ${log}`);
  }
  return {
    endpoint,
    async close() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/moto-api/data.json`).then(
    (answer) => answer.ok,
    () => new Promise((resolve) => setTimeout(resolve, 50, false)),
  );
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}
