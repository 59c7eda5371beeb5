/** What a user enters: the settings of a connection, changes of them, and a new client secret. */
import { DEFAULT_ENDPOINT } from '../../../lib/amazon/endpoints.ts';
import {
  connectionSettingsSchema,
  LABEL_KEY_CHARACTERS,
  LABEL_VALUE_CHARACTERS,
  LABELS,
  LWA_VALUE_BYTES,
  NAME_CHARACTERS,
} from '../../../lib/connection/settings.ts';
import { clientSecretBody } from '../../../lib/http/fleet-routes.ts';
import { component, type JsonSchema, type ObjectSchema } from '../component.ts';

/** Unicode's category Cc, spelled out: not every reader of the document knows `\p{Cc}`. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f';
const NO_CONTROL_CHARACTERS = `^[^${CONTROL}]*$`;
const NOT_BLANK = '\\S';

/** JSON Schema counts characters, of which a byte limit allows at most as many. */
const lwaValue = (description: string) => ({
  description: `${description} At most ${LWA_VALUE_BYTES} bytes in UTF-8.`,
  pattern: NOT_BLANK,
  maxLength: LWA_VALUE_BYTES,
});

/** This millennium alone, as the check has it. */
const date = (description: string) => ({ description, format: 'date', pattern: '^2' });

const lwaClientId = lwaValue(
  'The LWA client id of the application, like `amzn1.application-oa2-client.…`. An application id is something else.',
);
const lwaClientSecret = {
  ...lwaValue('The LWA client secret of the application, like `amzn1.oa2-cs.v1.…`. It is never answered.'),
  format: 'password',
};
const clientSecretCreatedOn = date(
  'When the client secret was made, a calendar date. It feeds the countdown of 180 days.',
);

export const connectionSettings = component(
  'ConnectionSettings',
  connectionSettingsSchema,
  {
    description:
      'The settings of one connection. White space around a text is removed; a field that is not known is refused. Shapes of the LWA values are not checked, but a look-alike is warned of.',
  },
  {
    endpoint: {
      description: 'The region, and whether it is its sandbox. `GET /endpoints` explains each.',
      default: DEFAULT_ENDPOINT,
    },
    lwaClientId,
    lwaClientSecret,
    lwaRefreshToken: {
      ...lwaValue('The refresh token that the account gave to the application, like `Atzr|…`. It is never answered.'),
      format: 'password',
    },
    displayName: {
      description: 'A name for people.',
      maxLength: NAME_CHARACTERS,
      pattern: NO_CONTROL_CHARACTERS,
    },
    accountType: 'Tells a test which operation to ask for a second opinion. Without it, none is asked.',
    labels: {
      description: 'Words of your own, for instance the team that owns the connection.',
      maxProperties: LABELS,
      propertyNames: {
        type: 'string',
        minLength: 1,
        maxLength: LABEL_KEY_CHARACTERS,
        pattern: `^[^${CONTROL}]*[^\\s${CONTROL}][^${CONTROL}]*$`,
      },
      additionalProperties: { type: 'string', maxLength: LABEL_VALUE_CHARACTERS, pattern: NO_CONTROL_CHARACTERS },
    },
    expectFeeds: {
      description: 'False: the application does not need the Feeds API, and a refusal there is only a remark.',
      default: true,
    },
    testing: { description: '`paused`: no scheduled tests.', default: 'on' },
    clientSecretCreatedOn,
    authorizedOn: date(
      'When the account authorized the application, a calendar date. It feeds the countdown of 365 days.',
    ),
  },
);

export const clientSecret = component(
  'ClientSecret',
  clientSecretBody,
  { description: 'A new client secret for every connection of a client id.' },
  { lwaClientId, lwaClientSecret, clientSecretCreatedOn },
);

export const connectionSettingsPatch = { name: 'ConnectionSettingsPatch' };

const IRREMOVABLE = new Set(['endpoint', 'lwaClientId', 'lwaClientSecret', 'lwaRefreshToken']);

/** JSON Merge Patch of the settings. It is no input schema of its own: what comes of it is checked as settings. */
export function patchOf({ properties }: ObjectSchema): JsonSchema {
  return {
    title: 'Connection settings patch',
    description:
      'JSON Merge Patch (RFC 7396): fields that are absent stay as they are, `null` removes an optional field or a label.',
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([field, schema]) => [field, patchOfField(field, schema)]),
    ),
    additionalProperties: false,
  };
}

function patchOfField(field: string, { default: _unchanged, ...schema }: JsonSchema): JsonSchema {
  if (IRREMOVABLE.has(field)) return schema;
  const { description, maxProperties: _ofTheResult, additionalProperties: label, ...value } = schema;
  return { description, ...orNull(label ? { ...value, additionalProperties: orNull(label) } : value) };
}

function orNull(schema: unknown): JsonSchema {
  return { anyOf: [schema, { type: 'null' }] };
}
