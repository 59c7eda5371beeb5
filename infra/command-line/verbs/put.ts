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
        if (current && 'kind' in current) return refuse(session, current);
        const missing = ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'].some((name) => said[name] === undefined);
        const mayAsk = missing || (session.terminal.interactive && !yes && options.from !== '-');
        const asked = mayAsk ? await asking(session, 'say --from FILE with all three LWA values, or --from -') : null;
        if (asked && current && !yes) await mayReplace(asked, current);
        const settings = asked ? await complete(said, asked, session) : said;
        const saved = await session.api.save(id, settings, { untested, ...expecting(current) });
        const conflict = saved.kind === 'problem' && saved.problem.code === 'version_conflict';
        return conflict ? tellConflict(session, id, current ?? null, settings) : tellSaved(session, saved);
      }),
    );
};

/** Null: there is none yet. Undefined: it is malformed, or nobody may look: the save alone will tell. */
async function existing({ api }: Session, id: string): Promise<Connection | null | undefined | NotDone> {
  const read = await api.read(id);
  if (read.kind === 'done') return read.value;
  if (read.kind === 'refused' && read.reason === 'forbidden') return undefined;
  const code = read.kind === 'problem' && read.problem.code;
  if (code === 'connection_not_found') return null;
  return code === 'connection_malformed' ? undefined : read;
}

/** Nothing is written over that was not seen. */
function expecting(current: Connection | null | undefined): { precondition?: Precondition } {
  if (current === null) return { precondition: { ifNoneMatch: '*' } };
  return current?.version ? { precondition: { ifMatch: current.version } } : {};
}

async function mayReplace(asked: Asking, { connectionId, displayName, state }: Connection): Promise<void> {
  const name = displayName ? `, "${printable(displayName)}"` : '';
  const question = `${printable(connectionId)}${name} exists (${state}). Replace all of its settings? (spc change changes single ones)`;
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
