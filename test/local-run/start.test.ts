import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rmdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startLocalAws } from '../../infra/local-aws/local-aws.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { eventually } from './eventually.ts';

const PROJECT = join(import.meta.dirname, '../..');
const SAVED = BUILT_IN_ACCOUNTS.filter(({ saved }) => saved);

interface Run {
  readonly child: ChildProcess;
  stdout: string;
  stderr: string;
  readonly exit: Promise<{ code: number | null; signal: string | null }>;
}

const runs: Run[] = [];

afterEach(() => {
  for (const { child } of runs.splice(0)) child.kill('SIGKILL');
});

/** `npm start` without npm. */
function start(args: readonly string[], environment: Record<string, string> = {}): Run {
  const { AWS_ENDPOINT_URL: _, PORT: __, ...inherited } = process.env;
  const child = spawn(process.execPath, ['infra/local-run/start.ts', ...args], {
    cwd: PROJECT,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  const run: Run = { child, stdout: '', stderr: '', exit };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (run.stderr += text));
  runs.push(run);
  return run;
}

describe('npm start', () => {
  it('with --once prints the table and ends by itself, leaving nothing behind', async () => {
    const TMPDIR = await mkdtemp(join(tmpdir(), 'start-'));
    const run = start(['--once'], { TMPDIR });
    expect(await run.exit, run.stderr).toEqual({ code: 0, signal: null });
    expect(run.stderr).toBe('');
    const lines = run.stdout.split('\n');
    expect(lines[0]).toMatch(/^CONNECTION +ENDPOINT +VERDICT +CAUSE +SETTING TO CORRECT +TOKEN +FEEDS$/);
    expect(lines.slice(1, 1 + SAVED.length).map((line) => line.split(' ')[0])).toEqual(SAVED.map(({ name }) => name));
    expect(lines.slice(1 + SAVED.length)).toEqual([
      '',
      expect.stringMatching(`^${SAVED.length} connections: .*; each as expected\\.$`),
      '',
    ]);
    expect(await readdir(TMPDIR)).toEqual([]);
    await rmdir(TMPDIR);
  });

  it('stays, tells what to try, and ends cleanly on Ctrl-C', async () => {
    const run = start([], { PORT: '0' });
    await eventually(() => expect(run.stdout, run.stderr).toContain('Ctrl-C ends.'));
    const [, origin] = /^Listening on (http:\/\/127\.0\.0\.1:\d+)$/m.exec(run.stdout) ?? [];
    expect(run.stdout).toContain('each as expected.');
    expect(run.stdout).toContain(`curl -s -X POST ${origin}/connections/acme-na/access-tokens`);
    const [link = ''] = /^ {2}(http:\/\/127\.0\.0\.1:\d+\/console\/#start=[\w-]+)$/m.exec(run.stdout)?.slice(1) ?? [];
    expect((await fetch(link)).headers.get('content-type')).toBe('text/html; charset=utf-8');
    const session = {
      method: 'POST',
      headers: { origin: origin ?? '' },
      body: new URL(link).hash.replace('#start=', ''),
    };
    expect((await fetch(`${origin}/console/session`, session)).status).toBe(200);
    await eventually(() => expect(run.stdout).toMatch(/For another browser:\n {2}http:\S+#start=/));
    const token = await fetch(`${origin}/connections/acme-na/access-tokens`, { method: 'POST' });
    expect(token.status).toBe(200);
    run.child.kill('SIGINT');
    expect(await run.exit).toEqual({ code: 0, signal: null });
    expect(run.stderr).toBe('');
  });

  it('uses the AWS services that AWS_ENDPOINT_URL names; cut off there, the next run goes on with what it finds', async () => {
    const aws = await startLocalAws();
    try {
      const first = start(['--once'], { AWS_ENDPOINT_URL: aws.endpoint });
      await eventually(() => expect(aws.secrets(), first.stderr).toHaveLength(SAVED.length));
      first.child.kill('SIGINT');
      expect(await first.exit, first.stderr).toEqual({ code: 130, signal: null });
      expect(first.stdout).toBe('');

      const second = start(['--once'], { AWS_ENDPOINT_URL: aws.endpoint });
      expect(await second.exit, second.stderr).toEqual({ code: 0, signal: null });
      expect(aws.secrets()).toHaveLength(SAVED.length);
    } finally {
      await aws.close();
    }
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends on %s while it is still building', async (signal) => {
    const TMPDIR = await mkdtemp(join(tmpdir(), 'start-'));
    const run = start([], { TMPDIR });
    await eventually(async () => expect(await readdir(TMPDIR)).toHaveLength(1));
    run.child.kill(signal);
    expect((await run.exit).signal).toBeNull();
    expect(run.stderr).toBe('');
    expect(await readdir(TMPDIR)).toEqual([]);
    await rmdir(TMPDIR);
  });

  it('says that its port is taken, and how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const run = start([], { PORT: port });
    expect(await run.exit).toEqual({ code: 1, signal: null });
    expect(run.stderr).toBe(
      `Port ${port} is taken: end what listens there, or choose another one: PORT=8790 npm start\n`,
    );
    other.close();
  });

  it.each([
    [['--twice'], {}, "Unknown option '--twice'"],
    [[], { PORT: '80a' }, 'PORT is 80a, which is no port'],
    [[], { PORT: '65536' }, 'PORT is 65536, which is no port'],
    [[], { AWS_ENDPOINT_URL: 'https://sqs.amazonaws.com' }, 'uses AWS services on this machine only'],
  ])('refuses %j %j', async (args, environment, message) => {
    const run = start(args, environment);
    expect((await run.exit).code).toBe(1);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe('');
  });
});
