/** Settings as options of a command. There is none for a secret: arguments stay in histories and lists of processes. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { ENDPOINT_NAMES } from '../../lib/amazon/endpoints.ts';
import { isObject } from '../../lib/connection/merge-patch.ts';
import { Refusal } from './exit-code.ts';

export interface SettingsOptions {
  readonly from?: string;
  readonly endpoint?: string;
  readonly clientId?: string;
  readonly displayName?: string;
  readonly accountType?: string;
  readonly label?: Readonly<Record<string, string>>;
  readonly expectFeeds?: boolean;
  readonly testing?: string;
  readonly clientSecretCreatedOn?: string;
  readonly authorizedOn?: string;
}

export function withSettings(command: Command): Command {
  return command
    .option('--endpoint <name>', `${ENDPOINT_NAMES.join(', ')}`)
    .option('--client-id <id>', 'LWA client id')
    .option('--display-name <name>', 'a name for people')
    .option('--account-type <type>', 'seller or vendor')
    .option('--label <key=value>', 'a word of your own; may be repeated', label)
    .option('--expect-feeds', 'a refusal on the Feeds API is a failure')
    .option('--no-expect-feeds', 'a refusal on the Feeds API is only a remark')
    .option('--testing <on|paused>', 'whether it is tested on schedule')
    .option('--client-secret-created-on <date>', 'feeds the countdown of 180 days')
    .option('--authorized-on <date>', 'feeds the countdown of 365 days')
    .option('--from <file>', 'read settings from a JSON file, - for standard input; other options win over it');
}

/** The fields that the options say, file included. What is right for a field, the API knows best. */
export async function settingsSaid(options: SettingsOptions): Promise<Record<string, unknown>> {
  const { from, endpoint, clientId, displayName, accountType, label, expectFeeds, testing } = options;
  const { clientSecretCreatedOn, authorizedOn } = options;
  const said = {
    endpoint,
    lwaClientId: clientId,
    displayName,
    accountType,
    labels: label,
    expectFeeds,
    testing,
    clientSecretCreatedOn,
    authorizedOn,
  };
  const ofFile = from === undefined ? {} : await readSettings(from);
  return { ...ofFile, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

/** Nothing of what it holds is ever repeated: it has secrets in it. */
export async function readSettings(from: string): Promise<Record<string, unknown>> {
  const name = from === '-' ? 'standard input' : from;
  const content = from === '-' ? await text(process.stdin) : await readFile(from, 'utf8').catch(unreadable);
  const settings = parse(content);
  if (!isObject(settings)) throw new Refusal(`${name} is not a JSON object of settings.`);
  return settings;
}

function unreadable(error: NodeJS.ErrnoException): never {
  throw new Refusal(`${error.path ?? 'The file'} cannot be read: ${error.code ?? error.message}.`);
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function label(pair: string, labels: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = pair.indexOf('=');
  if (at < 1) throw new Refusal('--label takes key=value, for instance --label team=emea.');
  return { ...labels, [pair.slice(0, at)]: pair.slice(at + 1) };
}
