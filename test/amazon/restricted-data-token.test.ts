import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { interpretRestrictedTokenAnswer, restrictedTokenRequest } from '../../lib/amazon/restricted-data-token.ts';
import { Secret } from '../../lib/secret.ts';
import { answer, anyOutcome, errorList, HTML_OF_CLOUDFRONT, refusal } from './answers.ts';

describe('the request', () => {
  const resources = [
    { method: 'GET', path: '/orders/v0/orders', dataElements: ['buyerInfo', 'shippingAddress'] },
    { method: 'GET', path: '/mfn/v0/shipments/{shipmentId}' },
  ] as const;

  test.for([
    ['na', 'https://sellingpartnerapi-na.amazon.com'],
    ['eu', 'https://sellingpartnerapi-eu.amazon.com'],
    ['eu-sandbox', 'https://sellingpartnerapi-eu.amazon.com'],
    ['fe-sandbox', 'https://sellingpartnerapi-fe.amazon.com'],
  ] as const)('of %s goes to production: %s', ([name, baseUrl]) => {
    expect(restrictedTokenRequest(endpointOf(name), new Secret('Atza|IwEB'), resources)).toEqual({
      method: 'POST',
      url: `${baseUrl}/tokens/2021-03-01/restrictedDataToken`,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': 'SellingPartnerConnections/0.1 (Language=TypeScript; Platform=AWS Lambda)',
        'x-amz-access-token': 'Atza|IwEB',
      },
      body: '{"restrictedResources":[{"method":"GET","path":"/orders/v0/orders","dataElements":["buyerInfo","shippingAddress"]},{"method":"GET","path":"/mfn/v0/shipments/{shipmentId}"}]}',
    });
  });
});

describe('the answer', () => {
  test('of a success is a token and its life', () => {
    const reading = interpretRestrictedTokenAnswer(
      answer(200, { restrictedDataToken: 'Atz.sprdt|IwEB', expiresIn: 3600 }),
    );

    expect(reading).toMatchObject({ outcome: 'passed', expiresInSeconds: 3600 });
    expect(reading.outcome === 'passed' && reading.token.reveal()).toBe('Atz.sprdt|IwEB');
  });

  const invalid = errorList('InvalidInput', 'Application does not have access.', 'path');
  test.for([
    [400, invalid, { outcome: 'invalid', message: 'Application does not have access. path' }],
    [400, errorList('InvalidInput', 'No.'), { outcome: 'invalid', message: 'No.' }],
    [400, HTML_OF_CLOUDFRONT, { outcome: 'invalid', message: expect.stringContaining('without saying why') }],
    [
      400,
      errorList('InvalidInput', ''),
      { outcome: 'invalid', message: expect.stringContaining('without saying why') },
    ],
    [401, refusal(''), { outcome: 'failed', cause: null }],
    [403, refusal(''), { outcome: 'failed', cause: null }],
    [403, HTML_OF_CLOUDFRONT, { outcome: 'failed', cause: null }],
    [
      403,
      refusal('The LWA secret token you provided has expired.'),
      { outcome: 'failed', cause: 'client_secret_expired' },
    ],
    [403, refusal('The access token you provided has expired.'), { outcome: 'failed', cause: 'access_token_rejected' }],
    [404, invalid, { outcome: 'inconclusive', code: 'unexpected_response' }],
    [429, '', { outcome: 'inconclusive', code: 'throttled' }],
    [500, '', { outcome: 'inconclusive', code: 'amazon_unavailable' }],
    [503, invalid, { outcome: 'inconclusive', code: 'amazon_unavailable' }],
    [200, '', { outcome: 'inconclusive', code: 'unexpected_response' }],
    [200, { restrictedDataToken: '', expiresIn: 1 }, { outcome: 'inconclusive', code: 'unexpected_response' }],
    [200, { restrictedDataToken: 'a' }, { outcome: 'inconclusive', code: 'unexpected_response' }],
    [201, { restrictedDataToken: 'a', expiresIn: 1 }, { outcome: 'inconclusive', code: 'unexpected_response' }],
    [302, '', { outcome: 'inconclusive', code: 'unexpected_response' }],
    [600, '', { outcome: 'inconclusive', code: 'unexpected_response' }],
  ] as const)('%i %j is %j', ([status, body, reading]) => {
    expect(interpretRestrictedTokenAnswer(answer(status, body))).toEqual(reading);
  });

  test.for(['network_unreachable', 'timed_out'] as const)('that did not come is %s', (kind) => {
    expect(interpretRestrictedTokenAnswer({ kind })).toEqual({ outcome: 'inconclusive', code: kind });
  });

  test('can never make the reading throw', () => {
    fc.assert(
      fc.property(anyOutcome, (outcome) => {
        const reading = interpretRestrictedTokenAnswer(outcome);

        expect(['passed', 'invalid', 'failed', 'inconclusive']).toContain(reading.outcome);
        if (reading.outcome === 'invalid') expect(reading.message).not.toBe('');
      }),
      { numRuns: 2_000 },
    );
  });
});
