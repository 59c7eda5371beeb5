import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENDPOINTS, endpointOf } from '../../lib/amazon/endpoints.ts';
import { feedsRequest, feedsUrl, interpretFeedsAnswer } from '../../lib/amazon/feeds.ts';
import { secondOpinionRequest } from '../../lib/amazon/second-opinion.ts';
import { Secret } from '../../lib/secret.ts';
import { answer, anyOutcome, errorList, HTML_OF_CLOUDFRONT, refusal, XML_OF_S3 } from './answers.ts';

const production = endpointOf('eu');
const sandbox = endpointOf('eu-sandbox');
const PRODUCTION = 'feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1';
const SANDBOX = 'feeds/2021-06-30/feeds?feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE';

describe('the request', () => {
  test.for([
    ['na', `https://sellingpartnerapi-na.amazon.com/${PRODUCTION}`],
    ['eu', `https://sellingpartnerapi-eu.amazon.com/${PRODUCTION}`],
    ['fe', `https://sellingpartnerapi-fe.amazon.com/${PRODUCTION}`],
    ['na-sandbox', `https://sandbox.sellingpartnerapi-na.amazon.com/${SANDBOX}`],
    ['eu-sandbox', `https://sandbox.sellingpartnerapi-eu.amazon.com/${SANDBOX}`],
    ['fe-sandbox', `https://sandbox.sellingpartnerapi-fe.amazon.com/${SANDBOX}`],
  ] as const)('on %s goes to %s', ([name, url]) => {
    expect(feedsUrl(endpointOf(name))).toBe(url);
  });

  test('stays as it is, to the byte, when a URL is made of it', () => {
    for (const endpoint of ENDPOINTS) expect(new URL(feedsUrl(endpoint)).href).toBe(feedsUrl(endpoint));
  });

  test('has three headers and no body', () => {
    expect(feedsRequest(production, new Secret('Atza|IwEB'))).toEqual({
      method: 'GET',
      url: `https://sellingpartnerapi-eu.amazon.com/${PRODUCTION}`,
      headers: {
        accept: 'application/json',
        'user-agent': 'SellingPartnerConnections/0.1 (Language=TypeScript; Platform=AWS Lambda)',
        'x-amz-access-token': 'Atza|IwEB',
      },
    });
  });

  test.for([
    ['seller', 'https://sellingpartnerapi-eu.amazon.com/sellers/v1/marketplaceParticipations'],
    ['vendor', 'https://sellingpartnerapi-eu.amazon.com/vendor/orders/v1/purchaseOrders?limit=1'],
  ] as const)('for a second opinion of a %s goes to %s', ([accountType, url]) => {
    expect(secondOpinionRequest(production, accountType, new Secret('Atza|IwEB'))).toEqual({
      ...feedsRequest(production, new Secret('Atza|IwEB')),
      url,
    });
  });
});

const CANNED =
  '{"feeds":[{"feedId":"FeedId1","feedType":"POST_PRODUCT_DATA","createdTime":"2024-03-11T13:16:24.630Z","processingStatus":"CANCELLED","processingStartTime":"2024-03-11T13:16:24.630Z","processingEndTime":"2024-03-11T13:16:24.630Z"}],"nextToken":"VGhpcyB0b2tlbiBpcyBvcGFxdWUgYW5kIGludGVudGlvbmFsbHkgb2JmdXNjYXRlZA=="}';

describe('a success', () => {
  test.for([
    ['an account without feeds', production, '{"feeds":[]}'],
    ['the canned answer of the sandbox', sandbox, CANNED],
    ['a list of anything', production, '{"feeds":[null,1],"errors":[]}'],
  ] as const)('is %s', ([, endpoint, body]) => {
    const outcome = answer(200, body, { 'content-type': 'text/plain' });

    expect(interpretFeedsAnswer(outcome, endpoint)).toEqual({ outcome: 'passed', remark: null, error: null });
  });
});

const COULD_NOT_MATCH = errorList('InvalidInput', 'Could not match input arguments', '');

