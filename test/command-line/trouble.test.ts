/** What goes wrong between the command line and the API, and what is said about it. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { answer, connection } from './api-answers.ts';
import { ended, spc, startSpc } from './spc.ts';

const DEPLOYED = 'https://abc123.execute-api.eu-west-1.invalid';
const GATEWAY = 'https://abc123.execute-api.eu-west-1.amazonaws.com';

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());

describe('wrong use', () => {
  it.each([
    [[], /^Usage: spc /],
    [['lisst'], /unknown command 'lisst'/],
    [['list', '--endpoint', 'mars'], /Allowed choices are na, eu/],
    [['test'], /Say which connection to test, or --all/],
    [['test', 'acme', '--all'], /Say which connection to test, or --all/],
    [['test', 'acme', '--state', 'failed'], /--state and --client-id go with --all/],
    [['change', 'acme'], /Say what to change/],
    [['call', 'acme', 'GET', 'orders'], /begins with a slash/],
    [['call', 'acme', 'GET', '/../../../connections'], /a segment \. or \.\./],
    [['call', 'acme', 'DELETE', '/%2e%2E/..'], /a segment \. or \.\./],
    [['call', 'acme', 'GET', '/..\\..\\x'], /backslash/],
    [['delete', '..', '--yes'], /lower-case letters, digits and hyphens/],
    [['put', 'acme', '--label', 'team'], /takes key=value/],
    [['put', 'acme', '--from', '/nowhere.json'], /\/nowhere\.json cannot be read: ENOENT/],
    [['history', 'acme', '--limit', 'many'], /whole number/],
  ])('%j is told, and nothing is sent', async (args, told) => {
    const sent = api.received.length;

    expect(await spc(api.url, args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(told) });
    expect(api.received).toHaveLength(sent);
  });

  it.each([['--client-secret=amzn1.oa2-cs.v1.abcdef'], ['--refresh-token=Atzr|abcdef']])(
    'never repeats a secret that came as an argument: %s',
    async (argument) => {
      const { code, stderr } = await spc(api.url, ['put', 'acme', argument]);

      expect(code).toBe(2);
      expect(stderr).toContain('--from FILE');
      expect(stderr).not.toContain('abcdef');
    },
  );

  it('never repeats what a file of settings holds', async () => {
    const { code, stdout, stderr } = await spc(api.url, ['put', 'acme', '--from', '-'], {
      input: '{"lwaClientSecret": "abcdef"',
    });

    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain('abcdef');
  });

  it.each([
    ['', /Say where the API is/],
    ['abc123', /is no address/],
    ['http://connections.example.com', /must begin with https/],
    ['https://connections.example.com', /does not tell its region/],
  ])('of an address is told: %s', async (url, told) => {
    const env = { SPC_URL: url, AWS_REGION: undefined };

    expect(await spc(api.url, ['list'], { env })).toMatchObject({ code: 2, stderr: expect.stringMatching(told) });
  });

  it('of a region is told', async () => {
    const { code, stderr } = await spc(api.url, ['list', '--url', GATEWAY, '--region', 'us-east-1']);

    expect(code).toBe(2);
    expect(stderr).toContain('is in eu-west-1, not in us-east-1');
  });
});

/** Nobody listens on it: a privileged port that no test is given. */
const NOBODY = 'http://127.0.0.1:9';

