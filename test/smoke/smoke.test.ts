/** `npm run smoke` as a person starts it, against the whole system on this machine, where only signed requests come in. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import type { SimulatedAccount } from '../../infra/simulated-amazon/account.ts';
import { type SignedFront, signerEnvironment, startSignedFront } from '../clients/signed-front.ts';
import { PROJECT } from '../docs/markdown.ts';
import { startBuiltStack } from '../local-run/built-stack.ts';
import { giveInput } from '../program-input.ts';

let stack: LocalStack;
let front: SignedFront;

beforeAll(async () => {
  stack = await startBuiltStack();
  front = await startSignedFront(stack.origin);
});

afterAll(async () => {
  front.close();
  await stack.close();
});

function settingsOf(name: string): SimulatedAccount['settings'] {
  const account = stack.accounts.find((candidate) => candidate.name === name);
  if (!account) throw new Error(`There is no account ${name}`);
  return account.settings;
}

interface Smoked {
  readonly exitCode: number | null;
  /** `ok save`, `skipped token`. */
  readonly steps: readonly string[];
  readonly output: string;
}

async function smoke(
  args: readonly string[],
  stdin: string,
  environment: Record<string, string> = {},
): Promise<Smoked> {
  const child = spawn(process.execPath, ['infra/smoke/smoke.ts', ...args], {
    cwd: PROJECT,
    env: { PATH: process.env.PATH, ...signerEnvironment(front.origin), ...environment },
  });
  giveInput(child.stdin, stdin);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const steps = stdout
    .split('\n')
    .flatMap((line) => /^(?:ok|failed|skipped) +\w+/.exec(line)?.[0].replace(/ +/, ' ') ?? []);
  return { exitCode, steps, output: stdout + stderr };
}

const here = () => ['--url', front.origin];

describe('the smoke test of a deployment', () => {
  it('saves, tests, takes a token and deletes, with requests that are signed, and shows no secret', async () => {
    const settings = settingsOf('acme-sandbox');
    const { exitCode, steps, output } = await smoke(here(), JSON.stringify(settings));
    expect(steps, output).toEqual(['ok reach', 'ok save', 'ok test', 'ok token', 'ok delete']);
    expect(exitCode).toBe(0);
    expect(front.refused).toEqual([]);
    expect(output).toContain('for https://sandbox.sellingpartnerapi-na.amazon.com');
    for (const secret of [settings.lwaClientSecret, settings.lwaRefreshToken, 'Atza|']) {
      expect(output).not.toContain(secret);
    }
    const [, connectionId] = /saved as (smoke-[0-9a-f-]{36})\n/.exec(output) ?? [];
    const { status } = await fetch(`${stack.origin}/connections/${connectionId}`);
    expect(status).toBe(409);
  });

  it('says of a broken account what to correct, saves nothing and leaves nothing behind', async () => {
    const settings = { ...settingsOf('acme-sandbox'), lwaRefreshToken: settingsOf('revoked-token').lwaRefreshToken };
    const { exitCode, steps, output } = await smoke(here(), JSON.stringify(settings));
    expect(steps, output).toEqual(['ok reach', 'failed save', 'skipped test', 'skipped token', 'skipped delete']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /failed +save .+\n +.+ \(refresh_token_rejected\)\n(?: +.+\n)* +Review, most likely first: lwaRefreshToken/,
    );
    expect(output).not.toContain(settings.lwaRefreshToken);
    const list = await fetch(`${stack.origin}/connections`);
    expect(await list.json()).toEqual({ connections: [] });
  });

  it('says that the credentials may not call', async () => {
    const { exitCode, steps, output } = await smoke(here(), JSON.stringify(settingsOf('acme-sandbox')), {
      AWS_SECRET_ACCESS_KEY: 'another',
    });
    expect(steps[0], output).toBe('failed reach');
    expect(exitCode).toBe(1);
    expect(output).toContain('execute-api:Invoke');
  });

  it.each([
    ['no address', [], '{}', 'Say where the API is'],
    ['an address that is none', ['--url', 'the-api'], '{}', 'the-api is no address'],
    ['an unknown option', ['--secret', 'x'], '{}', "Unknown option '--secret'"],
    [
      'settings that are not JSON',
      ['--url', 'http://127.0.0.1:1'],
      'Atzr|secret',
      'standard input holds no JSON object',
    ],
    [
      'a file that is not there',
      ['--url', 'http://127.0.0.1:1', '--settings', 'no.json'],
      '',
      'no.json cannot be read: ENOENT',
    ],
    ['an endpoint that is no sandbox', ['--url', 'http://127.0.0.1:1'], '{"endpoint":"eu"}', 'is no sandbox'],
  ])('is not begun with %s, and says so', async (_, args, stdin, message) => {
    const { exitCode, steps, output } = await smoke(args, stdin);
    expect(exitCode).toBe(2);
    expect(steps).toEqual([]);
    expect(output).toContain(message);
    expect(output).not.toContain('Atzr|');
  });
});
