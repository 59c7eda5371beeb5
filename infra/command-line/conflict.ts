/** Somebody else changed the connection: what was seen, what it is now, and what was to become of it. Nothing was overwritten. */
import type { Connection } from '../api-client/connections-api.ts';
import type { NotDone } from '../api-client/outcome.ts';
import { printable } from '../terminal/printable.ts';
import { type Cell, NOTHING, table } from '../terminal/table.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { answerText } from './json-text.ts';
import { exitCodeOf, wordsOf } from './refusals.ts';
import type { Session } from './session.ts';

const COLUMNS = [{ title: 'SETTING' }, { title: 'YOU SAW' }, { title: 'IT IS NOW' }, { title: 'YOU WANTED' }];

const SETTINGS = [
  'endpoint',
  'lwaClientId',
  'displayName',
  'accountType',
  'labels',
  'expectFeeds',
  'testing',
  'clientSecretCreatedOn',
  'authorizedOn',
  'version',
] as const;

/** Looks at it again. `conflict` is what the API answered; `seen` null: it was not there. */
export async function tellConflict(
  session: Session,
  conflict: NotDone,
  connectionId: string,
  seen: Connection | null,
  wanted: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  if (session.json && conflict.kind === 'problem') session.terminal.print(answerText(conflict.answer));
  const now = await session.api.read(connectionId);
  if (now.kind === 'done') return compare(session, seen, now.value, wanted);
  session.terminal.tell(wordsOf(now, session));
  return exitCodeOf(now);
}

function compare(
  { terminal }: Session,
  seen: Connection | null,
  now: Connection,
  wanted: Readonly<Record<string, unknown>>,
): ExitCode {
  const rows = SETTINGS.map((name): Cell[] => [
    name,
    seen === null ? NOTHING : shown(seen[name]),
    shown(now[name]),
    name in wanted ? shown(wanted[name]) : NOTHING,
  ]).filter(([name, before, after]) => before !== after || String(name) in wanted);
  const secrets = Object.keys(wanted).filter((name) => name === 'lwaClientSecret' || name === 'lwaRefreshToken');
  terminal.tell(`${printable(now.connectionId)} was changed by somebody else meanwhile. Nothing was overwritten.`);
  terminal.tell(
    table(
      COLUMNS,
      [...rows, ...secrets.map((name) => [name, 'kept secret', 'kept secret', 'a new one'])],
      terminal.page,
    ),
  );
  terminal.tell('Repeat the command to change what is there now.');
  return EXIT.wrongUse;
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return NOTHING;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
