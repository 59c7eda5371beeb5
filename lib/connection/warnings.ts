/** Slips that a look at the values shows before Amazon is asked. Warnings only: the shapes are no contract of Amazon's. */
import type { ConnectionSettings } from './settings.ts';

export type LwaField = 'lwaClientId' | 'lwaClientSecret' | 'lwaRefreshToken';

export interface SettingsWarning {
  readonly field: string;
  readonly code: string;
  /** Never quotes the value. */
  readonly detail: string;
}

type Kind =
  | 'client_id'
  | 'application_id'
  | 'client_secret'
  | 'refresh_token'
  | 'access_token'
  | 'restricted_data_token';

/** Prefixes by Amazon's documents and samples. */
const PREFIXES: ReadonlyArray<readonly [prefix: string, kind: Kind]> = [
  ['amzn1.application-oa2-client.', 'client_id'],
  ['amzn1.sp.solution.', 'application_id'],
  ['amzn1.sellerapps.app.', 'application_id'],
  ['amzn1.application.', 'application_id'],
  ['amzn1.oa2-cs.', 'client_secret'],
  ['Atzr|', 'refresh_token'],
  ['Atza|', 'access_token'],
  ['Atz.sprdt|', 'restricted_data_token'],
];

/** Client secrets of before 2023 are 64 hexadecimal digits without a prefix. */
const OLD_CLIENT_SECRET = /^[0-9a-f]{64}$/i;

const EXPECTED: Record<LwaField, { readonly kind: Kind; readonly title: string; readonly shape: string }> = {
  lwaClientId: { kind: 'client_id', title: 'client id', shape: 'amzn1.application-oa2-client.…' },
  lwaClientSecret: {
    kind: 'client_secret',
    title: 'client secret',
    shape: 'amzn1.oa2-cs.v1.… or 64 hexadecimal digits',
  },
  lwaRefreshToken: { kind: 'refresh_token', title: 'refresh token', shape: 'Atzr|…' },
};

const NAMES: Record<Kind, string> = {
  client_id: 'a client id',
  application_id: 'an application id',
  client_secret: 'a client secret',
  refresh_token: 'a refresh token',
  access_token: 'an access token',
  restricted_data_token: 'a restricted data token',
};

export function settingsWarnings(settings: ConnectionSettings): SettingsWarning[] {
  return [
    ...lwaValueWarnings('lwaClientId', settings.lwaClientId),
    ...lwaValueWarnings('lwaClientSecret', settings.lwaClientSecret.reveal()),
    ...lwaValueWarnings('lwaRefreshToken', settings.lwaRefreshToken.reveal()),
  ];
}

/** Of one value, as it is entered. */
export function lwaValueWarnings(field: LwaField, value: string): SettingsWarning[] {
  const { kind: expected, title, shape } = EXPECTED[field];
  const warnings: SettingsWarning[] = [];
  const kind = kindOf(value);
  const foreign = foreignCharacter(value);
  if (kind && kind !== expected) {
    warnings.push({
      field,
      code: `looks_like_${kind}`,
      detail: `This looks like ${NAMES[kind]}, not like a ${title} (${shape}).`,
    });
  } else if (foreign) {
    warnings.push({
      field,
      code: 'unexpected_shape',
      detail: `Character ${foreign.position} of the ${title} is ${foreign.name}, which no value of Amazon's holds: was it copied from a document?`,
    });
  } else if (!kind) {
    warnings.push({ field, code: 'unexpected_shape', detail: `A ${title} usually looks like ${shape}.` });
  }
  if (/\s/.test(value)) {
    warnings.push({
      field,
      code: 'white_space_inside',
      detail: `The ${title} holds white space: was it broken over lines?`,
    });
  }
  if (/["'`\u2018\u2019\u201c\u201d]/.test(value)) {
    warnings.push({
      field,
      code: 'quotes_inside',
      detail: `The ${title} holds quotation marks: were they copied with it?`,
    });
  }
  return warnings;
}

const FOREIGN_CHARACTER = /[^\x21-\x7e\s\u2018\u2019\u201c\u201d]/u;

/** What no value of Amazon's holds, and nobody sees: a zero-width space, a letter of another script. Position from 1, name as `U+200B`. */
function foreignCharacter(value: string): { readonly position: number; readonly name: string } | null {
  const found = FOREIGN_CHARACTER.exec(value);
  if (!found) return null;
  const codePoint = found[0].codePointAt(0) ?? 0;
  const position = [...value.slice(0, found.index)].length + 1;
  return { position, name: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}` };
}

function kindOf(value: string): Kind | null {
  const known = PREFIXES.find(([prefix]) => value.startsWith(prefix));
  if (known) return known[1];
  return OLD_CLIENT_SECRET.test(value) ? 'client_secret' : null;
}
