import { tellConflict } from '../conflict.ts';
import { connectionId } from '../connection-id.ts';
import { Refusal } from '../exit-code.ts';
import { asking } from '../prompts.ts';
import { refuse } from '../refusals.ts';
import { tellSaved } from '../saved.ts';
import type { Session } from '../session.ts';
import { type SettingsOptions, settingsSaid, withLabels, withSettings } from '../settings-options.ts';
import { examples, type Verb } from '../verb.ts';

interface ChangeOptions extends SettingsOptions {
  readonly remove?: string[];
  readonly removeLabel?: string[];
  readonly newClientSecret?: boolean;
  readonly newRefreshToken?: boolean;
}

type Patch = Record<string, unknown>;

export const change: Verb = (spc, run) => {
  withSettings(spc.command('change').argument('<id>', 'id of the connection', connectionId))
    .description('change single settings; it is tested before it is saved when the change matters to Amazon')
    .option('--new-client-secret', 'ask for a new LWA client secret')
    .option('--new-refresh-token', 'ask for a new LWA refresh token')
    .option('--remove <field>', 'remove an optional setting, for instance displayName', more)
    .option('--remove-label <key>', 'remove a label', more)
    .addHelpText(
      'after',
      examples(
        'spc change acme-eu --display-name "Acme Europe GmbH" --label team=emea',
        'spc change acme-eu --remove displayName --testing paused',
        'spc change acme-eu --new-refresh-token --authorized-on 2026-11-23',
      ),
    )
    .action(
      run(async (session, id: string, options: ChangeOptions) => {
        const { api } = session;
        const said = withRemovals(await settingsSaid(options), options);
        if (Object.keys(said).length === 0 && !options.newClientSecret && !options.newRefreshToken) {
          throw new Refusal('Say what to change, for instance --display-name or --new-refresh-token.');
        }
        const seen = await api.read(id);
        if (seen.kind !== 'done') return refuse(session, seen);
        const patch = { ...said, ...(await secretsAsked(session, options)) };
        const saved = await api.change(id, patch, seen.value.version ?? '*');
        const conflict = saved.kind === 'problem' && saved.problem.code === 'version_conflict';
        return conflict ? tellConflict(session, saved, id, seen.value, patch) : tellSaved(session, saved);
      }),
    );
};

function withRemovals(said: Patch, { remove = [], removeLabel = [] }: ChangeOptions): Patch {
  const labels = Object.fromEntries(removeLabel.map((key) => [key, null]));
  return {
    ...said,
    ...Object.fromEntries(remove.map((field) => [field, null])),
    ...(removeLabel.length > 0 && { labels: withLabels(said.labels, labels) }),
  };
}

async function secretsAsked(session: Session, { newClientSecret, newRefreshToken }: ChangeOptions): Promise<Patch> {
  if (!newClientSecret && !newRefreshToken) return {};
  const asked = await asking(session, 'say --from FILE with the new values, or --from -');
  return {
    ...(newClientSecret && { lwaClientSecret: await asked.secret('New LWA client secret') }),
    ...(newRefreshToken && { lwaRefreshToken: await asked.secret('New LWA refresh token') }),
  };
}

function more(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
