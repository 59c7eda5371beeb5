/** The terminal that a command runs on: what it found goes to standard output, what it has to say to standard error. */
import { paragraph } from '../terminal/paragraph.ts';
import { type ProgressLine, progressLine } from '../terminal/progress-line.ts';
import type { Page } from '../terminal/table.ts';
import { EXIT } from './exit-code.ts';

export interface Terminal {
  readonly page: Page;
  /** Somebody is there who can be asked. */
  readonly interactive: boolean;
  readonly progress: ProgressLine;
  print(text: string): void;
  /** As it is, without an end of line. */
  write(bytes: Uint8Array): void;
  /** For the person at the terminal; it does not get into a pipe. */
  tell(text: string): void;
}

export function openTerminal({ stdin, stdout, stderr, env }: NodeJS.Process): Terminal {
  const progress = progressLine(stderr);
  // `spc list | head -1` is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    stderr.write(`Standard output cannot be written: ${error.code}.\n`);
    process.exit(EXIT.fault);
  });
  // Nobody reads what is said: the exit code says it, too.
  stderr.on('error', () => {});
  return {
    page: {
      width: widthOf(stdout),
      colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    },
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    progress,
    print(text) {
      progress.clear();
      stdout.write(`${text}\n`);
    },
    write(bytes) {
      progress.clear();
      stdout.write(bytes);
    },
    tell(text) {
      progress.clear();
      stderr.write(`${paragraph(text, widthOf(stderr))}\n`);
    },
  };
}

const USUAL_WIDTH = 80;

/** Null for what is no terminal. One that nobody told its size has 0 columns. */
function widthOf({ isTTY, columns }: NodeJS.WriteStream): number | null {
  return isTTY ? columns || USUAL_WIDTH : null;
}
