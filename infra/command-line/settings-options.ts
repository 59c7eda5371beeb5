/** Settings as options of a command. There is none for a secret: arguments stay in histories and lists of processes. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { ENDPOINT_NAMES } from '../../lib/amazon/endpoints.ts';
import { isObject } from '../../lib/connection/merge-patch.ts';
import { clientId } from './client-id.ts';
import { Refusal } from './exit-code.ts';
import { looksLikeSecret } from './secret-looking.ts';
import { WHERE_SECRETS_BELONG } from './wrong-use.ts';

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
    .option('--client-id <id>', 'LWA client id', clientId)
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
  const { from, endpoint, displayName, accountType, label, expectFeeds, testing } = options;
  const { clientSecretCreatedOn, authorizedOn } = options;
  const ofFile = from === undefined ? {} : await readSettings(from);
  const said = {
    endpoint,
    lwaClientId: options.clientId,
    displayName,
    accountType,
    labels: label && withLabels(ofFile.labels, label),
    expectFeeds,
    testing,
    clientSecretCreatedOn,
    authorizedOn,
  };
  return { ...ofFile, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) };
}

/** Labels in a file and labels in options are for the same connection. What are no labels at all, the API refuses. */
export function withLabels(labels: unknown, more: Readonly<Record<string, string | null>>): unknown {
  return isObject(labels ?? {}) ? { ...Object(labels), ...more } : labels;
}

/** Nothing of what it holds is ever repeated: it has secrets in it. */
export async function readSettings(from: string): Promise<Record<string, unknown>> {
  if (looksLikeSecret(from)) throw new Refusal(`--from takes the name of a file. ${WHERE_SECRETS_BELONG}`);
  const name = from === '-' ? 'standard input' : from;
  const content = from === '-' ? await text(process.stdin) : await readFile(from, 'utf8').catch(unreadable(from));
  const settings = parse(content.replace(BYTE_ORDER_MARK, ''));
  if (!isObject(settings)) throw new Refusal(`${name} is not a JSON object of settings.`);
  return settings;
}

/** Some editors put it in front. */
const BYTE_ORDER_MARK = /^\ufeff/;

function unreadable(name: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new Refusal(`${name} cannot be read: ${error.code ?? error.message}.`);
  };
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
