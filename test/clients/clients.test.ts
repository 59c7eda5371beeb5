/** Clients that people already use, through the proxy and with its tokens. */
import https from 'node:https';
import { FeedsApiClientV20210630 } from '@scaleleap/selling-partner-api-sdk';
import { SellingPartnerApiAuth } from '@sp-api-sdk/auth';
import { FeedsApi, FeedsApiClient } from '@sp-api-sdk/feeds-api-2021-06-30';
import { SellingPartner } from 'amazon-sp-api';
import { aws4Interceptor } from 'aws4-axios';
import axios from 'axios';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LWA_HOST } from '../../lib/amazon/endpoints.ts';
import { AmazonAgent } from './amazon-agent.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { signedAxios } from './signed-axios.ts';
import { REGION, SIGNER } from './signed-front.ts';

const ID = `A/B ü+%;:"'`;
const EU = 'sellingpartnerapi-eu.amazon.com';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.world.saveAccounts('acme-eu', 'no-feeds-role');
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.forget();
  gateway.world.amazon.clearRequests();
  gateway.world.refillQuotas();
});

const base = (connectionId = 'acme-eu') => `${gateway.origin}/connections/${connectionId}/sp-api`;
const arrived = () => gateway.world.amazon.requests().filter(({ host }) => host !== LWA_HOST);
const exchanges = () => gateway.world.amazon.requests().filter(({ host }) => host === LWA_HOST);

/** A token from `POST /connections/{connectionId}/access-tokens`, as a job gets it. */
async function ourToken(connectionId = 'acme-eu'): Promise<string> {
  const { data } = await signedAxios(REGION, SIGNER).post(
    `${gateway.origin}/connections/${connectionId}/access-tokens`,
  );
  expect(data).toMatchObject({ tokenType: 'bearer', baseUrl: `https://${EU}` });
  return data.accessToken;
}

/** Every token of before has expired at Amazon; nobody here has noticed. */
function letTokensExpire(): void {
  for (let count = 0; count < 8; count += 1) gateway.world.refillQuotas();
}

describe.each([
  [
    '@sp-api-sdk/feeds-api-2021-06-30',
    (connectionId?: string) => new FeedsApi(undefined, base(connectionId), signedAxios(REGION, SIGNER)),
  ],
  [
    '@scaleleap/selling-partner-api-sdk',
    (connectionId?: string) =>
      new FeedsApiClientV20210630({
        // It brings an older axios of its own: alike when it runs, but not to the compiler.
        axios: signedAxios(REGION, { getCredentials: async () => SIGNER }) as never,
        basePath: base(connectionId),
        region: 'us-east-1',
      }),
  ],
])('%s through the proxy', (_name, client) => {
  test('lists feeds', async () => {
    const { status, data, headers } = await client().getFeeds({
      feedTypes: ['JSON_LISTINGS_FEED'],
      processingStatuses: ['CANCELLED', 'DONE'],
      pageSize: 1,
    });

    expect({ status, data }).toEqual({ status: 200, data: { feeds: [] } });
    expect(headers).toMatchObject({ 'x-answered-by': 'amazon', 'x-attempts': '1' });
    expect(arrived()).toMatchObject([{ host: EU, method: 'GET', path: '/feeds/2021-06-30/feeds', account: 'acme-eu' }]);
    expect(new URLSearchParams(arrived()[0]?.query).get('processingStatuses')).toBe('CANCELLED,DONE');
    expect(gateway.refused).toEqual([]);
  });

  test('creates a feed', async () => {
    const body = { feedType: 'JSON_LISTINGS_FEED', marketplaceIds: ['A1PA6795UKMFR9'], inputFeedDocumentId: 'Größe' };

    const { data } = await client().createFeed({ body });

    expect(data).toMatchObject({
      operation: 'POST /feeds/2021-06-30/feeds',
      body: { bytes: Buffer.byteLength(JSON.stringify(body)) },
    });
    expect(gateway.refused).toEqual([]);
  });

  test('names a resource by any characters', async () => {
    const { data } = await client().getFeed({ feedId: ID });

    expect(data).toMatchObject({ operation: 'GET /feeds/2021-06-30/feeds/{feedId}', pathParameters: { feedId: ID } });
    expect(gateway.refused).toEqual([]);
  });

  test('cancels a feed', async () => {
    const { data } = await client().cancelFeed({ feedId: '1' });

    expect(data).toMatchObject({ operation: 'DELETE /feeds/2021-06-30/feeds/{feedId}' });
  });

  test('is told what Amazon tells', async () => {
    const refusal = client('no-feeds-role').getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'] });

    await expect(refusal).rejects.toThrow();
    expect(arrived().at(-1)).toMatchObject({ account: 'no-feeds-role', status: 403 });
    expect(gateway.refused).toEqual([]);
  });

  test('does not notice that a token has expired', async () => {
    await client().getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'] });
    letTokensExpire();
    gateway.world.amazon.clearRequests();

    const { status, headers } = await client().getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'] });

    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'x-attempts': '2' });
    expect(exchanges()).toHaveLength(1);
  });

  test('holds no credential of the account: neither asks LWA for a token nor sends one', async () => {
    await client().getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'] });

    expect(gateway.received.map(({ target }) => new URL(target, gateway.origin).pathname)).toEqual([
      '/connections/acme-eu/sp-api/feeds/2021-06-30/feeds',
    ]);
  });
});

