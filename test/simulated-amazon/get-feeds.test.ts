import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account } from '../../infra/simulated-amazon/account.ts';
import { type SimulatedAmazon, startSimulatedAmazon } from '../../infra/simulated-amazon/simulated-amazon.ts';
import { type EndpointName, endpointOf } from '../../lib/amazon/endpoints.ts';
import {
  accessToken,
  call,
  callSpApi,
  FEEDS_PATH,
  firstError,
  handClock,
  json,
  PRODUCTION_FEEDS,
  type Reply,
  SANDBOX_FEEDS,
} from './call-amazon.ts';

const clock = handClock(Date.UTC(2026, 10, 23, 10));
const QUOTA_REFILLED_MS = 600_000;

let amazon: SimulatedAmazon;
beforeAll(async () => {
  amazon = await startSimulatedAmazon({
    clock: clock.now,
    accounts: [
      account({ name: 'idle' }),
      account({ name: 'busy', recentFeed: true }),
      account({ name: 'vendor', accountType: 'vendor', authorizedFor: 'fe' }),
    ],
  });
});
afterAll(() => amazon.close());

async function feeds(name: string, query: string, endpoint: EndpointName = 'na'): Promise<Reply> {
  clock.advance(QUOTA_REFILLED_MS);
  return callSpApi(amazon, endpoint, `${FEEDS_PATH}?${query}`, await accessToken(amazon, name));
}

describe('getFeeds in production', () => {
  test('answers an account without feeds with an empty list and its rate', async () => {
    const reply = await callSpApi(amazon, 'na', PRODUCTION_FEEDS, await accessToken(amazon, 'idle'));

    expect([reply.status, reply.text]).toEqual([200, '{"feeds":[]}']);
    expect(reply.headers).toMatchObject({ 'content-type': 'application/json', 'x-amzn-ratelimit-limit': '0.0222' });
    expect(reply.headers).not.toHaveProperty('x-amzn-errortype');
  });

  test('is open to vendors', async () => {
    expect((await feeds('vendor', 'feedTypes=JSON_LISTINGS_FEED', 'fe')).status).toBe(200);
  });

  test('shows the feed of an account that has sent one', async () => {
    const reply = await feeds('busy', 'feedTypes=JSON_LISTINGS_FEED&pageSize=1');

    expect(json(reply)).toEqual({
      feeds: [
        {
          feedId: '50000000001',
          feedType: 'JSON_LISTINGS_FEED',
          marketplaceIds: ['A2EUQ1WTGCTBG2'],
          createdTime: new Date(clock.now() - 3_600_000).toISOString(),
          processingStatus: 'DONE',
          processingStartTime: expect.any(String),
          processingEndTime: expect.any(String),
          resultFeedDocumentId: expect.any(String),
        },
      ],
    });
  });

  test.for([
    'feedTypes=POST_INVENTORY_AVAILABILITY_DATA',
    'feedTypes=JSON_LISTINGS_FEED&processingStatuses=FATAL,CANCELLED',
    'feedTypes=JSON_LISTINGS_FEED&marketplaceIds=ATVPDKIKX0DER',
    'feedTypes=JSON_LISTINGS_FEED&createdSince=2027-01-01T00:00:00Z',
    'feedTypes=JSON_LISTINGS_FEED&createdUntil=2026-11-01T00:00:00Z',
  ])('filters: %s', async (query) => {
    expect((await feeds('busy', query)).text).toBe('{"feeds":[]}');
  });

  test.for(['pageSize=1', '', 'feedTypes=', 'feedTypes[0]=JSON_LISTINGS_FEED'])(
    'wants feed types: ?%s',
    async (query) => {
      const reply = await feeds('idle', query);

      expect(reply.status).toBe(400);
      expect(firstError(reply)).toEqual({
        code: 'InvalidInput',
        message: 'One or more required parameters missing',
        details: 'feedTypes;',
      });
      expect(reply.headers['x-amzn-ratelimit-limit']).toBe('0.0222');
    },
  );

  test('takes a nextToken alone only', async () => {
    expect(firstError(await feeds('idle', 'nextToken=x&feedTypes=A&pageSize=1'))).toEqual({
      code: 'InvalidInput',
      message: 'NextToken cannot be specified with other input parameters',
      details: 'feedTypes;pageSize;',
    });
    expect((await feeds('idle', 'nextToken=x')).status).toBe(400);
  });

  test.for([
    ['pageSize=0', 'pageSize;'],
    ['pageSize=101', 'pageSize;'],
    ['pageSize=ten', 'pageSize;'],
    ['processingStatuses=DONE,BAD', 'processingStatuses;'],
    ['createdSince=yesterday', 'createdSince;'],
    ['createdUntil=', 'createdUntil;'],
  ] as const)('refuses %s', async ([query, details]) => {
    expect(firstError(await feeds('idle', `feedTypes=JSON_LISTINGS_FEED&${query}`))).toMatchObject({
      code: 'InvalidInput',
      details,
    });
  });

  test('refuses more than ten feed types', async () => {
    const types = Array.from({ length: 11 }, (_, index) => `TYPE_${index}`).join(',');

    expect((await feeds('idle', `feedTypes=${types}`)).status).toBe(400);
  });

  test('refuses a GET with a body or its length, in HTML', async () => {
    const token = await accessToken(amazon, 'idle');
    const headers = { 'x-amz-access-token': token, 'content-length': '2' };
    const reply = await call(amazon, { host: endpointOf('na').host, path: PRODUCTION_FEEDS, headers, body: '{}' });

    expect([reply.status, reply.headers['content-type']]).toEqual([400, 'text/html']);
  });
});