describe('credentials', () => {
  const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined };

  it('that are missing are told, with what to do', async () => {
    const { code, stderr } = await spc(DEPLOYED, ['list'], { env: none });

    expect(code).toBe(4);
    expect(stderr).toMatch(/No AWS credentials were found/);
    expect(stderr).toContain('--profile');
  });

  it('that are missing are told before anything is asked for', async () => {
    expect(await spc(DEPLOYED, ['put', 'acme'], { env: none })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('No AWS credentials were found'),
    });
  });

  it('of a profile that there is not are told', async () => {
    const { code, stderr } = await spc(DEPLOYED, ['list', '--profile', 'nobody'], { env: none });

    expect(code).toBe(4);
    expect(stderr).toContain('nobody');
  });

  it('that have expired are told', async () => {
    const env = { AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z' };
    const { code, stderr } = await spc(DEPLOYED, ['list'], { env });

    expect(code).toBe(4);
    expect(stderr).toMatch(/have expired/);
  });

  it('that nobody is reached for are told as what they are: a matter of the network', async () => {
    const role = ['[profile role]', 'role_arn = arn:aws:iam::123456789012:role/operator', 'source_profile = base'];
    const base = ['[profile base]', 'aws_access_key_id = AKIA', 'aws_secret_access_key = none'];
    const folder = await mkdtemp(join(tmpdir(), 'spc-profile-'));
    await writeFile(join(folder, 'config'), [...role, ...base].join('\n'));
    const env = { ...none, AWS_CONFIG_FILE: join(folder, 'config'), AWS_ENDPOINT_URL_STS: NOBODY };
    const { code, stderr } = await spc(DEPLOYED, ['list', '--profile', 'role'], { env });
    await rm(folder, { recursive: true, force: true });

    expect(code).toBe(4);
    expect(stderr).toMatch(/^The AWS credentials could not be fetched: .*ECONNREFUSED.*\nCheck the network/);
  });

  it('without the right get the right named, and a policy that gives it', async () => {
    api.answer = answer({ message: 'Forbidden' }, 403);
    const { code, stderr } = await spc(api.url, ['test', 'acme-eu']);
    const policy: unknown = JSON.parse(stderr.slice(stderr.indexOf('{')));

    expect(stderr).toContain('It was signed for eu-west-1.');

    expect(code).toBe(4);
    expect(policy).toMatchObject({
      Statement: [
        {
          Action: 'execute-api:Invoke',
          Resource: 'arn:aws:execute-api:eu-west-1:*:API-ID/$default/POST/connections/acme-eu/tests',
        },
      ],
    });
  });
});

