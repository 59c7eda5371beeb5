/** What the help says is run as it stands. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readMarkdown, tableOf } from '../docs/markdown.ts';
import { type LocalApi, startLocalApi } from './local-api.ts';
import { KEYS, onTerminal, spc } from './spc.ts';

const helpOf = async (...args: string[]) => (await spc('http://127.0.0.1:9', [...args, '--help'])).stdout;

let verbs: string[];
let examples: string[];
beforeAll(async () => {
  const [, commands = ''] = (await helpOf()).split('Commands:\n');
  verbs = [...commands.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name).filter((name) => name !== 'help');
  const helps = await Promise.all(verbs.map((verb) => helpOf(verb)));
  examples = helps.flatMap((help) => [...help.matchAll(/^ {2}\$ (spc .*)$/gm)].map(([, command = '']) => command));
});

describe('the help', () => {
  it('has examples of every verb', () => {
    expect(verbs.length).toBeGreaterThan(12);
    expect(
      verbs.filter(
        (verb) => !examples.some((example) => example.startsWith(`spc ${verb} `) || example === `spc ${verb}`),
      ),
    ).toEqual([]);
  });

  it('has the verbs of the document, and no others', () => {
    const { rows } = tableOf(readMarkdown('docs/command-line.md'), 'verb');

    expect(rows.map(([verb]) => verb?.replaceAll('`', ''))).toEqual(verbs);
  });

  it('tells of the options that all verbs take', async () => {
    expect(await helpOf('list')).toMatch(/Global Options:.*--stack <name>/s);
  });
});

describe('the examples of the help', () => {
  let api: LocalApi;
  let folder: string;

  beforeAll(async () => {
    api = await startLocalApi();
    for (const name of ['acme-eu', 'wrong-region']) await api.save(name, name);
    await api.save('new-shop', 'newcomer-na');
    folder = await mkdtemp(join(tmpdir(), 'spc-examples-'));
    await writeFile(join(folder, 'settings.json'), JSON.stringify(api.account('newcomer-na').settings));
    await writeFile(
      join(folder, 'secret.json'),
      JSON.stringify({ lwaClientSecret: api.account('acme-eu').settings.lwaClientSecret }),
    );
    // `spc` as a shell finds it.
    await writeFile(join(folder, 'spc'), `#!/bin/sh\nexec '${process.execPath}' '${inject('commandLine')}' "$@"\n`, {
      mode: 0o755,
    });
  });
  afterAll(async () => {
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What each question is answered with. */
  const answers = (): readonly (readonly [question: string, answer: string])[] => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = api.account('acme-eu').settings;
    return [
      ['new-shop', 'y'],
      ['LWA client id', lwaClientId],
      ['LWA client secret', lwaClientSecret],
      ['New LWA client secret', lwaClientSecret],
      ['New LWA refresh token', lwaRefreshToken],
      ['LWA refresh token', lwaRefreshToken],
      ['Give all of them a new client secret?', 'y'],
      ['Delete new-shop', 'y'],
    ];
  };

  it('do what they say', async () => {
    const failures: string[] = [];
    for (const example of examples) {
      if (example.startsWith('spc restore')) await fetch(`${api.origin}/connections/new-shop`, { method: 'DELETE' });
      const terminal = onTerminal(api.url, [], { shell: example, cwd: folder });
      const questions = new Map(answers());
      if (example.startsWith('spc console')) {
        await terminal.shows(/\/console\/#start=/);
        terminal.type(KEYS.interrupt);
      }
      while (!terminal.over) {
        const asked = [...questions].find(([question]) =>
          stripVTControlCharacters(terminal.screen).includes(`? ${question}`),
        );
        if (asked) terminal.type(`${asked[1]}${KEYS.enter}`);
        if (asked) questions.delete(asked[0]);
        else await terminal.more;
      }
      const code = await terminal.ended;
      // A test may fail: some of these connections are broken. Of the console, Ctrl-C ends the shell around it, too.
      const expected = / test --all/.test(example) ? [0, 1] : example === 'spc console' ? [0, 130] : [0];
      if (code === null || !expected.includes(code))
        failures.push(`${example} → ${code}\n${stripVTControlCharacters(terminal.screen)}`);
      await fetch(`${api.origin}/connections/new-shop/restore`, { method: 'POST' });
    }

    expect(failures).toEqual([]);
  });
});
