/** The commands of the README, run as they are printed, in their order. */
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { firstRound } from '../../infra/local-run/first-round.ts';
import { type LocalStack, startLocalStack } from '../../infra/local-run/local-stack.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { readme } from './documents.ts';
import { expectPrinted } from './printed-answer.ts';
import { type SignedFront, signerEnvironment, startSignedFront } from './signed-front.ts';

const SAVED = BUILT_IN_ACCOUNTS.filter(({ saved }) => saved);
const ORIGIN = 'http://127.0.0.1:8787';

/** Each command to the local run, with the answer that is printed below it, if there is one. */
const examples = readme.blocks.flatMap(({ language, section, text }, index) => {
  if (language !== 'sh' || !(text.includes(ORIGIN) || section === 'The life of a connection')) return [];
  const next = readme.blocks[index + 1];
  return [{ command: text, section, answer: next && ['json', 'http'].includes(next.language) ? next : null }];
});
const inSection = (name: string) => examples.filter(({ section }) => section === name);

const [sign, ...signedBlocks] = readme.blocks
  .filter(({ language, text }) => language === 'sh' && /^signed\b/.test(text))
  .map(({ text }) => text);
const signedCommands = signedBlocks.flatMap((text) => text.split(/\n(?=signed )/).map((command) => command.trim()));
/** Version 7.75 or later. */
const canSign = spawnSync('curl', ['--help', 'all'], { encoding: 'utf8' }).stdout?.includes('--aws-sigv4') ?? false;

let stack: LocalStack;
let front: SignedFront;
let tools: string;
let folder: string;

beforeAll(async () => {
  stack = await startLocalStack({
    bundles: new Map(inject('bundles').map(({ name, bundle }) => [name, bundle])),
    port: 0,
    services: null,
    timers: systemTimers,
    onLine: () => {},
    onTrouble: () => {},
  });
  front = await startSignedFront(stack.origin);
  const startedAt = systemTimers.now();
  await stack.seed();
  await firstRound({
    origin: stack.origin,
    connectionIds: SAVED.map(({ name }) => name),
    startedAt,
    limitMs: 50_000,
    timers: systemTimers,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  tools = await mkdtemp(join(tmpdir(), 'readme-examples-'));
  folder = join(tools, 'empty');
  await mkdir(folder);
  await symlink(process.execPath, join(tools, 'node'));
  await writeFile(join(tools, 'curl'), `#!/bin/sh\nexec node "${join(import.meta.dirname, 'curl.ts')}" "$@"\n`);
  await chmod(join(tools, 'curl'), 0o755);
});

afterAll(async () => {
  front.close();
  await stack.close();
  await rm(tools, { recursive: true });
});

const run = promisify(execFile);
const shell = async (command: string, env: Record<string, string>) =>
  (await run('sh', ['-ec', command], { cwd: folder, env })).stdout;

describe.each(['See it run', 'The life of a connection'])('the commands of "%s"', (section) => {
  it('are there', () => {
    expect(inSection(section).filter(({ answer }) => answer !== null).length).toBeGreaterThan(5);
  });

  it.each(inSection(section))('$command', async ({ command, answer }) => {
    const path = `${tools}${delimiter}${process.env.PATH}`;
    const output = await shell(command.replaceAll(ORIGIN, stack.origin), { PATH: path });
    if (answer) expectPrinted(output, answer);
  });
});

describe('the signed commands', () => {
  it('are there, and name no secret', () => {
    expect(signedCommands.length).toBeGreaterThan(10);
    expect(signedCommands.join('\n')).not.toMatch(/SECRET|TOKEN|lwa/);
  });

  it.runIf(canSign).each(signedCommands)('%s', async (command) => {
    const env = { PATH: process.env.PATH ?? '', ...signerEnvironment(front.origin) };
    // A refusal of the API's is an answer too: it is asked for, so that it shows.
    const asked = command.replace(/^signed/, `signed -o answer -w '%{http_code}'`);
    const status = await shell(`${sign}\n${asked}`, env);
    expect(front.refused).toEqual([]);
    expect(status).toMatch(/^20[0-2]$/);
  });
});
