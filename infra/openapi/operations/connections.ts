import {
  connection,
  connectionList,
  deletedConnection,
  endpointList,
  replacements,
  savedConnection,
} from '../components/connection.ts';
import { clientSecret, connectionSettings, connectionSettingsPatch } from '../components/settings.ts';
import { BODY_PROBLEMS, type Operation, type OwnAnswer, STORE_PROBLEMS } from '../operation.ts';

const tag = 'Connections';

const saved = (description: string, example: OwnAnswer['examples'][number]): OwnAnswer => ({
  description,
  schema: savedConnection,
  headers: ['ETag'],
  examples: [example],
});

const settings = {
  schema: connectionSettings,
  required: true,
  examples: ['settings', 'minimalSettings', 'vendorSettings'],
} as const;

/** Routes of the function `connections`. */
export const CONNECTION_OPERATIONS: readonly Operation[] = [
  {
    route: 'GET /endpoints',
    operationId: 'listEndpoints',
    tag,
    summary: 'List the endpoints that a connection can have',
    description: 'Six: three regions, and the sandbox of each.',
    answers: { 200: { description: 'All endpoints.', schema: endpointList, examples: ['endpoints'] } },
    problems: [],
  },
  {
    route: 'GET /connections',
    operationId: 'listConnections',
    tag,
    summary: 'List connections',
    description:
      'Ordered by id. A page may be short, or empty, while there is a `nextToken`: filters are applied to the page. Lists follow a change with a delay of up to some minutes.',
    parameters: ['limit', 'nextToken', 'endpoint', 'state', 'lwaClientId'],
    answers: { 200: { description: 'One page.', schema: connectionList, examples: ['connections'] } },
    problems: STORE_PROBLEMS,
  },
  {
    route: 'GET /connections/{connectionId}',
    operationId: 'getConnection',
    tag,
    summary: 'Read a connection',
    description: 'Its settings without the secrets, its state and its latest test.',
    answers: {
      200: { description: 'The connection.', schema: connection, headers: ['ETag'], examples: ['connection'] },
    },
    problems: ['connection_not_found', 'connection_pending_deletion', 'connection_malformed', ...STORE_PROBLEMS],
  },
  {
    route: 'PUT /connections/{connectionId}',
    operationId: 'saveConnection',
    tag,
    summary: 'Test settings and save them as a connection',
    description:
      'Creates the connection or replaces all of its settings: an optional field that is absent goes. Nothing is written unless the test passes.',
    parameters: ['ifMatch', 'ifNoneMatch'],
    body: settings,
    answers: {
      200: saved('Tested, and replaced what was there.', 'savedConnection'),
      201: saved('Tested and created.', 'savedConnection'),
    },
    problems: [
      'connection_pending_deletion',
      'version_conflict',
      ...BODY_PROBLEMS,
      'connection_test_failed',
      'connection_test_inconclusive',
      ...STORE_PROBLEMS,
    ],
  },
  {
    route: 'PUT /connections/{connectionId}/untested',
    operationId: 'saveConnectionUntested',
    tag,
    summary: 'Save settings without a test',
    description:
      'Like a save, but what is wrong shows later: the state is `unknown` until the test that this queues. A right of its own in IAM.',
    parameters: ['ifMatch', 'ifNoneMatch'],
    body: settings,
    answers: {
      200: saved('Replaced what was there.', 'savedUntested'),
      201: saved('Created.', 'savedUntested'),
    },
    problems: ['connection_pending_deletion', 'version_conflict', ...BODY_PROBLEMS, ...STORE_PROBLEMS],
  },
  {
    route: 'PATCH /connections/{connectionId}',
    operationId: 'changeConnection',
    tag,
    summary: 'Change some settings of a connection',
    description:
      'JSON Merge Patch (RFC 7396). Tested before it is saved, unless endpoint, account type, `expectFeeds` and the LWA values stay as they were.',
    parameters: ['ifMatch'],
    body: {
      schema: connectionSettingsPatch,
      required: false,
      mediaTypes: ['application/json', 'application/merge-patch+json'],
      examples: ['newEndpoint', 'newName', 'newAuthorization'],
    },
    answers: { 200: saved('Changed.', 'savedConnection') },
    problems: [
      'connection_not_found',
      'connection_pending_deletion',
      'connection_malformed',
      'version_conflict',
      ...BODY_PROBLEMS,
      'connection_test_failed',
      'connection_test_inconclusive',
      ...STORE_PROBLEMS,
    ],
  },
  {
    route: 'DELETE /connections/{connectionId}',
    operationId: 'deleteConnection',
    tag,
    summary: 'Delete a connection',
    description: 'It is gone for good after the recovery days; until then it can be restored, and its id is taken.',
    parameters: ['recoveryDays', 'ifMatch'],
    answers: {
      202: { description: 'Pending deletion.', schema: deletedConnection, examples: ['deletedConnection'] },
    },
    problems: ['connection_not_found', 'connection_pending_deletion', 'version_conflict', ...STORE_PROBLEMS],
  },
  {
    route: 'POST /connections/{connectionId}/restore',
    operationId: 'restoreConnection',
    tag,
    summary: 'Restore a deleted connection',
    description: 'One that was not deleted is answered as it is. Takes no body.',
    parameters: ['ifMatch'],
    answers: { 200: { description: 'The connection as it is again.', schema: connection, examples: ['connection'] } },
    problems: [
      'connection_not_found',
      'connection_pending_deletion',
      'version_conflict',
      ...BODY_PROBLEMS,
      ...STORE_PROBLEMS,
    ],
  },
  {
    route: 'POST /client-secrets',
    operationId: 'replaceClientSecret',
    tag,
    summary: 'Save a new client secret on every connection of a client id',
    description:
      'For each connection: an exchange with the new secret, then a save and a queued test. Repeat while `remaining` is greater than 0; a repeat passes over those that have the new secret.',
    body: { schema: clientSecret, required: true, examples: ['newClientSecret'] },
    answers: {
      200: { description: 'What was dealt with in this call.', schema: replacements, examples: ['replacements'] },
    },
    problems: [...BODY_PROBLEMS, ...STORE_PROBLEMS],
  },
];
