/** The examples of the README, run as they are printed. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { firstRound } from '../../infra/local-run/first-round.ts';
import { type LocalStack, startLocalStack } from '../../infra/local-run/local-stack.ts';
import { systemTimers } from '../../infra/local-run/timers.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import { parseAccountsFile } from '../../infra/simulated-amazon/accounts-file.ts';
import { readme } from './documents.ts';
import { codeIn, tableOf } from './markdown.ts';

const SAVED = BUILT_IN_ACCOUNTS.filter(({ saved }) => saved);
const ORIGIN = 'http://127.0.0.1:8787';

describe('the table of "See it run"', () => {
  const [table] = readme.blocks.filter(({ text }) => text.startsWith('CONNECTION '));
  const rows = (table?.text ?? '').split('\n').map((line) => line.split(/ {2,}/));

  it('shows every simulated account as it is judged', () => {
    const judged = rows
      .slice(1, 1 + SAVED.length)
      .map(([name, endpoint, verdict, code]) => [name, endpoint, verdict, code]);
    expect(judged).toEqual(
      SAVED.map(({ name, settings, expected }) => [name, settings.endpoint, expected.verdict, expected.code ?? '–']),
    );
  });
});

describe('the accounts file of the README', () => {
  const [file] = readme.blocks.filter(({ language, section }) => language === 'json' && section.includes('simulated'));

  it('is one that the simulated Amazon takes', () => {
    expect(parseAccountsFile(file?.text ?? '')).toMatchObject({ ok: true });
  });

  it.each(tableOf(readme, 'kind').rows)('%s: the fault is known where the table says', (cell, where = '') => {
    const [kind] = codeIn(cell);
    // What a kind needs besides is refused by name, and only then.
    const problems = (service: string) => {
      const accounts = [{ name: 'a', fault: { [service]: { kind } } }];
      const parsed = parseAccountsFile(JSON.stringify({ accounts }));
      return parsed.ok ? [] : parsed.failure.filter((problem) => problem.includes(`fault.${service}.kind`));
    };
    const known = ['lwa', 'spApi'].filter((service) => problems(service).length === 0);
    expect(known).toEqual(where === 'both' ? ['lwa', 'spApi'] : codeIn(where));
  });
});

/** Each command of "See it run" that has an answer printed below it. */
const examples = readme.blocks.flatMap((block, index) => {
  const answer = readme.blocks[index + 1];
  return block.language === 'sh' && block.section === 'See it run' && answer?.language === 'json'
    ? [{ command: block.text, answer: JSON.parse(answer.text) }]
    : [];
});

describe('the commands of "See it run"', () => {
  let stack: LocalStack;
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
    folder = await mkdtemp(join(tmpdir(), 'readme-examples-'));
    await symlink(process.execPath, join(folder, 'node'));
    await writeFile(join(folder, 'curl'), `#!/bin/sh\nexec node "${join(import.meta.dirname, 'curl.ts')}" "$@"\n`);
    await chmod(join(folder, 'curl'), 0o755);
  });

  afterAll(async () => {
    await stack.close();
    await rm(folder, { recursive: true });
  });

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  it.each(examples)('$command', async ({ command, answer }) => {
    const { stdout } = await promisify(execFile)('sh', ['-c', command.replaceAll(ORIGIN, stack.origin)], {
      env: { PATH: `${folder}${delimiter}${process.env.PATH}` },
    });
    expect(JSON.parse(stdout)).toEqual(asPrinted(answer));
  });
});

/** What is printed must be there; `…` stands for anything, and objects and lists may hold more. */
function asPrinted(printed: unknown): unknown {
  if (typeof printed === 'string' && printed.includes('…')) return expect.stringContaining(printed.replace('…', ''));
  if (Array.isArray(printed)) return expect.arrayContaining(printed.map(asPrinted));
  if (typeof printed !== 'object' || printed === null) return printed;
  const members = Object.entries(printed).map(([name, value]) => [name, asPrinted(value)]);
  return expect.objectContaining(Object.fromEntries(members));
}
