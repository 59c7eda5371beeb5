/** The commands of the documents, run as they are printed, in their order. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import { type SignedFront, signerEnvironment, startSignedFront } from '../clients/signed-front.ts';
import { requireSigningCurl } from '../clients/signing-curl.ts';
import { seedAndTest, startBuiltStack } from '../local-run/built-stack.ts';
import { documents, page, readme } from './documents.ts';
import { type Markdown, PROJECT } from './markdown.ts';
import { expectPrinted, expectShown } from './printed-answer.ts';

const ORIGIN = 'http://127.0.0.1:8787';

/** Each command of a section, with what is printed below it, if there is something. */
function examplesOf({ blocks }: Markdown, section: string) {
  return blocks.flatMap((block, index) => {
    if (block.language !== 'sh' || block.section !== section) return [];
    const next = blocks[index + 1];
    return [{ command: block.text, answer: next && next.section === section && next.language !== 'sh' ? next : null }];
  });
}

const [beforeWalk, ...walk] = examplesOf(readme, 'By hand: `spc`');
const curls = [page('api'), page('simulated-amazon')].flatMap((document) =>
  ['The life of a connection', 'Accounts'].flatMap((section) => examplesOf(document, section)),
);

const [sign, ...signedBlocks] = [page('api'), page('operations')]
  .flatMap(({ blocks }) => blocks)
  .filter(({ language, text }) => language === 'sh' && /^signed\b/.test(text))
  .map(({ text }) => text);
const signedCommands = signedBlocks.flatMap((text) => text.split(/\n(?=signed )/).map((command) => command.trim()));

let stack: LocalStack;
let front: SignedFront;
let tools: string;
let folder: string;

beforeAll(async () => {
  stack = await startBuiltStack();
  front = await startSignedFront(stack.origin);
  await seedAndTest(stack);
  tools = await mkdtemp(join(tmpdir(), 'documents-'));
  folder = join(tools, 'empty');
  await mkdir(folder);
  await symlink(process.execPath, join(tools, 'node'));
  const programs = { curl: join(import.meta.dirname, 'curl.ts'), spc: inject('commandLine') };
  for (const [name, program] of Object.entries(programs)) {
    await writeFile(join(tools, name), `#!/bin/sh\nexec node "${program}" "$@"\n`, { mode: 0o755 });
  }
});

afterAll(async () => {
  front.close();
  await stack.close();
  await rm(tools, { recursive: true });
});

const run = promisify(execFile);
const shell = async (command: string, env: Record<string, string>) =>
  (await run('sh', ['-ec', command], { cwd: folder, env })).stdout;

const unsigned = (command: string) =>
  shell(command.replaceAll(ORIGIN, stack.origin), {
    PATH: `${tools}${delimiter}${process.env.PATH}`,
    SPC_URL: stack.origin,
  });

it('every command to the local run is run', () => {
  const printed = documents.flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'sh'));
  const toLocalRun = printed.map(({ text }) => text).filter((text) => text.includes(ORIGIN));
  const run = [beforeWalk, ...walk, ...curls].map((example) => example?.command);
  expect(toLocalRun.filter((text) => !run.includes(text))).toEqual([]);
});

describe('the walk with spc', () => {
  it('begins with what these tests bring along: the program that is built, and where the local run is', () => {
    const { bin } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    expect(beforeWalk?.command).toContain(`\nalias spc="$PWD/${bin.spc}"\nexport SPC_URL=${ORIGIN}\n`);
    expect(walk.length).toBeGreaterThan(5);
  });

  it.each(walk)('$command', async ({ command, answer }) => {
    if (answer?.language === 'json') return expectPrinted(await unsigned(command), answer);
    // What is refused ends with 1, and nothing else does.
    const expected = answer?.text.includes('Nothing was saved') ? 1 : 0;
    const output = await unsigned(`{ ${command.trim()}\n} 2>&1 || code=$?; test "\${code:-0}" = ${expected}`);
    if (answer) expectShown(output, answer.text);
  });
});

describe('the commands by curl', () => {
  it('are there', () => {
    expect(curls.filter(({ answer }) => answer !== null).length).toBeGreaterThan(15);
  });

  it.each(curls)('$command', async ({ command, answer }) => {
    const output = await unsigned(command);
    if (answer) expectPrinted(output, answer);
  });
});

describe('the signed commands', () => {
  beforeAll(requireSigningCurl);

  it('are there, and name no secret', () => {
    expect(signedCommands.length).toBeGreaterThan(10);
    expect(signedCommands.join('\n')).not.toMatch(/SECRET|TOKEN|lwa/);
  });

  it.each(signedCommands)('%s', async (command) => {
    const env = { PATH: process.env.PATH ?? '', ...signerEnvironment(front.origin) };
    // A refusal of the API's is an answer too: it is asked for, so that it shows.
    const asked = command.replace(/^signed/, `signed -o answer -w '%{http_code}'`);
    const status = await shell(`${sign}\n${asked}`, env);
    expect(front.refused).toEqual([]);
    expect(status).toMatch(/^20[0-2]$/);
  });
});
