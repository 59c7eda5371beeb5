/** What people mistake an argument for: none of it is repeated, and none of it is sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { spc } from './spc.ts';

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());

describe('a secret that came as an argument is not repeated, and nothing is sent', () => {
  it.each([
    ['change', 'acme', '--new-client-secret', 'SECRETVAL'],
    ['rotate-client-secret', 'acme', 'SECRETVAL'],
    ['rotate-client-secret', 'amzn1.oa2-cs.v1.SECRETVAL', '--yes'],
    ['rotate-client-secret', 'Atzr|SECRETVAL', '--yes'],
    ['put', 'acme', "--client-secret=SECRET'VAL"],
    ['put', 'acme', '--client-secret=SECRET\n(Did you mean --VAL?)'],
    ['put', 'acme', '--client-secret', 'SECRETVAL'],
    ['put', 'acme', '-sSECRETVAL'],
    ['put', 'acme', '--SECRETVAL.1'],
    ['put', 'SECRET.VAL'],
    ['put', 'acme', '--client-id', 'amzn1.oa2-cs.v1.SECRETVAL'],
    ['put', 'acme', '--from', '{"lwaClientSecret":"SECRETVAL"}'],
    ['put', 'acme', '--from', 'Atzr|SECRETVAL'],
    ['list', '--client-id', 'Atzr|SECRETVAL'],
    ['list', '--endpoint', "SECRET' is invalid. VAL"],
    ['token', 'acme', '--min-valid-seconds', 'SECRETVAL'],
    ['call', 'acme', 'SECRETVAL', '/x'],
    ['list', '--url', 'https://user:SECRETVAL@connections.example.com'],
    ['list', '--url', 'https://:SECRETVAL@connections.example.com'],
    ['list', '--url', 'user:SECRETVAL@connections.example.com'],
    ['list', '--url', 'https://connections.example.com/?token=SECRETVAL'],
    ['amzn1.oa2-cs.v1.SECRETVAL'],
  ])('%s %s %s %s', async (...args) => {
    const sent = api.received.length;
    const { code, stdout, stderr } = await spc(api.url, args);

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/SECRET|VAL\b/);
    expect(stderr.trim()).not.toBe('');
    expect(api.received).toHaveLength(sent);
  });

  it.each([
    ['change', 'acme', '--new-client-secret', 'x'],
    ['rotate-client-secret', 'acme', 'x'],
    ['put', 'acme', '--refresh-token=x'],
    ['put', 'acme', '--from', '{"lwaClientSecret":"x"}'],
  ])('and where it belongs is told: %s %s %s', async (...args) => {
    expect((await spc(api.url, args)).stderr).toContain('--from FILE');
  });
});

describe('wrong use names what is wrong', () => {
  it.each([
    [['change'], "missing required argument 'id'"],
    [['change', 'acme', 'x'], "too many arguments for 'change'. Expected 1 argument but got 2"],
    [['list', '--urll', 'x'], "unknown option '--urll'"],
    [['list', '--urll', 'x'], 'Did you mean --url?'],
    [['list', '--client-id'], "option '--client-id <id>' argument missing"],
    [['history', 'acme', '--limit', 'many'], "option '--limit <count>' is invalid. It must be a whole number."],
    [['show', 'A B'], "argument 'id' is invalid. It has lower-case letters"],
    [['lisst'], 'Did you mean list?'],
  ])('%j: %s', async (args, told) => {
    expect(await spc(api.url, args)).toMatchObject({ code: 2, stderr: expect.stringContaining(told) });
  });
});

describe('AWS credentials that cannot be sent', () => {
  it.each([['AWS_SESSION_TOKEN'], ['AWS_ACCESS_KEY_ID'], ['AWS_SECRET_ACCESS_KEY']])(
    'are not repeated: %s',
    async (name) => {
      const { code, stdout, stderr } = await spc(api.url, ['list'], { env: { [name]: 'SESSION\nTOKENVALUE' } });

      expect(code).toBe(4);
      expect(stdout + stderr).not.toMatch(/SESSION|TOKENVALUE/);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(stderr).toContain('No AWS credentials were found');
    },
  );
});
