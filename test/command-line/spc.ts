/** The built command line as a process of its own: piped, as in a script, or on a terminal with somebody at its keys. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { signerEnvironment } from '../clients/signed-front.ts';
import { giveInput } from '../program-input.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface How {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** Of the machine nothing but what Node and a shell need: no profile and no region of a developer's has a say. */
export function environment(url: string, more: How['env'] = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const { API_URL: _url, ...signer } = signerEnvironment(url);
  const files = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  return { PATH, HOME, TERM: 'xterm', SPC_URL: url, AWS_EC2_METADATA_DISABLED: 'true', ...files, ...signer, ...more };
}

/** Runs until it ends. */
export async function spc(url: string, args: readonly string[], how: How = {}): Promise<Ended> {
  const child = startSpc(url, args, how);
  giveInput(child.stdin, how.input ?? '');
  return ended(child);
}

export function startSpc(url: string, args: readonly string[], { env, cwd }: How = {}): ChildProcess {
  return spawn(process.execPath, [inject('commandLine'), ...args], {
    env: environment(url, env),
    ...(cwd !== undefined && { cwd }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const exit = once(child, 'close');
  const [stdout, stderr] = await Promise.all(
    [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : '')),
  );
  const [code] = await exit;
  return { code, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** `reveal` is what some hidden prompts show what was typed for. */
export const KEYS = { enter: '\r', down: '\u001b[B', interrupt: '\u0003', reveal: '\u0014' } as const;

export interface OnTerminal {
  /** Resolves when this is on the screen, after what was waited for before. */
  shows(wanted: string | RegExp): Promise<void>;
  type(keys: string): void;
  /** Everything that was written, escapes included. */
  readonly screen: string;
  readonly over: boolean;
  /** Resolves when there is more on the screen, or nothing will come any more. */
  readonly more: Promise<unknown>;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

export interface HowOnTerminal extends How {
  readonly columns?: number;
  /** A command line for a shell that finds `spc` in its folder; instead of the arguments. */
  readonly shell?: string;
  /** Run on the same terminal when the program has ended. */
  readonly after?: string;
}

/** On a pseudo-terminal, by `script` of util-linux. */
export function onTerminal(url: string, args: readonly string[], how: HowOnTerminal = {}): OnTerminal {
  const { columns = 100, shell, after = ':', env, cwd } = how;
  const quoted = [process.execPath, inject('commandLine'), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  const command = shell === undefined ? quoted.join(' ') : `PATH=".:$PATH"; ${shell}`;
  const child = spawn(
    'script',
    ['-qec', `stty cols ${columns} rows 40; ${command}; code=$?; ${after}; exit $code`, '/dev/null'],
    { env: { SHELL: '/bin/sh', ...environment(url, env) }, ...(cwd !== undefined && { cwd }), stdio: 'pipe' },
  );
  let screen = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    screen += part;
  });
  let over = false;
  const exit = once(child, 'close').then(([code]): number | null => {
    over = true;
    return code;
  });
  const more = () => Promise.race([once(child.stdout, 'data'), exit]);
  return {
    async shows(wanted) {
      for (;;) {
        const rest = screen.slice(seen);
        const found = typeof wanted === 'string' ? rest.indexOf(wanted) : rest.search(wanted);
        if (found !== -1) {
          seen += found + 1;
          return;
        }
        if (over) throw new Error(`It never showed ${wanted}:\n${screen}`);
        await more();
      }
    },
    type: (keys) => child.stdin.write(keys),
    get screen() {
      return screen;
    },
    get over() {
      return over;
    },
    get more() {
      return more();
    },
    ended: exit,
  };
}
