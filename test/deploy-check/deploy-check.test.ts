/** `npm run deploy:check` as a person starts it, with an STS of this machine. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedApi, startScriptedApi } from '../api-client/scripted-api.ts';
import { SIGNER } from '../clients/signed-front.ts';
import { PROJECT } from '../docs/markdown.ts';

const CALLER = {
  GetCallerIdentityResponse: {
    GetCallerIdentityResult: { Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/ann', UserId: 'A' },
  },
};

let sts: ScriptedApi;
let tools: string;

beforeAll(async () => {
  sts = await startScriptedApi();
  tools = await mkdtemp(join(tmpdir(), 'deploy-check-'));
  await writeFile(join(tools, 'sam'), '#!/bin/sh\n[ "$1" = --version ] && echo "SAM CLI, version 1.170.0"\nexit 0\n', {
    mode: 0o755,
  });
});

afterAll(async () => {
  sts.close();
  await rm(tools, { recursive: true });
});

function check(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: unknown; output: string }> {
  const env = {
    HOME: tools,
    PATH: `${tools}${delimiter}/usr/bin${delimiter}/bin`,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_STS: sts.url,
    ...environment,
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['infra/deploy-check/deploy-check.ts', ...args],
      { cwd: PROJECT, env },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });
}

const signedIn = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: SIGNER.accessKeyId,
  AWS_SECRET_ACCESS_KEY: SIGNER.secretAccessKey,
};

describe('the check before a deployment', () => {
  it('finds everything in place, and asks AWS for nothing but who is calling', async () => {
    sts.answer = { status: 200, body: JSON.stringify(CALLER) };
    const { code, output } = await check([], signedIn);
    expect(output).toContain('ok     Credentials  arn:aws:iam::123456789012:user/ann, account 123456789012');
    expect(output).toContain('note   Runbooks     docs/runbooks/. A path, so nothing in an alarm can be clicked');
    expect(output).not.toContain('wrong');
    expect(code).toBe(0);
    expect(sts.received.map(({ method, target }) => [method, target])).toEqual([
      ['GET', '/?Action=GetCallerIdentity&Version=2011-06-15'],
    ]);
  });

  it('finds credentials that AWS refuses', async () => {
    sts.answer = { status: 403, body: '{}' };
    const { code, output } = await check([], signedIn);
    expect(output).toContain('wrong  Credentials  AWS refuses them (STS answers 403).');
    expect(code).toBe(1);
  });

  it('finds that there are no credentials, no region and no SAM CLI', async () => {
    const nothing = await check([], { PATH: '/nowhere' });
    expect(nothing.output).toMatch(/wrong {2}SAM CLI[\s\S]*wrong {2}Region/);
    expect(nothing.code).toBe(1);
    const { output } = await check(['--region', 'eu-west-1']);
    expect(output).toContain('wrong  Credentials');
    expect(output).toContain('aws sso login');
  });

  it('cannot look at an environment that samconfig.toml does not have', async () => {
    const { code, output } = await check(['--config-env', 'production']);
    expect(output).toContain('[production.deploy.parameters]');
    expect(code).toBe(2);
  });
});