describe('the sandbox without a canned answer', () => {
  test.for([
    COULD_NOT_MATCH,
    errorList('400', 'could not match input ARGUMENTS.', ''),
    errorList('InvalidInput', 'Invalid input', 'Could not match input arguments'),
    { errors: [{ code: 'Other', message: '' }, ...COULD_NOT_MATCH.errors] },
  ])('has accepted the credentials: %j', (body) => {
    expect(interpretFeedsAnswer(answer(400, body), sandbox)).toEqual({
      outcome: 'passed',
      remark: 'sandbox_no_canned_answer',
      error: { details: '', ...body.errors[0] },
    });
  });

  test.for([
    ['in production', 400, COULD_NOT_MATCH, production],
    ['with another status', 404, COULD_NOT_MATCH, sandbox],
    ['with another text', 400, errorList('400', 'Invalid input', 'Dates were not provided'), sandbox],
    ['without JSON', 400, 'Could not match input arguments', sandbox],
  ] as const)('is unexpected %s', ([, status, body, endpoint]) => {
    expect(interpretFeedsAnswer(answer(status, body), endpoint)).toMatchObject({
      outcome: 'inconclusive',
      code: 'unexpected_response',
    });
  });
});

const EVERY_403: readonly (readonly [details: string, cause: string | null])[] = [
  ['Access token is missing in the request header.', 'access_token_rejected'],
  ['The access token you provided has expired.', 'access_token_rejected'],
  ['The access token you provided is revoked, malformed or invalid.', 'access_token_rejected'],
  ['The LWA secret token you provided has expired.', 'client_secret_expired'],
  ['The marketplaces you provided are not valid for region.', 'wrong_region'],
  ['', null],
  ['Something that Amazon has not said before.', null],
];

describe.each([401, 403])('%i', (status) => {
  test.for(EVERY_403)('with the details "%s" has the cause %s', ([details, cause]) => {
    const body = refusal(details);

    expect(interpretFeedsAnswer(answer(status, body), production)).toEqual({
      outcome: 'failed',
      cause,
      error: body.errors[0],
    });
  });

  test.for(EVERY_403)('with the message "%s" has the cause %s', ([message, cause]) => {
    expect(interpretFeedsAnswer(answer(status, errorList('Unauthorized', message)), sandbox)).toEqual({
      outcome: 'failed',
      cause,
      error: { code: 'Unauthorized', message, details: '' },
    });
  });

  test.for([
    'the lwa secret token you provided has expired',
    'THE LWA SECRET TOKEN YOU PROVIDED HAS EXPIRED.',
    ' The LWA  secret token you provided has expired. ',
  ])('is read whatever the case and the full stop: "%s"', (details) => {
    expect(interpretFeedsAnswer(answer(status, refusal(details)), production)).toMatchObject({
      cause: 'client_secret_expired',
    });
  });

  test('believes the details before the message', () => {
    const body = errorList('Unauthorized', 'The access token you provided has expired.', EVERY_403[3]?.[0]);

    expect(interpretFeedsAnswer(answer(status, body), production)).toMatchObject({ cause: 'client_secret_expired' });
  });

  test('looks at every error of the list', () => {
    const body = {
      errors: [...refusal('').errors, ...refusal('The LWA secret token you provided has expired.').errors],
    };

    expect(interpretFeedsAnswer(answer(status, body), production)).toMatchObject({
      cause: 'client_secret_expired',
      error: { details: '' },
    });
  });

  test.for([
    ['{"message":"Forbidden"}', null],
    ['{"errors":[]}', null],
    ['{"errors":{}}', null],
    ['{"errors":[null,"text"]}', null],
    ['{"errors":[{"code":403}]}', { code: '', message: '', details: '' }],
    ['null', null],
    ['[]', null],
    ['"Forbidden"', null],
  ] as const)('with the JSON %s is a refusal without a cause', ([body, error]) => {
    expect(interpretFeedsAnswer(answer(status, body), production)).toEqual({ outcome: 'failed', cause: null, error });
  });

  test.for(['', HTML_OF_CLOUDFRONT, XML_OF_S3, '{"errors":['])('without JSON (%s) is unexpected', (body) => {
    expect(interpretFeedsAnswer(answer(status, body), production)).toEqual({
      outcome: 'inconclusive',
      code: 'unexpected_response',
      error: null,
    });
  });
});

