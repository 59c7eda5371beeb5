import { type ClientOf, CREDENTIALS } from './client.ts';
import { requirePeer } from './installed.ts';

interface SellingPartner {
  readonly access_token?: string;
  refreshAccessToken(): Promise<void>;
  callAPI(call: object): Promise<unknown>;
}

interface Package {
  readonly SellingPartner: new (options: object) => SellingPartner;
}

export function amazonSpApiClients(): ClientOf {
  const { SellingPartner }: Package = requirePeer('amazon-sp-api');
  return (refreshToken, { clientId, clientSecret } = CREDENTIALS) => {
    const client = new SellingPartner({
      region: 'eu',
      refresh_token: refreshToken,
      credentials: {
        SELLING_PARTNER_APP_CLIENT_ID: clientId,
        SELLING_PARTNER_APP_CLIENT_SECRET: clientSecret,
      },
    });
    return {
      token: async () => client.access_token ?? client.refreshAccessToken(),
      feeds: () =>
        client.callAPI({
          operation: 'getFeeds',
          endpoint: 'feeds',
          query: { feedTypes: ['JSON_LISTINGS_FEED'], pageSize: 1 },
          options: { version: '2021-06-30' },
        }),
    };
  };
}
