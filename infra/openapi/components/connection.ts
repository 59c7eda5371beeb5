/** What the registry answers about connections. */
import * as z from 'zod/mini';
import { ENDPOINT_NAMES } from '../../../lib/amazon/endpoints.ts';
import { diagnosisSchema, testResultSchema, warningSchema } from '../../../lib/connection-test/test-result-schema.ts';
import type { ConnectionView } from '../../../lib/registry/connection-view.ts';
import type { Replacements } from '../../../lib/registry/replace-client-secret.ts';
import { answered, component } from '../component.ts';

const nullableText = z.nullable(z.string());

const withoutTest = answered<Omit<ConnectionView, 'latestTest'>>()(
  z.object({
    connectionId: z.string(),
    endpoint: z.nullable(z.enum(ENDPOINT_NAMES)),
    baseUrl: nullableText,
    lwaClientId: nullableText,
    displayName: nullableText,
    accountType: z.nullable(z.enum(['seller', 'vendor'])),
    labels: z.record(z.string(), z.string()),
    expectFeeds: z.boolean(),
    testing: z.enum(['on', 'paused']),
    createdAt: nullableText,
    updatedAt: nullableText,
    version: nullableText,
    state: z.enum(['passed', 'failed', 'unknown']),
    stateSince: nullableText,
    clientSecretCreatedOn: nullableText,
    clientSecretExpiresOn: nullableText,
    authorizedOn: nullableText,
    authorizationReviewOn: nullableText,
  }),
);
const connectionSchema = z.extend(withoutTest, { latestTest: z.nullable(testResultSchema) });

const time = (description: string) => ({ description: `${description} (ISO 8601, UTC).`, format: 'date-time' });
const date = (description: string) => ({ description, format: 'date' });
const nextToken = 'Where the next page starts; absent on the last one.';

export const connection = component(
  'Connection',
  connectionSchema,
  {
    description:
      'A saved connection, without its secrets. What a stored secret that is no sound connection lacks, is null: such a one is only met in lists and after a restore.',
  },
  {
    connectionId: 'Its id, chosen by whoever created it.',
    endpoint: 'The region, and whether it is its sandbox.',
    baseUrl: { description: 'Where the Selling Partner API is called.', format: 'uri' },
    lwaClientId: 'The LWA client id, whole.',
    displayName: 'A name for people.',
    accountType: 'Null when it was not said.',
    labels: 'Words of your own.',
    expectFeeds: 'False: a refusal on the Feeds API is only a remark.',
    testing: '`paused`: no scheduled tests.',
    createdAt: time('When it was created'),
    updatedAt: time('When its values were last written'),
    version: 'Names the values as they are now: the `ETag`, without quotation marks.',
    state: 'What is held true of it over time; one inconclusive test changes nothing.',
    stateSince: time('Since when it has been in this state'),
    latestTest: 'The newest test; null before the first.',
    clientSecretCreatedOn: date('When the client secret was made.'),
    clientSecretExpiresOn: date('180 days later, when Amazon ends it.'),
    authorizedOn: date('When the account authorized the application.'),
    authorizationReviewOn: date('365 days later, when an authorization may end.'),
  },
);

export const connectionList = component(
  'ConnectionList',
  z.object({ connections: z.array(connectionSchema), nextToken: z.optional(z.string()) }),
  { description: 'A page of connections, ordered by id. It may be short, or empty, while there is a next one.' },
  { connections: 'Those that are pending deletion are left out.', nextToken },
);

export const savedConnection = component(
  'SavedConnection',
  z.object({
    connection: connectionSchema,
    test: z.nullable(testResultSchema),
    warnings: z.array(warningSchema),
  }),
  { description: 'A connection that was saved.' },
  {
    connection: 'As it is now.',
    test: 'The test that let it be saved; null when the save was not tested.',
    warnings: 'Likely slips, and what did not work after the values had been written.',
  },
);

export const deletedConnection = component(
  'DeletedConnection',
  z.object({ connectionId: z.string(), deletionDate: z.string() }),
  { description: 'A connection that is pending deletion. Until then it can be restored.' },
  { connectionId: 'Its id.', deletionDate: time('When it will be gone for good') },
);

export const testList = component(
  'TestList',
  z.object({ tests: z.array(testResultSchema), nextToken: z.optional(z.string()) }),
  { description: 'A page of the history of a connection, from its creation on, at most 90 days.' },
  { tests: 'Newest first.', nextToken },
);

const replacementSchema = z.object({
  connectionId: z.string(),
  outcome: z.enum(['saved', 'failed', 'inconclusive']),
  diagnosis: z.nullable(diagnosisSchema),
});

const replacement = component(
  'ClientSecretReplacement',
  replacementSchema,
  { description: 'What became of one connection.' },
  {
    connectionId: 'Its id.',
    outcome:
      '`saved`: the exchange with the new secret passed. `inconclusive`: Amazon could not be asked, or somebody else changed the connection meanwhile.',
    diagnosis: 'Why it was not saved, when Amazon is the reason.',
  },
);

export const replacements = component(
  'ClientSecretReplacements',
  answered<Replacements>()(z.object({ connections: z.array(replacementSchema), remaining: z.number() })),
  { description: 'What was dealt with in this call. Repeat it while `remaining` is greater than 0.' },
  {
    connections: 'Ordered by id. Those that had the new secret already are not among them.',
    remaining: { description: 'How many connections the deadline left over.', type: 'integer', minimum: 0 },
  },
);

const marketplaceSchema = z.object({ id: z.string(), country: z.string() });

const marketplace = component(
  'Marketplace',
  marketplaceSchema,
  { description: "One of Amazon's marketplaces." },
  { id: "Amazon's id of it.", country: 'As Amazon writes it: `UK`, not `GB`.' },
);

const endpointSchema = z.object({
  endpoint: z.enum(ENDPOINT_NAMES),
  label: z.string(),
  baseUrl: z.string(),
  sandbox: z.boolean(),
  default: z.boolean(),
  marketplaces: z.array(marketplaceSchema),
});

const endpoint = component(
  'Endpoint',
  endpointSchema,
  { description: 'An endpoint of the Selling Partner API.' },
  {
    endpoint: 'The name by which settings choose it.',
    label: 'The name by which users know it.',
    baseUrl: { description: 'Where it is called.', format: 'uri' },
    sandbox: 'Whether it answers with canned data.',
    default: 'Whether settings that name none mean this one.',
    marketplaces: 'The marketplaces of its region.',
  },
);

export const endpointList = component(
  'EndpointList',
  z.object({ endpoints: z.array(endpointSchema) }),
  { description: 'Every endpoint there is.' },
  { endpoints: 'In the order in which a form lists them.' },
);

export const CONNECTION_COMPONENTS = [
  connection,
  connectionList,
  savedConnection,
  deletedConnection,
  testList,
  replacement,
  replacements,
  endpoint,
  endpointList,
  marketplace,
];
