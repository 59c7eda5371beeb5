import type { Connection, Precondition } from '../../api-client/connections-api.ts';
import type { NotDone } from '../../api-client/outcome.ts';
import { printable } from '../../terminal/printable.ts';
import { tellConflict } from '../conflict.ts';
import { connectionId } from '../connection-id.ts';
import { EXIT, Refusal } from '../exit-code.ts';
import { type Asking, asking } from '../prompts.ts';
import { exitCodeOf, refuse, wordsOf } from '../refusals.ts';
import { tellSaved } from '../saved.ts';
import type { Session } from '../session.ts';
import { type SettingsOptions, settingsSaid, withSettings } from '../settings-options.ts';
import { examples, type Verb } from '../verb.ts';

interface PutOptions extends SettingsOptions {
  readonly untested?: boolean;
  readonly yes?: boolean;
}

type Settings = Record<string, unknown>;

export const put: Verb = (spc, run) => {
  withSettings(spc.command('put').argument('<id>', 'id of the connection', connectionId))
    .description('create a connection, or replace all of its settings; what is missing is asked for')
    .option('--untested', 'save without a test, which is a right of its own in IAM')
    .option('--yes', 'replace without asking')
    .addHelpText(
      'after',
      examples(
        'spc put new-shop --endpoint eu --display-name "New shop"',
        'spc put new-shop --from settings.json',
        'spc put new-shop --from - --yes < settings.json',
      ),
    )
    .action(
      run(async (session, id: string, options: PutOptions) => {
        const { untested = false, yes = false } = options;
        const said = await settingsSaid(options);
        const current = await existing(session, id);
        if (typeof current === 'object' && current && 'kind' in current) return refuse(session, current);
        const missing = ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'].some((name) => said[name] === undefined);
        const somebodyIsThere = session.terminal.interactive && options.from !== '-';
        const replaces = current !== null && current !== 'hidden' && !yes;
        if (replaces && !somebodyIsThere) throw exists(id);
        const mayAsk = missing || (somebodyIsThere && !yes);
        const asked = mayAsk ? await asking(session, 'say --from FILE with all three LWA values, or --from -') : null;
        if (asked && replaces) await mayReplace(asked, id, current);
        const settings = asked ? await complete(said, asked, session) : said;
        const saved = await session.api.save(id, settings, { untested, ...expecting(current, yes) });
        if (saved.kind !== 'problem' || saved.problem.code !== 'version_conflict') return tellSaved(session, saved);
        if (current === 'hidden') throw exists(id);
        return tellConflict(session, saved, id, current === 'malformed' ? null : current, settings);
      }),
    );
};

/** Null: there is none yet. Hidden: nobody may look. */
type Existing = Connection | 'malformed' | 'hidden' | null;

async function existing({ api }: Session, id: string): Promise<Existing | NotDone> {
  const read = await api.read(id);
  if (read.kind === 'done') return read.value;
  if (read.kind === 'refused' && read.reason === 'forbidden') return 'hidden';
  const code = read.kind === 'problem' && read.problem.code;
  if (code === 'connection_not_found') return null;
  return code === 'connection_malformed' ? 'malformed' : read;
}

/** Nothing is written over that was neither seen nor given up. */
function expecting(current: Existing, yes: boolean): { precondition?: Precondition } {
  if (current === null || (current === 'hidden' && !yes)) return { precondition: { ifNoneMatch: '*' } };
  return typeof current === 'object' && current.version ? { precondition: { ifMatch: current.version } } : {};
}

function exists(id: string): Refusal {
  return new Refusal(
    `${id} exists. Nothing was changed. Say --yes to replace all of its settings; spc change changes single ones.`,
  );
}

async function mayReplace(asked: Asking, id: string, current: Connection | 'malformed'): Promise<void> {
  const { displayName, state } = current === 'malformed' ? { displayName: null, state: current } : current;
  const name = displayName ? `, "${printable(displayName)}"` : '';
  const question = `${id}${name} exists (${state}). Replace all of its settings? (spc change changes single ones)`;
  if (!(await asked.confirm(question))) throw new Refusal('Nothing was changed.', EXIT.done);
}

async function complete(said: Settings, asked: Asking, session: Session): Promise<Settings> {
  const settings = { ...said };
  if (settings.endpoint === undefined && settings.lwaClientId === undefined) {
    settings.endpoint = await chosenEndpoint(asked, session);
  }
  settings.lwaClientId ??= await asked.text('LWA client id');
  settings.lwaClientSecret ??= await asked.secret('LWA client secret');
  settings.lwaRefreshToken ??= await asked.secret('LWA refresh token');
  return settings;
}

async function chosenEndpoint(asked: Asking, session: Session): Promise<string> {
  const listed = await session.api.endpoints();
  if (listed.kind !== 'done') throw new Refusal(wordsOf(listed, session), exitCodeOf(listed));
  const { endpoints } = listed.value;
  const choices = endpoints.map(({ endpoint, label }) => ({ value: endpoint, name: label }));
  return asked.choice(
    'Selling Partner API endpoint',
    choices,
    endpoints.find((endpoint) => endpoint.default)?.endpoint,
  );
}