describe('every other answer', () => {
  const quota = errorList('QuotaExceeded', 'You exceeded your quota for the requested resource.', '');
  test.for([
    [200, '', 'unexpected_response'],
    [200, HTML_OF_CLOUDFRONT, 'unexpected_response'],
    [200, {}, 'unexpected_response'],
    [200, { feeds: {} }, 'unexpected_response'],
    [200, { feeds: null }, 'unexpected_response'],
    [200, [{ feeds: [] }], 'unexpected_response'],
    [200, refusal(''), 'unexpected_response'],
    [201, { feeds: [] }, 'unexpected_response'],
    [204, '', 'unexpected_response'],
    [301, { feeds: [] }, 'unexpected_response'],
    [304, '', 'unexpected_response'],
    [400, errorList('InvalidInput', 'One or more required parameters missing', 'feedTypes;'), 'unexpected_response'],
    [400, HTML_OF_CLOUDFRONT, 'unexpected_response'],
    [402, refusal(''), 'unexpected_response'],
    [404, errorList('NotFound', "The requested resource doesn't exist."), 'unexpected_response'],
    [413, errorList('RequestTooLarge', ''), 'unexpected_response'],
    [415, errorList('UnsupportedMediaType', ''), 'unexpected_response'],
    [429, quota, 'throttled'],
    [429, '', 'throttled'],
    [429, HTML_OF_CLOUDFRONT, 'throttled'],
    [500, errorList('InternalFailure', 'We encountered an internal error. Please try again.'), 'amazon_unavailable'],
    [500, COULD_NOT_MATCH, 'amazon_unavailable'],
    [500, { feeds: [] }, 'amazon_unavailable'],
    [502, HTML_OF_CLOUDFRONT, 'amazon_unavailable'],
    [
      503,
      errorList('ServiceUnavailable', 'Service is temporarily unavailable. Please try again.'),
      'amazon_unavailable',
    ],
    [503, XML_OF_S3, 'amazon_unavailable'],
    [504, '', 'amazon_unavailable'],
    [599, '', 'amazon_unavailable'],
    [600, '', 'unexpected_response'],
    [999, '', 'unexpected_response'],
  ] as const)('%i %j is %s', ([status, body, code]) => {
    for (const endpoint of [production, sandbox]) {
      expect(interpretFeedsAnswer(answer(status, body), endpoint)).toMatchObject({ outcome: 'inconclusive', code });
    }
  });

  test.for(['network_unreachable', 'timed_out'] as const)('no answer is %s', (kind) => {
    expect(interpretFeedsAnswer({ kind }, production)).toEqual({ outcome: 'inconclusive', code: kind, error: null });
  });

  test('tells the first error', () => {
    expect(interpretFeedsAnswer(answer(429, quota), production).error).toEqual(quota.errors[0]);
    expect(interpretFeedsAnswer(answer(503, errorList('A', 'b')), production).error).toEqual({
      code: 'A',
      message: 'b',
      details: '',
    });
    expect(interpretFeedsAnswer(answer(503, ''), production).error).toBeNull();
  });
});

test('no answer can make the reading throw, and each is one of the three outcomes', () => {
  fc.assert(
    fc.property(anyOutcome, fc.constantFrom(...ENDPOINTS), (outcome, endpoint) => {
      const reading = interpretFeedsAnswer(outcome, endpoint);

      expect(['passed', 'failed', 'inconclusive']).toContain(reading.outcome);
      const status = outcome.kind === 'answer' ? outcome.status : null;
      if (reading.outcome === 'passed') expect([200, 400]).toContain(status);
      if (reading.outcome === 'failed') expect([401, 403]).toContain(status);
    }),
    { numRuns: 2_000 },
  );
});
