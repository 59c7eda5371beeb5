/**
 * Examples of requests and answers. All values are made up, in Amazon's shapes; what the system says in words comes from
 * the code that says it.
 */
import { DEFAULT_ENDPOINT, endpointOf } from '../../../lib/amazon/endpoints.ts';
import { settingsOf } from '../../../lib/connection/settings.ts';
import { viewConnection } from '../../../lib/registry/connection-view.ts';
import { madeUpClientSecret, madeUpRefreshToken } from '../../simulated-amazon/made-up-values.ts';
import { CONNECTION_ID, CREATED_AT, europe, minimalSettings, settings, TESTED_AT, VERSION } from './acme.ts';
import { failedTest, passedTest, rejection } from './test-results.ts';

const NEXT_TOKEN = 'WyJjb25uZWN0aW9ucyIsIiIsIiIsIiIsIkFBRUNBd1FGIl0';

const connection = viewConnection(
  {
    connectionId: CONNECTION_ID,
    version: VERSION,
    settings: settingsOf(settings),
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
  },
  {
    startedAt: TESTED_AT,
    result: passedTest,
    version: VERSION,
    state: 'passed',
    stateVersion: VERSION,
    keptAt: null,
    stateSince: CREATED_AT,
    lastPassedAt: TESTED_AT,
    lastConclusiveAt: TESTED_AT,
    heldBack: null,
    telling: [],
    lastEventAt: CREATED_AT,
    save: null,
  },
);

const accessToken = {
  accessToken: `Atza|simulated-${'0'.repeat(32)}`,
  tokenType: 'bearer',
  expiresAt: '2026-11-23T11:00:00.000Z',
  baseUrl: europe.baseUrl,
};

/** Bodies of requests and of answers that are no problem, by the name under which the document keeps them. */
export const EXAMPLES = {
  settings: { summary: 'A seller in Europe, with everything that can be said', value: settings },
  minimalSettings: { summary: 'A connection to North America', value: minimalSettings },
  vendorSettings: {
    summary: 'A vendor, whose application has no role for Feeds',
    value: { ...minimalSettings, endpoint: 'fe', accountType: 'vendor', expectFeeds: false },
  },
  newEndpoint: { summary: 'Another endpoint: tested before it is saved', value: { endpoint: 'na' } },
  newName: {
    summary: 'Another name and one label less: not tested',
    value: { displayName: 'Acme EU', labels: { team: null } },
  },
  newAuthorization: {
    summary: 'A new refresh token with its date',
    value: { lwaRefreshToken: madeUpRefreshToken(CONNECTION_ID, 2), authorizedOn: '2026-11-23' },
  },
  newClientSecret: {
    summary: 'A new client secret with its date',
    value: {
      lwaClientId: settings.lwaClientId,
      lwaClientSecret: madeUpClientSecret('acme', 2),
      clientSecretCreatedOn: '2026-11-23',
    },
  },
  connection: { summary: 'A connection that works', value: connection },
  connections: {
    summary: 'A page with one connection, and more to come',
    value: { connections: [connection], nextToken: NEXT_TOKEN },
  },
  savedConnection: {
    summary: 'Tested and saved',
    value: { connection, test: passedTest, warnings: [] },
  },
  savedUntested: {
    summary: 'Saved; a test is queued',
    value: {
      connection: { ...connection, state: 'unknown', latestTest: null },
      test: null,
      warnings: [
        {
          field: 'clientSecretCreatedOn',
          code: 'date_cleared',
          detail: 'The value that this date belonged to was replaced. Enter the new date.',
        },
      ],
    },
  },
  deletedConnection: {
    summary: 'To be restored within 30 days',
    value: { connectionId: CONNECTION_ID, deletionDate: '2026-12-23T10:00:00.000Z' },
  },
  replacements: {
    summary: 'One saved, one refused, three for the next call',
    value: {
      connections: [
        { connectionId: CONNECTION_ID, outcome: 'saved', diagnosis: null },
        { connectionId: 'acme-fe', outcome: 'failed', diagnosis: rejection },
      ],
      remaining: 3,
    },
  },
  endpoints: {
    summary: 'Two of the six',
    value: {
      endpoints: [endpointOf('na'), endpointOf('na-sandbox')].map(
        ({ endpoint, label, baseUrl, sandbox, marketplaces }) => {
          return { endpoint, label, baseUrl, sandbox, default: endpoint === DEFAULT_ENDPOINT, marketplaces };
        },
      ),
    },
  },
  passedTest: { summary: 'Everything works', value: passedTest },
  failedUnsavedTest: {
    summary: 'The account is in another region',
    value: { ...failedTest, connectionId: null, trigger: 'unsaved' },
  },
  tests: { summary: 'A page with one test', value: { tests: [passedTest] } },
  noWishes: { summary: 'A token that is valid for a minute at least', value: {} },
  longValidity: { summary: 'A token that is valid for half an hour at least', value: { minValidSeconds: 1_800 } },
  notificationsScope: {
    summary: 'For the Notifications API',
    value: { scopes: ['sellingpartnerapi::notifications'] },
  },
  buyerOfAnOrder: {
    summary: 'For the buyer and the address of any order',
    value: {
      restrictedResources: [
        { method: 'GET', path: '/orders/v0/orders', dataElements: ['buyerInfo', 'shippingAddress'] },
      ],
    },
  },
  accessToken: { summary: 'A token of Login with Amazon', value: accessToken },
  restrictedDataToken: {
    summary: 'A restricted data token',
    value: { ...accessToken, accessToken: `Atz.sprdt|simulated-${'0'.repeat(32)}` },
  },
} as const;

export type ExampleName = keyof typeof EXAMPLES;
