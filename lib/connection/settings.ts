/** The settings of a connection: what a user enters, checked field by field. */
import * as z from 'zod/mini';
import { DEFAULT_ENDPOINT, ENDPOINT_NAMES, type EndpointName, endpointMeantBy } from '../amazon/endpoints.ts';
import type { AccountType } from '../amazon/second-opinion.ts';
import { member } from '../json.ts';
import { failed, ok, type Result } from '../result.ts';
import { Secret } from '../secret.ts';
import { type InputError, parseInput, pointerTo } from './input.ts';

/** What a user can review: the four fields of a connection, and the permissions of the application at Amazon. */
export type Setting = 'endpoint' | 'lwaClientId' | 'lwaClientSecret' | 'lwaRefreshToken' | 'permissions';

export interface ConnectionSettings {
  readonly endpoint: EndpointName;
  readonly lwaClientId: string;
  readonly lwaClientSecret: Secret;
  readonly lwaRefreshToken: Secret;
  readonly displayName: string | null;
  readonly accountType: AccountType | null;
  readonly labels: Readonly<Record<string, string>>;
  /** False: the application does not need the Feeds API; a refusal there is a remark, not a failure. */
  readonly expectFeeds: boolean;
  readonly testing: 'on' | 'paused';
  /** Calendar dates, `YYYY-MM-DD`: they feed the countdowns of 180 and 365 days. */
  readonly clientSecretCreatedOn: string | null;
  readonly authorizedOn: string | null;
}

/** LWA's own limit for a token is 2,048 bytes (Amazon: Login with Amazon, tokens). */
export const LWA_VALUE_BYTES = 2_048;
/** Code points, as all limits in characters. */
export const NAME_CHARACTERS = 128;
export const LABELS = 10;
export const LABEL_KEY_CHARACTERS = 32;
export const LABEL_VALUE_CHARACTERS = 64;

const CONTROL_CHARACTER = /\p{Cc}/u;

/** Half a surrogate pair is no character: no form and no request could carry it. */
const text = (what: string) =>
  z.string({ error: `must be ${what}` }).check(
    z.trim(),
    z.refine((value) => value.isWellFormed(), { error: 'must be well-formed Unicode', abort: true }),
  );

const withoutControlCharacters = z.refine<string>((value) => !CONTROL_CHARACTER.test(value), {
  error: 'must not hold control characters',
});

const atMost = (characters: number) =>
  z.refine<string>((value) => [...value].length <= characters, { error: `must have at most ${characters} characters` });

const lwaValue = text('a text').check(
  z.minLength(1, 'must not be empty'),
  z.refine((value) => new TextEncoder().encode(value).length <= LWA_VALUE_BYTES, {
    error: `must have at most ${LWA_VALUE_BYTES} bytes`,
  }),
);

const endpointName = z.pipe(
  text(`one of ${ENDPOINT_NAMES.join(', ')}`),
  z.enum(ENDPOINT_NAMES, {
    error: ({ input }) => {
      const meant = typeof input === 'string' ? endpointMeantBy(input) : null;
      return meant ? `is not an endpoint; use ${meant}` : `must be one of ${ENDPOINT_NAMES.join(', ')}`;
    },
  }),
);

const labelKey = text('a text').check(
  z.minLength(1, 'must not be empty'),
  atMost(LABEL_KEY_CHARACTERS),
  withoutControlCharacters,
);
const labelValue = text('a text').check(atMost(LABEL_VALUE_CHARACTERS), withoutControlCharacters);

const labels = z.pipe(
  z
    .record(labelKey, labelValue, { error: 'must be an object of texts' })
    .check(z.refine((value) => Object.keys(value).length <= LABELS, { error: `must have at most ${LABELS} labels` })),
  z.transform((value) => value as Record<string, string>),
);

const calendarDate = text('a date').check(
  z.refine((value) => isCalendarDate(value), { error: 'must be a date like 2026-09-01' }),
);

