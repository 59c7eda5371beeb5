/** What nobody expected ends with a sentence, and not with the exit code of a test that failed. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { type Ended, environment, spc, startSpc } from './spc.ts';

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
  const problem = { status: 404, code: 'connection_not_found', detail: 'There is none.', requestId: 'r' };
  api.answers = ({ target }) =>
    target.startsWith('/connections?')
      ? { status: 200, body: '{"connections":[]}' }
      : { status: 404, body: JSON.stringify(problem) };
});
afterAll(() => api.close());

/** By a shell, in which `"$@"` is the program. */
function inShell(script: string, program = inject('commandLine')): Promise<Ended> {
  return new Promise((resolve) => {
    const args = ['-c', script, 'sh', process.execPath, program];
    const child = execFile('bash', args, { env: environment(api.url) }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

describe('what cannot be written', () => {
  it('because the disk is full is told', async () => {
    expect(await inShell('"$@" list --json > /dev/full')).toEqual({
      code: 70,
      stdout: '',
      stderr: 'Standard output cannot be written: ENOSPC.\n',
    });
  });

  it('because nobody listens on standard error changes no exit code', async () => {
    const child = startSpc(api.url, ['show', 'nope']);
    child.stdin?.end();
    child.stderr?.destroy();
    const [code] = await once(child, 'close');

    expect(code).toBe(2);
  });
});

describe('the console', () => {
  it('has a port that there is', async () => {
    expect(await spc(api.url, ['console', '--port', '70000'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("option '--port <port>' is invalid. It is at most 65535."),
    });
  });

  it('that is not built is told in a sentence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'spc-alone-'));
    await cp(dirname(inject('commandLine')), join(folder, 'spc'), { recursive: true });
    const { code, stderr } = await inShell('"$@" console', join(folder, 'spc', 'spc.mjs'));
    await rm(folder, { recursive: true, force: true });

    expect(code).toBe(2);
    expect(stderr).toMatch(/^The console is not built: .* Run: npm run build\n$/);
  });
});
