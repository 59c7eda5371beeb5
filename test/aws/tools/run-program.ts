import { spawn } from 'node:child_process';

/** What a program has printed, and how it ended. */
export interface Ended {
  readonly exitCode: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a program to its end, without a shell and with nothing to read. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const all: Buffer[] = [];
    const stdout: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => {
      all.push(chunk);
      stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    child.once('error', reject);
    child.once('close', (exitCode) =>
      resolve({ exitCode, output: Buffer.concat(all).toString(), stdout: Buffer.concat(stdout).toString() }),
    );
  });
}

/** The same for a program that has to succeed: throws with all that it said otherwise. */
export async function runOrThrow(...call: Parameters<typeof runProgram>): Promise<Ended> {
  const ended = await runProgram(...call);
  if (ended.exitCode === 0) return ended;
  throw new Error(`${call[0]} ${call[1].join(' ')} ended with ${ended.exitCode}:\n${ended.output}`);
}
