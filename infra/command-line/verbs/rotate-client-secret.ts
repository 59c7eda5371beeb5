import { CONNECTION_ID } from '../../../lib/connection/connection-id.ts';
import type { NewClientSecret } from '../../api-client/connections-api.ts';
import { jsonOf, type NotDone } from '../../api-client/outcome.ts';
import { advanced, begun, getsOn, type Replacement, type Rotation } from '../../client-secret-rotation/rotation.ts';
import { printable } from '../../terminal/printable.ts';
import { NOTHING, table } from '../../terminal/table.ts';
import { judgementStyle } from '../../verdicts/judgement-style.ts';
import { allConnections } from '../all-connections.ts';
import { clientId } from '../client-id.ts';
import { EXIT, type ExitCode, Refusal } from '../exit-code.ts';
import { jsonText } from '../json-text.ts';
import { asking } from '../prompts.ts';
import { exitCodeOf, refuse, wordsOf } from '../refusals.ts';
import type { Session } from '../session.ts';
import { readSettings } from '../settings-options.ts';
import { examples, type Verb } from '../verb.ts';

interface RotateOptions {
  readonly createdOn?: string;
  readonly from?: string;
  readonly yes?: boolean;
}

const COLUMNS = [{ title: 'CONNECTION' }, { title: 'OUTCOME' }, { title: 'CAUSE' }];

export const rotateClientSecret: Verb = (spc, run) => {
  spc
    .command('rotate-client-secret')
    .argument('<client-id>', 'LWA client id, or the id of a connection that has it', clientId)
    .description('give a new LWA client secret to every connection of a client id; each is tried before it is saved')
    .option('--created-on <date>', 'when the secret was made; feeds the countdown of 180 days')
    .option('--from <file>', 'read {"lwaClientSecret": "…"} from a JSON file, - for standard input')
    .option('--yes', 'do not ask whether to go on')
    .addHelpText(
      'after',
      examples('spc rotate-client-secret acme-eu', 'spc rotate-client-secret acme-eu --yes --from secret.json'),
    )
    .action(
      run(async (session, named: string, { createdOn, from, yes }: RotateOptions) => {
        const found = CONNECTION_ID.test(named) ? await clientIdOf(session, named) : named;
        if (typeof found !== 'string') return found;
        const sharing = await allConnections(session, { lwaClientId: found });
        if (sharing.kind !== 'done') return refuse(session, sharing);
        const { connections } = sharing;
        if (connections.length === 0) throw new Refusal(`No connection has the client id ${printable(found)}.`);
        session.terminal.tell(sharedBy(connections.map(({ connectionId }) => connectionId)));
        const lwaClientSecret = await newSecret(session, from, yes ?? false);
        return replaceAll(session, {
          lwaClientId: found,
          lwaClientSecret,
          ...(createdOn !== undefined && { clientSecretCreatedOn: createdOn }),
        });
      }),
    );
};

const NAMED = 20;

function sharedBy(ids: readonly string[]): string {
  const others = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  const named = printable(ids.slice(0, NAMED).join(', '));
  return `${ids.length} ${ids.length === 1 ? 'connection has' : 'connections share'} it: ${named}${others}`;
}

async function clientIdOf(session: Session, connectionId: string): Promise<string | ExitCode> {
  const read = await session.api.read(connectionId);
  return read.kind === 'done' ? (read.value.lwaClientId ?? '') : refuse(session, read);
}

async function newSecret(session: Session, from: string | undefined, yes: boolean): Promise<string> {
  const asked = from === undefined || !yes ? await asking(session, 'say --from FILE and --yes') : null;
  if (asked && !yes && !(await asked.confirm('Give all of them a new client secret?'))) {
    throw new Refusal('Nothing was changed.', EXIT.done);
  }
  if (from === undefined) return (await asked?.secret('New LWA client secret')) ?? '';
  const { lwaClientSecret } = await readSettings(from);
  if (typeof lwaClientSecret !== 'string') throw new Refusal('The file has no text lwaClientSecret.');
  return lwaClientSecret;
}

const REPEAT = 'Repeat it with the same secret: those that have it are passed over.';

/** Repeats it until nothing remains, or it gets nowhere: one call does as many as its time allows. */
async function replaceAll(session: Session, secret: NewClientSecret): Promise<ExitCode> {
  const { api, terminal } = session;
  let rotation = begun;
  do {
    const step = await unlessInterrupted(session, () => api.replaceClientSecret(secret));
    if (step === null || step.kind !== 'done') return tellCutShort(session, rotation, step);
    rotation = advanced(rotation, step.value);
    terminal.progress.show(`Replacing: ${rotation.outcomes.size} done, ${rotation.remaining} to go`);
  } while (rotation.remaining > 0 && getsOn(rotation));
  tellReplacements(session, rotation);
  if (rotation.remaining > 0) {
    terminal.tell(`${rotation.remaining} were left alone. Correct what is named, then repeat it.`);
  }
  return rotationExitCode(rotation);
}

/** Null when it was: what is known until then is still to be told. */
async function unlessInterrupted<Value>({ ending }: Session, call: () => Promise<Value>): Promise<Value | null> {
  try {
    return await call();
  } catch (error) {
    if (!ending.aborted) throw error;
    return null;
  }
}

/** Null: the user interrupted. What is known until then is told, for programs in one document with the problem. */
function tellCutShort(session: Session, rotation: Rotation, notDone: NotDone | null): ExitCode {
  const { terminal, json } = session;
  if (json) {
    const problem = notDone?.kind === 'problem' ? { problem: jsonOf(notDone.answer) } : {};
    const remaining = rotation === begun ? null : rotation.remaining;
    terminal.print(jsonText({ connections: inOrder(rotation), remaining, ...problem }));
  } else if (rotation.outcomes.size > 0) tellReplacements(session, rotation);
  terminal.tell(notDone === null ? `Interrupted. ${REPEAT}` : `${wordsOf(notDone, session)}\n${REPEAT}`);
  return notDone === null ? EXIT.interrupted : exitCodeOf(notDone);
}

function rotationExitCode({ outcomes, remaining }: Rotation): ExitCode {
  const met = new Set([...outcomes.values()].map(({ outcome }) => outcome));
  if (met.has('failed')) return EXIT.failed;
  return met.has('inconclusive') || remaining > 0 ? EXIT.inconclusive : EXIT.done;
}

function inOrder({ outcomes }: Rotation): readonly Replacement[] {
  return [...outcomes.values()].toSorted((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
}

function tellReplacements({ terminal, json }: Session, rotation: Rotation): void {
  const connections = inOrder(rotation);
  const rows = connections.map(({ connectionId, outcome, diagnosis }) => [
    connectionId,
    { text: outcome, style: judgementStyle(outcome) },
    diagnosis?.summary ?? NOTHING,
  ]);
  if (json) terminal.print(jsonText({ connections, remaining: rotation.remaining }));
  else if (rows.length > 0) terminal.print(table(COLUMNS, rows, terminal.page));
  else terminal.tell('All of them have this secret already.');
}
