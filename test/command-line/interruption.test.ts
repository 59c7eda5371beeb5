/** Ctrl-C and Ctrl-D, wherever the command is: it ends at once, and says what is known. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { giveInput } from '../program-input.ts';
import { connection } from './api-answers.ts';
import { ended, onTerminal, startSpc } from './spc.ts';

let api: ScriptedApi;
beforeEach(async () => {
  api = await startScriptedApi();
});
afterEach(() => api.close());

describe('Ctrl-C', () => {
  let silent: Server;
  beforeAll(async () => {
    // Takes every request, and answers none.
    silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(() => {
    silent.closeAllConnections();
    silent.close();
  });

  it.each([
    ['put', 'acme', '--from', '-'],
    ['call', 'acme', 'POST', '/x', '--body', '-'],
  ])('ends a command that reads standard input: spc %s %s %s', async (...args) => {
    const child = startSpc(api.url, args);
    // More than lies between two programs: when it is written, it is being read.
    await new Promise((resolve) => child.stdin?.write(' '.repeat(4_000_000), resolve));
    child.kill('SIGINT');

    expect(await ended(child)).toMatchObject({ code: 130, stdout: '', stderr: 'Interrupted.\n' });
    expect(api.received).toEqual([]);
  });

  it('ends a command that waits for CloudFormation', async () => {
    const child = startSpc(api.url, ['list', '--stack', 'spc-prod'], {
      env: { AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(silent.address() as AddressInfo).port}` },
    });
    child.stdin?.end();
    await once(silent, 'request');
    child.kill('SIGINT');

    expect(await ended(child)).toMatchObject({ code: 130, stdout: '', stderr: 'Interrupted.\n' });
  });

  it('ends a command that waits for credentials', async () => {
    const child = startSpc('https://abc123.execute-api.eu-west-1.invalid', ['list'], {
      env: {
        AWS_ACCESS_KEY_ID: undefined,
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`,
      },
    });
    child.stdin?.end();
    await once(silent, 'request');
    child.kill('SIGINT');

    // The SDK may remark how long it takes.
    expect(await ended(child)).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringMatching(/^Interrupted\.$/m),
    });
  });

  it.each([
    [['restore', 'acme'], 'look with `spc show` what became of it'],
    [['call', 'acme', 'POST', '/feeds/2021-06-30/feeds', '--body', '{}'], 'to Amazon, and may have been done there'],
  ])('says of a request on its way that it may have been done: spc %j', async (args, told) => {
    api.answers = () => 'never';
    const child = startSpc(api.url, args);
    child.stdin?.end();
    await api.receives(({ method }) => method === 'POST', 1);
    child.kill('SIGINT');

    expect(await ended(child)).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining(told) });
  });

  it.each([[[]], [['--json']]])('leaves what is known of a new client secret, and how to go on: %j', async (more) => {
    let calls = 0;
    api.answers = ({ method }) => {
      if (method === 'GET') return { status: 200, body: JSON.stringify({ connections: [SHARING] }) };
      calls += 1;
      const connections = [{ connectionId: 'a', outcome: 'saved', diagnosis: null }];
      return calls > 1 ? 'never' : { status: 200, body: JSON.stringify({ connections, remaining: 1 }) };
    };
    const child = startSpc(api.url, ['rotate-client-secret', SHARING.lwaClientId, '--yes', '--from', '-', ...more]);
    giveInput(child.stdin, '{"lwaClientSecret":"amzn1.oa2-cs.v1.new"}');
    await api.receives(({ method }) => method === 'POST', 2);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended(child);

    expect(code).toBe(130);
    if (more.length > 0)
      expect(JSON.parse(stdout)).toMatchObject({ connections: [{ connectionId: 'a' }], remaining: 1 });
    else expect(stdout).toMatch(/^a +saved/m);
    expect(stderr).toContain('Interrupted. Repeat it with the same secret');
  });
});

describe('Ctrl-D', () => {
  it('at a question is an answer to none: nothing is changed, and nothing of the program is shown', async () => {
    api.answers = () => ({ status: 404, body: JSON.stringify(NOT_FOUND) });
    const terminal = onTerminal(api.url, ['put', 'acme', '--endpoint', 'eu']);
    await terminal.shows('LWA client id');
    terminal.type('\u0004');

    expect(await terminal.ended).toBe(130);
    expect(terminal.screen).toContain('Interrupted. Nothing was changed.');
    expect(terminal.screen).not.toContain('Warning');
  });
});

const NOT_FOUND = { status: 404, code: 'connection_not_found', detail: 'There is none.', requestId: 'r' };

const SHARING = connection('a');