describe('an address', () => {
  it('that nobody knows is told', async () => {
    expect(await spc(DEPLOYED, ['list'])).toMatchObject({ code: 4, stderr: expect.stringContaining('is not known') });
  });

  it('of something else is told', async () => {
    api.answer = { status: 200, body: '<html>' };
    expect(await spc(api.url, ['list'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Check the address'),
    });

    api.answer = answer({ message: 'Not Found' }, 404);
    expect(await spc(api.url, ['list'])).toMatchObject({ code: 4, stderr: expect.stringContaining('Not Found') });
  });

  it('where nothing runs is told', async () => {
    const gone = await startScriptedApi();
    gone.close();

    expect(await spc(gone.url, ['list'])).toMatchObject({ code: 4, stderr: expect.stringContaining('npm start') });
  });
});

describe('words of others', () => {
  const evil = 'x\u001b]0;owned\u0007\u009b2J\u202e';

  it('command no terminal, in no shape', async () => {
    const test = {
      testId: 't',
      connectionId: 'acme',
      version: null,
      trigger: 'manual',
      endpoint: 'eu',
      verdict: 'failed',
      startedAt: evil,
      durationMs: 1,
      requests: [
        {
          name: 'token-exchange',
          method: 'POST',
          url: 'https://api.amazon.com/auth/o2/token',
          outcome: 'failed',
          status: 400,
          latencyMs: 1,
          attempts: 1,
          requestId: evil,
          error: { code: evil, message: evil, details: evil },
        },
        {
          name: 'get-feeds',
          method: 'GET',
          url: 'https://sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds',
          outcome: 'skipped',
          status: null,
          latencyMs: null,
          attempts: 0,
          requestId: null,
          error: null,
        },
      ],
      diagnosis: { code: 'client_rejected', settings: [], summary: evil, remedy: evil, reference: evil, evidence: [] },
      warnings: [{ field: evil, code: evil, detail: evil }],
    };
    const latest = connection('acme', {
      displayName: evil,
      labels: { [evil]: evil },
      state: 'failed',
      latestTest: test,
    });
    api.answer = answer({
      ...latest,
      ...test,
      connections: [latest],
      tests: [test],
      state: 'failed',
      version: 'v1',
      accessToken: evil,
      tokenType: 'bearer',
      expiresAt: evil,
    });

    for (const args of [
      ['list'],
      ['show', 'acme'],
      ['test', 'acme'],
      ['history', 'acme'],
      ['bundle', 'acme'],
      ['token', 'acme'],
    ]) {
      for (const more of [[], ['--json']]) {
        const { stdout, stderr } = await spc(api.url, [...args, ...more]);
        expect(stdout, args.join()).toContain('owned');
        expect((stdout + stderr).replaceAll('\n', ''), args.join()).not.toMatch(/[\p{Cc}\u202e]/u);
      }
    }
    api.answer = answer({ status: 409, code: evil, detail: evil, requestId: evil }, 409);
    expect((await spc(api.url, ['restore', 'acme'])).stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('what is worth another try', () => {
  it.each([
    [{ status: 429, code: 'throttled' }, 3, 'Try again in 45 seconds'],
    [{ status: 503, code: 'storage_unavailable' }, 3, 'Try again in 45 seconds'],
    [{ status: 502, code: 'amazon_rejected' }, 1, 'amazon_rejected'],
  ])('is told by the exit code: %j', async (problem, code, told) => {
    const body = JSON.stringify({ detail: 'So it is.', requestId: 'r', ...problem });
    api.answer = { status: problem.status, headers: { 'retry-after': '45' }, body };

    expect(await spc(api.url, ['token', 'acme'])).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(told),
    });
  });
});

describe('what somebody else changed meanwhile', () => {
  it.each([['change'], ['put']])('is with --json the problem as the API puts it: spc %s', async (verb) => {
    const problem = { status: 412, code: 'version_conflict', detail: 'It was changed.', requestId: 'r' };
    const changed = await startScriptedApi();
    changed.answers = ({ method }) => (method === 'GET' ? answer(connection('acme')) : answer(problem, 412));
    const input = JSON.stringify({ lwaClientId: 'i', lwaClientSecret: 's', lwaRefreshToken: 't' });
    const args = [verb, 'acme', '--from', '-', '--json', ...(verb === 'put' ? ['--yes'] : [])];
    const { code, stdout, stderr } = await spc(changed.url, args, { input });
    changed.close();

    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual(problem);
    expect(stderr).toContain('Nothing was overwritten');
  });
});

describe('in the middle of spc test --all', () => {
  const ids = Array.from({ length: 30 }, (_each, index) => `shop-${index}`);
  let fleet: ScriptedApi;
  let close: () => void;

  beforeEach(async () => {
    fleet = await startScriptedApi();
    fleet.answer = answer({ connections: ids.map((id) => connection(id)) });
    close = fleet.close;
  });
  afterEach(() => close());

  it('an API that goes down leaves what is known, and says what is not', async () => {
    fleet.answers = ({ method, target }) =>
      method === 'GET' ? fleet.answer : answer({ ...PASSED, connectionId: target.split('/')[2] });
    const child = startSpc(fleet.url, ['test', '--all']);
    child.stdin?.end();
    await fleet.receives(({ method }) => method === 'POST', 12);
    fleet.close();
    const { code, stdout, stderr } = await ended(child);

    expect(code).toBe(4);
    expect(stdout).toMatch(/^shop-0 +eu +passed /m);
    expect(stdout).toMatch(/^shop-29 +– +not tested /m);
    expect(stdout).toMatch(/30 connections: \d+ passed, 0 failed, 0 inconclusive, \d+ not tested/);
    expect(stderr).toMatch(/could not be reached|Nothing listens/);
    // Those under way find it out, and no other one is begun.
    expect(Number(/with (\d+) more/.exec(stderr)?.[1] ?? 0)).toBeLessThan(8);
  });

  it('an interruption leaves what is known', async () => {
    fleet.answers = ({ method, target }) => {
      if (method === 'GET') return fleet.answer;
      return target.includes('shop-3/') ? 'never' : answer({ ...PASSED, connectionId: target.split('/')[2] });
    };
    const child = startSpc(fleet.url, ['test', '--all']);
    child.stdin?.end();
    await fleet.receives(({ target }) => target.includes('shop-29/'), 1);
    child.kill('SIGINT');
    const { code, stdout } = await ended(child);

    expect(code).toBe(130);
    expect(stdout).toMatch(/^shop-0 +eu +passed /m);
    expect(stdout).toMatch(/^shop-3 +– +not tested /m);
  });

  it('a connection that somebody deletes is told, and counts for nothing', async () => {
    const gone = { status: 404, code: 'connection_not_found', detail: 'It is gone.', requestId: 'r' };
    fleet.answers = ({ method, target }) => {
      if (method === 'GET') return fleet.answer;
      return target.includes('shop-3/') ? answer(gone, 404) : answer({ ...PASSED, connectionId: target.split('/')[2] });
    };
    const { code, stderr } = await spc(fleet.url, ['test', '--all']);

    expect(code).toBe(0);
    expect(stderr).toBe('shop-3 was deleted meanwhile.\n');
  });

  it('nobody goes on where AWS lets nobody in', async () => {
    fleet.answers = ({ method }) => (method === 'GET' ? fleet.answer : answer({ message: 'Forbidden' }, 403));
    const { code, stderr } = await spc(fleet.url, ['test', '--all']);
    const tests = fleet.received.filter(({ method }) => method === 'POST');

    expect(code).toBe(4);
    expect(stderr).toContain('execute-api:Invoke');
    // Eight refusals, and those under way by then.
    expect(tests.length).toBeLessThan(16);
  });

  it('a right that is missing for some keeps nobody from the others', async () => {
    fleet.answers = ({ method, target }) => {
      if (method === 'GET') return fleet.answer;
      return /-\d?[13579]\//.test(target) ? answer({ message: 'Forbidden' }, 403) : answer(PASSED);
    };
    await spc(fleet.url, ['test', '--all']);

    expect(fleet.received.filter(({ method }) => method === 'POST')).toHaveLength(30);
  });

  it('the worst verdict is the exit code', async () => {
    fleet.answers = ({ method, target }) => {
      if (method === 'GET') return fleet.answer;
      const verdict = target.includes('shop-3/') ? 'failed' : target.includes('shop-4/') ? 'inconclusive' : 'passed';
      return answer({ ...PASSED, verdict });
    };

    expect((await spc(fleet.url, ['test', '--all'])).code).toBe(1);
  });
});

it('does not mind a reader that has seen enough', async () => {
  api.answer = answer({ connections: Array.from({ length: 100 }, (_each, index) => connection(`shop-${index}`)) });
  const child = startSpc(api.url, ['list', '--json']);
  child.stdin?.end();
  child.stdout?.destroy();
  const [code] = await once(child, 'close');

  expect(code).toBe(0);
});

const PASSED = {
  testId: 't',
  connectionId: 'acme',
  version: null,
  trigger: 'manual',
  endpoint: 'eu',
  verdict: 'passed',
  startedAt: '2026-11-23T10:00:00.000Z',
  durationMs: 1,
  requests: [
    {
      name: 'token-exchange',
      method: 'POST',
      url: 'https://api.amazon.com/auth/o2/token',
      outcome: 'passed',
      status: 200,
      latencyMs: 1,
      attempts: 1,
      requestId: 'r1',
      error: null,
    },
    {
      name: 'get-feeds',
      method: 'GET',
      url: 'https://sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds',
      outcome: 'passed',
      status: 200,
      latencyMs: 1,
      attempts: 1,
      requestId: 'r2',
      error: null,
    },
  ],
  diagnosis: null,
  warnings: [],
};
