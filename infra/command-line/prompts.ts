/** Asking the person at the terminal. What is secret is not shown, and questions never get into a pipe. */
import { EXIT, Refusal } from './exit-code.ts';
import type { Session } from './session.ts';

export interface Asking {
  readonly text: (message: string) => Promise<string>;
  /** Not shown while it is typed or pasted. */
  readonly secret: (message: string) => Promise<string>;
  readonly choice: (
    message: string,
    choices: readonly { value: string; name: string }[],
    preset: string | undefined,
  ) => Promise<string>;
  readonly confirm: (message: string) => Promise<boolean>;
}

/** `instead`: what to do where nobody can be asked. */
export async function asking({ terminal, ending }: Session, instead: string): Promise<Asking> {
  if (!terminal.interactive) throw new Refusal(`There is nobody to ask: ${instead}`);
  const { confirm, input, password, select } = await import('@inquirer/prompts');
  const context = { output: process.stderr, signal: ending };
  const answered = <Answer>(question: Promise<Answer>) =>
    question.catch((error: unknown) => {
      const interrupted = error instanceof Error && /^(ExitPrompt|AbortPrompt)Error$/.test(error.name);
      throw interrupted ? new Refusal('Interrupted. Nothing was changed.', EXIT.interrupted) : error;
    });
  const present = (value: string) => value.trim() !== '' || 'is needed';
  return {
    text: async (message) => (await answered(input({ message, validate: present }, context))).trim(),
    secret: async (message) =>
      (await answered(password({ message, validate: present, toggleMask: false }, context))).trim(),
    choice: (message, choices, preset) =>
      answered(
        select(
          {
            message,
            choices: choices.map(({ value, name }) => ({ value, name, short: value })),
            ...(preset !== undefined && { default: preset }),
            pageSize: 6,
          },
          context,
        ),
      ),
    confirm: (message) => answered(confirm({ message, default: false }, context)),
  };
}