describe('getFeeds in the sandbox', () => {
  test('gives the canned answer, byte for byte, to the canned query', async () => {
    const reply = await callSpApi(amazon, 'eu-sandbox', SANDBOX_FEEDS, await accessToken(amazon, 'idle'));

    expect(reply.status).toBe(200);
    expect(reply.text).toBe(
      '{"feeds":[{"feedId":"FeedId1","feedType":"POST_PRODUCT_DATA","createdTime":"2024-03-11T13:16:24.630Z","processingStatus":"CANCELLED","processingStartTime":"2024-03-11T13:16:24.630Z","processingEndTime":"2024-03-11T13:16:24.630Z"}],"nextToken":"VGhpcyB0b2tlbiBpcyBvcGFxdWUgYW5kIGludGVudGlvbmFsbHkgb2JmdXNjYXRlZA=="}',
    );
    expect(reply.headers['x-amzn-ratelimit-limit']).toBe('5.0');
  });

  test('gives the canned error to its query', async () => {
    const reply = await feeds('idle', 'feedTypes=POST_PRODUCT_DATA&processingStatuses=BAD_VALUE,DONE', 'na-sandbox');

    expect(reply.status).toBe(400);
    expect(firstError(reply)).toEqual({ code: '400', message: 'Invalid input', details: 'Dates were not provided' });
  });

  test.for([
    'feedTypes=JSON_LISTINGS_FEED&pageSize=1',
    'feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=DONE,CANCELLED',
    'feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED%2CDONE',
    'feedTypes=POST_PRODUCT_DATA&pageSize=1&processingStatuses=CANCELLED,DONE',
    'feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE&x=1',
    '',
  ])('matches nothing else: ?%s', async (query) => {
    const reply = await feeds('idle', query, 'na-sandbox');

    expect(reply.status).toBe(400);
    expect(firstError(reply)).toEqual({
      code: 'InvalidInput',
      message: 'Could not match input arguments',
      details: '',
    });
    expect(reply.headers).toMatchObject({ 'content-length': '135', 'x-amzn-ratelimit-limit': '5.0' });
  });
});
