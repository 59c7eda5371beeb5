import { type ClientOf, CREDENTIALS } from './client.ts';
import { requirePeer } from './installed.ts';

interface Auth {
  getAccessToken(): Promise<string>;
}

interface AuthPackage {
  readonly SellingPartnerApiAuth: new (options: object) => Auth;
}

interface FeedsPackage {
  readonly FeedsApiClient: new (options: object) => { getFeeds(query: object): Promise<unknown> };
}

export function spApiSdkClients(): ClientOf {
  const { SellingPartnerApiAuth }: AuthPackage = requirePeer('@sp-api-sdk/auth');
  const { FeedsApiClient }: FeedsPackage = requirePeer('@sp-api-sdk/feeds-api-2021-06-30');
  return (refreshToken, { clientId, clientSecret } = CREDENTIALS) => {
    const auth = new SellingPartnerApiAuth({ clientId, clientSecret, refreshToken });
    const feeds = new FeedsApiClient({ auth, region: 'eu' });
    return {
      token: () => auth.getAccessToken(),
      feeds: () => feeds.getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'], pageSize: 1 }),
    };
  };
}
