/** The command line: its verbs, what all of them take, and how wrong use is told. */
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { paragraph } from '../terminal/paragraph.ts';
import type { ExitCode } from './exit-code.ts';
import { HELP_LAYOUT } from './help-layout.ts';
import { type GlobalOptions, openSession, type Surroundings } from './session.ts';
import type { Run, Verb } from './verb.ts';
import { bundle } from './verbs/bundle.ts';
import { call } from './verbs/call.ts';
import { change } from './verbs/change.ts';
import { completion } from './verbs/completion.ts';
import { openConsole } from './verbs/console.ts';
import { remove } from './verbs/delete.ts';
import { endpoints } from './verbs/endpoints.ts';
import { history } from './verbs/history.ts';
import { list } from './verbs/list.ts';
import { put } from './verbs/put.ts';
import { restore } from './verbs/restore.ts';
import { rotateClientSecret } from './verbs/rotate-client-secret.ts';
import { show } from './verbs/show.ts';
import { test } from './verbs/test.ts';
import { token } from './verbs/token.ts';

const VERBS: readonly Verb[] = [
  endpoints,
  list,
  show,
  put,
  change,
  test,
  history,
  remove,
  restore,
  rotateClientSecret,
  token,
  call,
  bundle,
  openConsole,
];

const EXIT_CODES = `
Exit codes:
   0  done, or passed
   1  a test failed, or Amazon refused
   2  wrong use: the message says what to correct
   3  inconclusive: nothing to correct, come again
   4  refused by AWS, or not reached
  70  a fault of the program or the machine`;

export function createProgram(surroundings: Surroundings, onExit: (code: ExitCode) => void): Command {
  const spc = new Command('spc')
    .description('Registers, tests, watches and repairs connections to Amazon Selling Partner accounts.')
    .version(packageJson.version)
    .option('--url <url>', 'where the API is (SPC_URL)')
    .option('--stack <name>', 'the stack that has the API')
    .option('--profile <name>', 'profile of the AWS configuration')
    .option('--region <region>', 'AWS region, where the address does not tell it')
    .option('--json', 'answers as the API gives them')
    .addHelpText('after', () => paragraph(EXIT_CODES, surroundings.terminal.page.width))
    .configureHelp(HELP_LAYOUT)
    // Wrong use is told by who catches it: these words have what was typed in them.
    .configureOutput({ outputError: () => {} })
    .exitOverride();

  const run: Run = (action) =>
    async function (...args) {
      const session = await openSession(this.optsWithGlobals<GlobalOptions>(), surroundings);
      onExit(await action(session, ...args));
    };
  for (const verb of VERBS) verb(spc, run);
  completion(spc, surroundings.terminal);
  return spc;
}
