import { Argument, type Command } from 'commander';
import { completionScript, SHELLS } from '../completion-script.ts';
import type { Terminal } from '../terminal.ts';
import { examples } from '../verb.ts';

/** Needs no API. */
export function completion(spc: Command, terminal: Terminal): void {
  spc
    .command('completion')
    .addArgument(new Argument('<shell>', 'whose').choices(SHELLS))
    .description('a script that completes verbs, options and their values')
    .addHelpText('after', examples('spc completion bash', 'spc completion zsh', 'spc completion fish'))
    .action((shell: (typeof SHELLS)[number]) => terminal.print(completionScript(shell, spc)));
}
