/** What a verb of the command line is: it adds itself to the program. */
import type { Command } from 'commander';
import type { ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';

/** Makes an action of a command out of what works with a session: arguments first, then the options. */
export type Run = <Arguments extends unknown[]>(
  action: (session: Session, ...args: Arguments) => Promise<ExitCode>,
) => (this: Command, ...args: Arguments) => Promise<void>;

export type Verb = (spc: Command, run: Run) => void;

/** For the end of a help text. Tests run each command. */
export function examples(...commands: readonly string[]): string {
  return ['', 'Examples:', ...commands.map((command) => `  $ ${command}`)].join('\n');
}
