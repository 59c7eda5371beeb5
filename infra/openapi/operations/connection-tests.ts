import { testList } from '../components/connection.ts';
import { connectionSettings } from '../components/settings.ts';
import { testResult } from '../components/test-result.ts';
import { BODY_PROBLEMS, type Operation, STORE_PROBLEMS } from '../operation.ts';

const tag = 'Connection tests';

/** Routes of the function `connection-tests`. */
export const CONNECTION_TEST_OPERATIONS: readonly Operation[] = [
  {
    route: 'POST /connection-tests',
    operationId: 'testSettings',
    tag,
    summary: 'Test settings that are not saved',
    description: 'Nothing is stored. A test that does not pass is a 200 too: look at `verdict`.',
    body: {
      schema: connectionSettings,
      required: true,
      examples: ['settings', 'minimalSettings', 'vendorSettings'],
    },
    answers: { 200: { description: 'The test.', schema: testResult, examples: ['failedUnsavedTest'] } },
    problems: [...BODY_PROBLEMS, 'timed_out'],
  },
  {
    route: 'POST /connections/{connectionId}/tests',
    operationId: 'testConnection',
    tag,
    summary: 'Test a saved connection now',
    description:
      'The result is recorded and sets the state. Five within five minutes are the limit: tests use up the Feeds quota of the account. Takes no body.',
    answers: { 200: { description: 'The test.', schema: testResult, examples: ['passedTest'] } },
    problems: ['connection_not_found', 'connection_pending_deletion', ...BODY_PROBLEMS, 'throttled', ...STORE_PROBLEMS],
  },
  {
    route: 'GET /connections/{connectionId}/tests',
    operationId: 'listTests',
    tag,
    summary: 'List the tests of a connection',
    description: 'Newest first, from the creation of the connection on, at most 90 days.',
    parameters: ['limit', 'nextToken'],
    answers: { 200: { description: 'One page.', schema: testList, examples: ['tests'] } },
    problems: ['connection_not_found', 'connection_pending_deletion', ...STORE_PROBLEMS],
  },
];