/** Input of every route that takes settings. Unknown fields are refused. */
export const connectionSettingsSchema = z.strictObject(
  {
    endpoint: z.optional(endpointName),
    lwaClientId: lwaValue,
    lwaClientSecret: lwaValue,
    lwaRefreshToken: lwaValue,
    displayName: z.optional(text('a text').check(atMost(NAME_CHARACTERS), withoutControlCharacters)),
    accountType: z.optional(
      z.pipe(text('seller or vendor'), z.enum(['seller', 'vendor'], { error: 'must be seller or vendor' })),
    ),
    labels: z.optional(labels),
    expectFeeds: z.optional(z.boolean({ error: 'must be true or false' })),
    testing: z.optional(z.pipe(text('on or paused'), z.enum(['on', 'paused'], { error: 'must be on or paused' }))),
    clientSecretCreatedOn: z.optional(calendarDate),
    authorizedOn: z.optional(calendarDate),
  },
  { error: 'must be a JSON object' },
);

export type ConnectionSettingsInput = z.infer<typeof connectionSettingsSchema>;

export function parseSettings(input: unknown): Result<ConnectionSettings, InputError[]> {
  const parsed = parseInput(connectionSettingsSchema, input);
  const clashes = clashingLabels(member(input, 'labels'));
  if (clashes.length > 0) return failed([...(parsed.ok ? [] : parsed.failure), ...clashes]);
  return parsed.ok ? ok(settingsOf(parsed.value)) : parsed;
}

/** Labels that the schema would pass over in silence: one named like another but for white space, and `__proto__`, which no object holds as it holds others. */
function clashingLabels(labels: unknown): InputError[] {
  if (typeof labels !== 'object' || labels === null) return [];
  const taken = new Set<string>();
  return Object.keys(labels).flatMap((name) => {
    const trimmed = name.trim();
    if (trimmed === '__proto__')
      return { pointer: pointerTo(['labels', name]), detail: 'has a name that cannot be used' };
    if (taken.has(trimmed)) return { pointer: pointerTo(['labels', name]), detail: 'has a name that is taken' };
    taken.add(trimmed);
    return [];
  });
}

export function settingsOf(input: ConnectionSettingsInput): ConnectionSettings {
  return {
    endpoint: input.endpoint ?? DEFAULT_ENDPOINT,
    lwaClientId: input.lwaClientId,
    lwaClientSecret: new Secret(input.lwaClientSecret),
    lwaRefreshToken: new Secret(input.lwaRefreshToken),
    displayName: input.displayName ?? null,
    accountType: input.accountType ?? null,
    labels: input.labels ?? {},
    expectFeeds: input.expectFeeds ?? true,
    testing: input.testing ?? 'on',
    clientSecretCreatedOn: input.clientSecretCreatedOn ?? null,
    authorizedOn: input.authorizedOn ?? null,
  };
}

/** Back to what a user would enter, secrets in clear: for the store, and for a change that is merged into it. */
export function settingsInputOf(settings: ConnectionSettings): ConnectionSettingsInput {
  const { displayName, accountType, clientSecretCreatedOn, authorizedOn } = settings;
  return {
    endpoint: settings.endpoint,
    lwaClientId: settings.lwaClientId,
    lwaClientSecret: settings.lwaClientSecret.reveal(),
    lwaRefreshToken: settings.lwaRefreshToken.reveal(),
    ...(displayName === null ? {} : { displayName }),
    ...(accountType === null ? {} : { accountType }),
    labels: { ...settings.labels },
    expectFeeds: settings.expectFeeds,
    testing: settings.testing,
    ...(clientSecretCreatedOn === null ? {} : { clientSecretCreatedOn }),
    ...(authorizedOn === null ? {} : { authorizedOn }),
  };
}

/** Whether two settings say the same, secrets included; the order of labels does not matter. */
export function saySame(one: ConnectionSettings, other: ConnectionSettings): boolean {
  const text = (settings: ConnectionSettings) => {
    const { labels, ...rest } = settingsInputOf(settings);
    return JSON.stringify([rest, Object.entries(labels ?? {}).toSorted()]);
  };
  return text(one) === text(other);
}

function isCalendarDate(value: string): boolean {
  // This millennium: no client secret is older, and the dates that are counted from it stay dates.
  const match = /^(2\d{3})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return false;
  const date = new Date(`${value}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
