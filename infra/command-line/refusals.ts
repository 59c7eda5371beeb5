/** Why nothing was done, and what to do next: every outcome of a request but success, in words and as an exit code. */
import type { NotDone } from '../api-client/outcome.ts';
import { whyNot } from '../refusals/why-not.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { answerText } from './json-text.ts';
import type { Session } from './session.ts';
import { testText } from './test-text.ts';

/** Tells it on standard error; with `--json` the problem goes to standard output as the API put it. */
export function refuse(session: Session, notDone: NotDone): ExitCode {
  const { terminal, json } = session;
  if (json && notDone.kind === 'problem') terminal.print(answerText(notDone.answer));
  if (!json && notDone.kind === 'problem' && notDone.problem.test) {
    terminal.print(testText(notDone.problem.test, terminal.page));
  }
  terminal.tell(wordsOf(notDone, session));
  return exitCodeOf(notDone);
}

export function exitCodeOf(notDone: NotDone): ExitCode {
  if (notDone.kind !== 'problem') return EXIT.unreachable;
  const { code, status } = notDone.problem;
  if (code === 'connection_test_failed' || code === 'amazon_rejected') return EXIT.failed;
  return status === 429 || status >= 500 ? EXIT.inconclusive : EXIT.wrongUse;
}

/** What happened, and a line or more on what to do about it. */
export function wordsOf(notDone: NotDone, { client, json }: Session): string {
  const next = notDone.kind === 'problem' ? NEXT_STEPS[notDone.problem.code] : undefined;
  return [...whyNot(notDone, client, { testIsShown: !json }), ...(next ? [next] : [])].join('\n');
}

/** What this command line has to offer. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  connection_not_found: '`spc list` shows which connections there are.',
  connection_pending_deletion: '`spc restore` brings it back, as long as it is pending.',
  connection_malformed: '`spc put` saves it anew, with all of its values.',
  version_conflict: 'Somebody else was faster. Look with `spc show`, and repeat what is still right.',
  connection_test_failed: 'Nothing was saved. Correct what is named, most likely first, and repeat.',
  connection_test_inconclusive: 'Nothing was saved. To save without a test: --untested.',
};
