import { type ClientOf, CREDENTIALS, ENDPOINT } from './client.ts';
import { requirePeer } from './installed.ts';

interface LwaClient {
  getAccessToken(): Promise<string>;
}

interface ApiClient {
  applyXAmzAccessTokenToRequest(token: string): ApiClient;
  disableRateLimiter(): void;
}

interface Package {
  readonly LwaAuthClient: new (clientId: string, clientSecret: string, refreshToken: string) => LwaClient;
  readonly FeedsSpApi: {
    readonly ApiClient: new (endpoint: string) => ApiClient;
    readonly FeedsApi: new (client: ApiClient) => { getFeeds(query: object): Promise<unknown> };
  };
}

/** Its limiter, which would let ten calls pass and then wait for Amazon's quota, is off. */
export function amazonSpApiSdkJsClients(): ClientOf {
  const { LwaAuthClient, FeedsSpApi }: Package = requirePeer('@amazon-sp-api-release/amazon-sp-api-sdk-js');
  return (refreshToken, { clientId, clientSecret } = CREDENTIALS) => {
    const lwa = new LwaAuthClient(clientId, clientSecret, refreshToken);
    const client = new FeedsSpApi.ApiClient(ENDPOINT);
    client.disableRateLimiter();
    const feeds = new FeedsSpApi.FeedsApi(client);
    return {
      token: () => lwa.getAccessToken(),
      async feeds() {
        client.applyXAmzAccessTokenToRequest(await lwa.getAccessToken());
        return feeds.getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'], pageSize: 1 });
      },
    };
  };
}
