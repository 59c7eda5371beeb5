import type { Answered, SavedConnection } from '../api-client/connections-api.ts';
import { paragraph } from '../terminal/paragraph.ts';
import { printable } from '../terminal/printable.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { answerText } from './json-text.ts';
import { refuse } from './refusals.ts';
import type { Session } from './session.ts';
import { testText, warnings } from './test-text.ts';

/** What became of a save. */
export function tellSaved(session: Session, saved: Answered<SavedConnection>): ExitCode {
  if (saved.kind !== 'done') return refuse(session, saved);
  const { terminal, json } = session;
  if (json) {
    terminal.print(answerText(saved.answer));
    return EXIT.done;
  }
  const { connection, test, warnings: told } = saved.value;
  const what = saved.answer.status === 201 ? 'is created' : 'is saved';
  const id = printable(connection.connectionId);
  terminal.print(`${id} ${what}, ${test === null ? 'not tested' : `${test.verdict} its test`}.`);
  if (test !== null) terminal.print(testText({ ...test, warnings: [] }, terminal.page));
  for (const warning of warnings(told)) terminal.print(paragraph(warning, terminal.page.width));
  return EXIT.done;
}
