/** What a connection test answers. The shapes are those in which results are stored. */
import {
  amazonErrorSchema,
  diagnosisSchema,
  evidenceSchema,
  testResultSchema,
  warningSchema,
} from '../../../lib/connection-test/test-result-schema.ts';
import { component } from '../component.ts';

const [tokenExchangeSchema, getFeedsSchema] = testResultSchema.shape.requests.def.items;

const status = { description: 'HTTP status of the answer; null without a complete one.', type: ['integer', 'null'] };

const report = {
  name: 'Which of the two requests this is.',
  method: 'HTTP method.',
  url: { description: "Amazon's address, also in a local run.", format: 'uri' },
  outcome: 'What Amazon said. `skipped`: not sent, since the request before it did not pass.',
  status,
  latencyMs: {
    description: 'How long the last try took, in milliseconds; null when none was sent.',
    type: ['integer', 'null'],
    minimum: 0,
  },
  attempts: { description: 'How many requests were sent.', type: 'integer', minimum: 0 },
  requestId: "Amazon's id of the request, to be quoted in a case; null without one.",
  error: 'The error as Amazon told it; null when it told none.',
};

const tokenExchangeReport = component(
  'TokenExchangeReport',
  tokenExchangeSchema,
  { description: 'Request 1: the refresh token is exchanged for an access token at Login with Amazon.' },
  report,
);

const getFeedsReport = component(
  'GetFeedsReport',
  getFeedsSchema,
  { description: "Request 2: GET Feeds on the connection's endpoint, with the token of request 1." },
  report,
);

const amazonError = component(
  'AmazonError',
  amazonErrorSchema,
  { description: 'An error of Login with Amazon or of the Selling Partner API: at most 200 characters of it.' },
  {
    code: 'The code; for Login with Amazon its `error`. Empty when it was missing.',
    message: 'The message; for Login with Amazon its `error_description`. Empty when it was missing.',
    details: 'More words. Empty when they were missing.',
  },
);

const evidence = component(
  'Evidence',
  evidenceSchema,
  { description: 'A further request that was sent to tell causes apart.' },
  {
    call: '`second-opinion`: Sellers API for a seller, Vendor Orders API for a vendor.',
    endpoint: 'Where it was sent.',
    status,
  },
);

const diagnosis = component(
  'Diagnosis',
  diagnosisSchema,
  { description: 'Why a test did not pass, or a remark on one that did.' },
  {
    code: 'The cause, from a closed list.',
    settings: 'What to review, most likely first.',
    summary: 'What is known, in words.',
    remedy: 'What to do, in words.',
    reference: { description: "Amazon's page about it.", format: 'uri' },
    evidence: 'What further requests showed; empty when none were sent.',
  },
);

const warning = component(
  'Warning',
  warningSchema,
  { description: 'A likely slip. It never quotes the value, and never prevents a save.' },
  {
    field: 'The setting it is about; empty when it is about the save itself.',
    code: [
      'What was noticed. About a value: `looks_like_client_id`, `looks_like_application_id`, `looks_like_client_secret`,',
      '`looks_like_refresh_token`, `looks_like_access_token`, `looks_like_restricted_data_token`, `unexpected_shape`,',
      '`white_space_inside`, `quotes_inside`. About a save: `used_by_another_connection`, `date_cleared`,',
      '`test_not_recorded`. More may come.',
    ].join(' '),
    detail: 'The same in words.',
  },
);

export const testResult = component(
  'TestResult',
  testResultSchema,
  { description: 'A connection test: two requests, what Amazon said to each, and what follows from it.' },
  {
    testId: 'Unique; sorts by time.',
    connectionId: 'Null for settings that are not saved.',
    version: 'The version that holds the tested values; null for settings that are not saved.',
    trigger: 'Who asked for the test.',
    endpoint: 'The endpoint that was tested.',
    verdict:
      '`failed`: a setting or a permission must change. `inconclusive`: Amazon, the network or a quota, nothing to correct.',
    startedAt: { description: 'When the test began (ISO 8601, UTC).', format: 'date-time' },
    durationMs: { description: 'How long the test took, in milliseconds.', type: 'integer', minimum: 0 },
    requests: 'Always these two, in this order.',
    diagnosis: 'Null when the test passed without remark.',
    warnings: 'Slips that the settings show without asking Amazon.',
  },
);

export const TEST_RESULT_COMPONENTS = [
  testResult,
  tokenExchangeReport,
  getFeedsReport,
  amazonError,
  diagnosis,
  evidence,
  warning,
];