describe('a request through the proxy', () => {
  test('that somebody else has signed is refused', async () => {
    const stranger = signedAxios(REGION, { ...SIGNER, secretAccessKey: 'another' });

    await expect(new FeedsApi(undefined, base(), stranger).getFeeds({ feedTypes: ['X'] })).rejects.toMatchObject({
      response: { status: 403 },
    });
    expect(gateway.refused).toHaveLength(1);
    expect(arrived()).toEqual([]);
  });

  test('that does not say its path loses a slash in it', async () => {
    const instance = axios.create();
    instance.interceptors.request.use(
      aws4Interceptor({ credentials: SIGNER, options: { region: REGION, service: 'execute-api' } }),
    );

    await expect(new FeedsApi(undefined, base(), instance).getFeed({ feedId: 'A/B' })).rejects.toMatchObject({
      response: { status: 403 },
    });
    expect(gateway.refused).toEqual([]);
    expect(arrived()).toMatchObject([{ path: '/feeds/2021-06-30/feeds/A/B', status: 403 }]);
  });
});

describe('amazon-sp-api with our token', () => {
  const client = async () =>
    new SellingPartner({
      region: 'eu',
      refresh_token: 'unused',
      access_token: await ourToken(),
      options: { auto_request_tokens: false, https_proxy_agent: new AmazonAgent(gateway.world.amazon.origin) },
      credentials: { SELLING_PARTNER_APP_CLIENT_ID: 'unused', SELLING_PARTNER_APP_CLIENT_SECRET: 'unused' },
    });

  test('lists feeds', async () => {
    const sellingPartner = await client();

    const feeds = await sellingPartner.callAPI({
      operation: 'getFeeds',
      endpoint: 'feeds',
      query: { feedTypes: ['JSON_LISTINGS_FEED'], pageSize: 1 },
      options: { version: '2021-06-30' },
    });

    expect(feeds).toEqual({ feeds: [] });
    expect(arrived()).toMatchObject([{ host: EU, path: '/feeds/2021-06-30/feeds', account: 'acme-eu', status: 200 }]);
    expect(exchanges().length).toBeLessThanOrEqual(1);
  });

  test('names a resource by any characters', async () => {
    const sellingPartner = await client();

    const told = await sellingPartner.callAPI({
      operation: 'getListingsItem',
      endpoint: 'listingsItems',
      path: { sellerId: 'SELLER', sku: ID },
      query: { marketplaceIds: ['A1PA6795UKMFR9'] },
      options: { version: '2021-08-01' },
    });

    expect(told).toMatchObject({ pathParameters: { sellerId: 'SELLER', sku: ID } });
  });
});

describe('@sp-api-sdk/auth with our token', () => {
  const { globalAgent } = https;
  beforeEach(() => {
    https.globalAgent = new AmazonAgent(gateway.world.amazon.origin);
  });
  afterEach(() => {
    https.globalAgent = globalAgent;
  });

  class OurAuth extends SellingPartnerApiAuth {
    constructor() {
      super({ clientId: 'unused', clientSecret: 'unused', refreshToken: 'unused' });
    }

    override getAccessToken(): Promise<string> {
      return ourToken();
    }
  }

  test('lists feeds', async () => {
    const client = new FeedsApiClient({ auth: new OurAuth(), region: 'eu' });

    const { data } = await client.getFeeds({ feedTypes: ['JSON_LISTINGS_FEED'] });

    expect(data).toEqual({ feeds: [] });
    expect(arrived()).toMatchObject([{ host: EU, account: 'acme-eu', status: 200 }]);
    expect(exchanges().length).toBeLessThanOrEqual(1);
  });
});
