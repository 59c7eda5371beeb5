/** Requests signed by the curl of this machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Gateway, startGateway } from './gateway.ts';
import { REGION, SIGNER } from './signed-front.ts';
import { requireSigningCurl } from './signing-curl.ts';

const run = promisify(execFile);

describe('curl', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    requireSigningCurl();
    gateway = await startGateway();
    await gateway.world.saveAccounts('acme-eu');
  });
  afterAll(() => gateway.close());
  beforeEach(() => gateway.forget());

  async function curl(path: string, ...more: string[]): Promise<unknown> {
    const signed = ['--aws-sigv4', `aws:amz:${REGION}:execute-api`];
    const user = ['--user', `${SIGNER.accessKeyId}:${SIGNER.secretAccessKey}`];
    const session = ['-H', `x-amz-security-token: ${SIGNER.sessionToken}`];
    const { stdout } = await run('curl', ['-s', ...signed, ...user, ...session, ...more, `${gateway.origin}${path}`]);
    expect(gateway.refused).toEqual([]);
    return JSON.parse(stdout);
  }

  test('lists feeds', async () => {
    // Older ones sign the query as it is written: so it has to be written in the order of the alphabet, and encoded.
    const query = 'feedTypes=JSON_LISTINGS_FEED&pageSize=1&processingStatuses=CANCELLED%2CDONE';

    expect(await curl(`/connections/acme-eu/sp-api/feeds/2021-06-30/feeds?${query}`)).toEqual({ feeds: [] });
  });

  test('creates a feed', async () => {
    const body = ['-H', 'content-type: application/json', '-d', '{"feedType":"JSON_LISTINGS_FEED"}'];

    expect(await curl('/connections/acme-eu/sp-api/feeds/2021-06-30/feeds', ...body)).toMatchObject({
      operation: 'POST /feeds/2021-06-30/feeds',
      body: { bytes: 33 },
    });
  });

  test('names a SKU with a slash: plain in the URL, encoded in the header', async () => {
    const item = '/listings/2021-08-01/items/SELLER';

    expect(
      await curl(
        `/connections/acme-eu/sp-api${item}/A/B?marketplaceIds=A1PA6795UKMFR9`,
        ...['-H', `x-sp-api-path: ${item}/A%2FB`],
      ),
    ).toMatchObject({ pathParameters: { sellerId: 'SELLER', sku: 'A/B' } });
  });

  test('gets a token', async () => {
    expect(await curl('/connections/acme-eu/access-tokens', '-X', 'POST')).toMatchObject({
      accessToken: expect.stringMatching(/^Atza\|/),
      baseUrl: 'https://sellingpartnerapi-eu.amazon.com',
    });
  });
});
