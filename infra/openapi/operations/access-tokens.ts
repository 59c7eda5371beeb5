import { accessToken } from '../components/access-token.ts';
import { accessTokenRequest, grantlessTokenRequest, restrictedDataTokenRequest } from '../components/tokens.ts';
import type { ExampleName } from '../examples/examples.ts';
import { BODY_PROBLEMS, type Operation, STORE_PROBLEMS } from '../operation.ts';

const tag = 'Access tokens';

const answers = (example: ExampleName): Operation['answers'] => ({
  200: { description: 'A token.', schema: accessToken, examples: [example] },
});

const problems = [
  'connection_not_found',
  'connection_pending_deletion',
  'connection_malformed',
  ...BODY_PROBLEMS,
  'throttled',
  'amazon_rejected',
  'amazon_unexpected',
  'amazon_unavailable',
  ...STORE_PROBLEMS,
] as const;

/** Routes of the function `access-tokens`. */
export const ACCESS_TOKEN_OPERATIONS: readonly Operation[] = [
  {
    route: 'POST /connections/{connectionId}/access-tokens',
    operationId: 'createAccessToken',
    tag,
    summary: "Hand out a token for the account's data",
    description: 'From memory where one is valid long enough, else from Login with Amazon.',
    body: { schema: accessTokenRequest, required: false, examples: ['noWishes', 'longValidity'] },
    answers: answers('accessToken'),
    problems,
  },
  {
    route: 'POST /connections/{connectionId}/grantless-tokens',
    operationId: 'createGrantlessToken',
    tag,
    summary: 'Hand out a token for grantless operations',
    description: 'For operations of the application itself, as those on notifications.',
    body: { schema: grantlessTokenRequest, required: true, examples: ['notificationsScope'] },
    answers: answers('accessToken'),
    problems,
  },
  {
    route: 'POST /connections/{connectionId}/restricted-data-tokens',
    operationId: 'createRestrictedDataToken',
    tag,
    summary: 'Hand out a restricted data token',
    description:
      "For operations that answer personal data. Resources that Amazon refuses are `invalid_request`, in Amazon's words.",
    body: { schema: restrictedDataTokenRequest, required: true, examples: ['buyerOfAnOrder'] },
    answers: answers('restrictedDataToken'),
    problems,
  },
];
