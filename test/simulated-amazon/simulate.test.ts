import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PROGRAM = 'infra/simulated-amazon/simulate.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulate-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, content: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

function start(...options: string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [PROGRAM, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(...options: string[]) {
  const child = start(...options);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

describe('npm run simulate', () => {
  test('serves the built-in accounts and those of a file until it is stopped', async () => {
    const file = await fileWith(
      'good.json',
      '{"accounts":[{"name":"mine","authorizedFor":"eu","description":"Mine alone."}]}',
    );
    const child = start('--port', '0', '--accounts', file);
    const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    let printed = '';
    for await (const chunk of child.stdout) {
      printed += chunk;
      if (/listening on \S+\n/.test(printed)) break;
    }
    const origin = /listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(printed)?.[1];

    const listed: unknown = await (await fetch(`${origin}/_simulated/accounts`)).json();
    child.kill('SIGTERM');

    expect(printed).toMatch(/^ {2}acme-na +na +A healthy seller/m);
    expect(printed).toMatch(/^ {2}mine +eu +Mine alone\.$/m);
    expect(listed).toMatchObject({ accounts: expect.arrayContaining([expect.objectContaining({ name: 'mine' })]) });
    expect(await ended).toBe(0);
  });

  test('explains itself', async () => {
    const { exitCode, stdout } = await run('--help');

    expect(exitCode).toBe(0);
    for (const word of ['--port', '--accounts', '--help', '8788', 'api.amazon.com']) expect(stdout).toContain(word);
  });

  test.for([
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--port', 'http'], '--port: must be a number from 0 to 65535'],
    [['--port', '65536'], '--port: must be a number from 0 to 65535'],
    [['here'], "Unexpected argument 'here'"],
    [['--accounts', 'no-such-file.json'], '--accounts: ENOENT'],
  ] as const)('refuses %j in a sentence', async ([options, sentence]) => {
    const { exitCode, stdout, stderr } = await run(...options);

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('    at ');
  });

  test('names each field of an accounts file that is wrong', async () => {
    const file = await fileWith(
      'bad.json',
      '{"accounts":[{"name":"a","saved":1},{"name":"b","fault":{"lwa":{"kind":"x"}}}]}',
    );

    const { exitCode, stderr } = await run('--accounts', file);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('\n  accounts[0].saved: ');
    expect(stderr).toContain('\n  accounts[1].fault.lwa.kind: ');
  });
});
