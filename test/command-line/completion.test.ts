/** Completion, by the shells that it is for: what they offer when somebody presses Tab. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it, type TestContext } from 'vitest';
import { ended, onTerminal, startSpc } from './spc.ts';

const NOWHERE = 'http://127.0.0.1:9';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spc-completion-'));
  await writeFile(join(folder, 'settings.json'), '{}');
  await writeFile(join(folder, 'spc'), `#!/bin/sh\nexec '${process.execPath}' '${inject('commandLine')}' "$@"\n`, {
    mode: 0o755,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each without the settings of whoever runs this. `ready` makes one Tab show everything. */
const SHELLS = {
  bash: {
    start: 'bash --norc --noprofile -i',
    ready: "bind 'set show-all-if-ambiguous on'; source <(spc completion bash)",
  },
  zsh: { start: 'zsh -f -i', ready: 'setopt nolistambiguous nobeep; source <(spc completion zsh)' },
  fish: { start: 'fish --no-config', ready: 'spc completion fish | source' },
} as const;
type Shell = keyof typeof SHELLS;

const PROMPT = 'what? ';

/** What is on the screen after the line has been typed and Tab pressed, as words. */
async function completed(shell: Shell, line: string, before = 'true'): Promise<string[]> {
  if (shell === 'fish') return byFishItself(line, before);
  const { start, ready } = SHELLS[shell];
  // On a dumb terminal, what is shown is written one after the other.
  const env = { TERM: 'dumb', PS1: PROMPT, ZDOTDIR: folder };
  const terminal = onTerminal(NOWHERE, [], { shell: start, cwd: folder, env });
  await terminal.shows(PROMPT);
  terminal.type(`${before}; ${ready}; echo ready-$((1 + 1))\n`);
  await terminal.shows('ready-2');
  await terminal.shows(PROMPT);
  const from = terminal.screen.length;
  // The line is left for another one: what that prints comes after all that was offered.
  terminal.type(`${line}\t\u0015echo over-$((1 + 1))\n`);
  await terminal.shows('over-2');
  const shown = stripVTControlCharacters(terminal.screen.slice(from));
  terminal.type('exit\n');
  await terminal.ended;
  return shown.split(/\s+/);
}

/** It says without a terminal what it would offer. */
async function byFishItself(line: string, before: string): Promise<string[]> {
  const script = `${before}; ${SHELLS.fish.ready}; complete -C '${line}'`;
  const terminal = onTerminal(NOWHERE, [], { shell: `fish --no-config -c "${script}"`, cwd: folder });
  await terminal.ended;
  return terminal.screen.split(/\r?\n/).map((offer) => offer.split('\t')[0] ?? '');
}

function needs(shell: Shell, context: TestContext): void {
  try {
    execFileSync('sh', ['-c', `command -v ${shell}`], { stdio: 'ignore' });
  } catch {
    context.skip(`${shell} is not on this machine`);
  }
}

describe.each(['bash', 'zsh', 'fish'] as const)('%s', (shell) => {
  const offers = (what: string, line: string, words: readonly string[], others: readonly string[] = []) =>
    it(what, async (context) => {
      needs(shell, context);
      const offered = await completed(shell, line);

      expect(offered).toEqual(expect.arrayContaining([...words]));
      expect(others.filter((word) => offered.includes(word))).toEqual([]);
    });

  offers('completes a verb', 'spc rot', ['rotate-client-secret']);
  offers('has all verbs', 'spc ', ['list', 'put', 'completion', 'console'], ['settings.json', 'passed']);
  offers('has them after an option of the program, too', 'spc --url x ', ['list', 'put', 'console'], ['settings.json']);
  offers('has the options of a verb', 'spc list --st', ['--state', '--stack'], ['--yes']);
  offers('has the help', 'spc list --he', ['--help']);
  offers(
    'has the values of an option',
    'spc list --state ',
    ['passed', 'failed', 'unknown'],
    ['--json', 'settings.json'],
  );
  offers('has them after an equals sign, too', 'spc list --state=f', ['--state=failed'], ['settings.json']);
  // fish's own words for it know no values of options.
  if (shell !== 'fish') offers('takes a value for no verb', 'spc --stack list rot', ['rotate-client-secret']);
  offers('has the values of an argument', 'spc completion ', ['bash', 'zsh', 'fish'], ['settings.json']);
  offers('has files where a file is asked for', 'spc put new-shop --from sett', ['settings.json']);
  offers('has none elsewhere', 'spc show ', [], ['settings.json']);
});

describe('an alias', () => {
  it.for(['bash', 'zsh', 'fish'] as const)('is completed, too: %s', async (shell, context) => {
    needs(shell, context);
    const alias = `alias spc='${inject('commandLine')}'`;

    expect(await completed(shell, 'spc rot', alias)).toContain('rotate-client-secret');
  });
});

it('needs no API', async () => {
  const child = startSpc('', ['completion', 'bash']);
  child.stdin?.end();

  expect(await ended(child)).toMatchObject({ code: 0, stderr: '' });
});
