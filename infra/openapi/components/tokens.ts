/** Access tokens: what is asked for. */
import { grantlessBody, restrictedBody, restrictedResource, sellerBody } from '../../../lib/http/token-routes.ts';
import { DEFAULT_MIN_VALID_SECONDS } from '../../../lib/token/token.ts';
import { component } from '../component.ts';
import { accessToken } from './access-token.ts';

const minValidSeconds = {
  description:
    'For how many seconds the token must be valid at least. A fresh one is handed out even if its life is shorter.',
  default: DEFAULT_MIN_VALID_SECONDS,
};

export const accessTokenRequest = component(
  'AccessTokenRequest',
  sellerBody,
  { description: "A token for the account's own data." },
  { minValidSeconds },
);

export const grantlessTokenRequest = component(
  'GrantlessTokenRequest',
  grantlessBody,
  { description: 'A token for operations that need no authorization by an account.' },
  { scopes: 'Scopes of Login with Amazon, for instance `sellingpartnerapi::notifications`.', minValidSeconds },
);

export const restrictedDataTokenRequest = component(
  'RestrictedDataTokenRequest',
  restrictedBody,
  { description: 'A token for operations that answer personal data.' },
  { restrictedResources: 'The operations that the token opens.', minValidSeconds },
);

const resource = component(
  'RestrictedResource',
  restrictedResource,
  { description: "An operation of the Selling Partner API, as Amazon's Tokens API takes it." },
  {
    method: 'HTTP method of the operation.',
    path: 'Its path, with or without the ids filled in.',
    dataElements: 'The personal data wanted; for operations of the Orders API only.',
  },
);

export const TOKEN_COMPONENTS = [
  accessTokenRequest,
  grantlessTokenRequest,
  restrictedDataTokenRequest,
  resource,
  accessToken,
];
