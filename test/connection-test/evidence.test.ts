import { describe, expect, test } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import type { AmazonOutcome } from '../../lib/amazon/exchange.ts';
import { planEvidence } from '../../lib/connection-test/evidence.ts';
import { TRIGGERS } from '../../lib/connection-test/test-result.ts';
import { answer, errorList, HTML_OF_CLOUDFRONT, refusal } from '../amazon/answers.ts';
import { type Circumstances, FEEDS, runTest, type Script, TOKEN } from './scripted-amazon.ts';

const REFUSED = answer(403, refusal(''));
const OPINION = answer(200, { payload: [] });
const COULD_NOT_MATCH = answer(400, errorList('InvalidInput', 'Could not match input arguments', ''));
const NO_ANSWER: AmazonOutcome = { kind: 'network_unreachable' };

/** Everything refuses but what is told to answer. */
function refusedBut(accepting: Script): Script {
  return {
    lwa: [TOKEN],
    'feeds eu': [REFUSED],
    'feeds na': [REFUSED],
    'feeds fe': [REFUSED],
    'opinion eu': [REFUSED],
    'feeds eu-sandbox': [REFUSED],
    ...accepting,
  };
}

describe('what is asked', () => {
  const calls = (...plan: Parameters<typeof planEvidence>) =>
    planEvidence(...plan).map(({ call, endpoint }) => `${call} ${endpoint.endpoint}`);

  test.for([
    ['na', null, ['get-feeds eu', 'get-feeds fe', 'get-feeds na-sandbox']],
    ['eu', 'seller', ['get-feeds na', 'get-feeds fe', 'second-opinion eu', 'get-feeds eu-sandbox']],
    ['fe', 'vendor', ['get-feeds na', 'get-feeds eu', 'second-opinion fe', 'get-feeds fe-sandbox']],
    ['na-sandbox', 'seller', []],
    ['eu-sandbox', null, []],
  ] as const)('about %s of a %s', ([endpoint, accountType, plan]) => {
    expect(calls(endpointOf(endpoint), accountType)).toEqual(plan);
  });

  test('each once, with the exchanged token, and each with the time that is left', async () => {
    const { amazon } = await runTest(refusedBut({}), { settings: { accountType: 'seller' } });

    expect(amazon.calls).toEqual(['lwa', 'feeds eu', 'feeds na', 'feeds fe', 'opinion eu', 'feeds eu-sandbox']);
    expect(amazon.requests.slice(2).map(({ url, headers }) => [url, headers['x-amz-access-token']])).toEqual(
      [
        'https://sellingpartnerapi-na.amazon.com/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1',
        'https://sellingpartnerapi-fe.amazon.com/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1',
        'https://sellingpartnerapi-eu.amazon.com/sellers/v1/marketplaceParticipations',
        'https://sandbox.sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds?feedTypes=POST_PRODUCT_DATA&pageSize=10&processingStatuses=CANCELLED,DONE',
      ].map((url) => [url, 'Atza|IwEBIAcCeSsToKeN-9876543210']),
    );
    expect(amazon.timeoutsMs.slice(2)).toEqual([10_000, 10_000, 10_000, 10_000]);
  });
});

describe('when it is asked', () => {
  test.for(TRIGGERS)('by the trigger %s', async (trigger) => {
    const { amazon } = await runTest(refusedBut({}), { trigger });

    expect(amazon.calls.length).toBe(trigger === 'schedule' ? 2 : 5);
  });

  test.for([
    ['when Amazon may not be asked', {}, { mayAskForEvidence: false }],
    ['on a sandbox', { 'feeds eu-sandbox': [REFUSED] }, { settings: { endpoint: 'eu-sandbox' } }],
    [
      'after a reason in the details',
      { 'feeds eu': [answer(403, refusal('The access token you provided has expired.'))] },
      {},
    ],
    [
      'after a reason in the message',
      { 'feeds eu': [answer(401, errorList('Unauthorized', 'The LWA secret token you provided has expired.'))] },
      {},
    ],
    ['after HTML', { 'feeds eu': [answer(403, HTML_OF_CLOUDFRONT)] }, {}],
    ['after a 429', { 'feeds eu': [answer(429, '')] }, {}],
    ['after a 404', { 'feeds eu': [answer(404, errorList('NotFound', ''))] }, {}],
    ['after a pass', { 'feeds eu': [FEEDS] }, {}],
  ] as readonly [string, Script, Circumstances][])('never %s', async ([, script, circumstances]) => {
    const { result, amazon } = await runTest(refusedBut(script), circumstances);

    expect(amazon.calls).toHaveLength(2);
    expect(result.diagnosis?.evidence ?? []).toEqual([]);
  });

  test('not when the time is used up; the verdict stays', async () => {
    const script = refusedBut({ 'feeds eu': [{ outcome: REFUSED, tookMs: 900 }] });
    const { result, amazon } = await runTest(script, { deadlineAt: Date.parse('2026-11-23T10:00:01.000Z') });

    expect(amazon.calls).toHaveLength(2);
    expect(result).toMatchObject({ verdict: 'failed', diagnosis: { code: 'access_refused', evidence: [] } });
  });

  test('with no more time than is left of the test', async () => {
    const script = refusedBut({
      'feeds eu': [{ outcome: REFUSED, tookMs: 9_000 }],
      lwa: [{ outcome: TOKEN, tookMs: 7_000 }],
    });
    const { amazon } = await runTest(script);

    expect(amazon.timeoutsMs.slice(2)).toEqual([4_000, 4_000, 4_000]);
  });
});

describe('how it is judged', () => {
  const seller = { settings: { accountType: 'seller' } } as const;
  test.for([
    ['another region accepts', { 'feeds na': [FEEDS] }, 'wrong_region', ['endpoint']],
    ['the last region accepts', { 'feeds fe': [FEEDS] }, 'wrong_region', ['endpoint']],
    ['the second opinion passes', { 'opinion eu': [OPINION] }, 'feeds_permission_missing', ['permissions']],
    ['the sandbox accepts', { 'feeds eu-sandbox': [FEEDS] }, 'wrong_environment', ['endpoint']],
    ['the sandbox has no canned answer', { 'feeds eu-sandbox': [COULD_NOT_MATCH] }, 'wrong_environment', ['endpoint']],
    ['nothing accepts', {}, 'access_refused', ['endpoint', 'permissions', 'lwaRefreshToken']],
    // In this order.
    ['region before second opinion', { 'feeds fe': [FEEDS], 'opinion eu': [OPINION] }, 'wrong_region', ['endpoint']],
    ['region before sandbox', { 'feeds na': [FEEDS], 'feeds eu-sandbox': [FEEDS] }, 'wrong_region', ['endpoint']],
    [
      'second opinion before sandbox',
      { 'opinion eu': [OPINION], 'feeds eu-sandbox': [COULD_NOT_MATCH] },
      'feeds_permission_missing',
      ['permissions'],
    ],
    // What is no acceptance.
    [
      'another region has no canned answer',
      { 'feeds na': [COULD_NOT_MATCH] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    [
      'another region throttles',
      { 'feeds na': [answer(429, '')] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    [
      'another region answers 200 without feeds',
      { 'feeds na': [answer(200, {})] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    [
      'the second opinion is 201',
      { 'opinion eu': [answer(201, {})] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    [
      'the second opinion is throttled',
      { 'opinion eu': [answer(429, '')] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    [
      'the sandbox says 400 otherwise',
      { 'feeds eu-sandbox': [answer(400, errorList('400', 'Invalid input'))] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    [
      'nobody answers',
      { 'feeds na': [NO_ANSWER], 'feeds fe': [NO_ANSWER], 'opinion eu': [NO_ANSWER], 'feeds eu-sandbox': [NO_ANSWER] },
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
  ] as readonly [string, Script, string, string[]][])('%s', async ([, script, code, settings]) => {
    const { result } = await runTest(refusedBut(script), seller);

    expect(result).toMatchObject({ verdict: 'failed', diagnosis: { code, settings } });
    expect(result.requests[1].outcome).toBe('failed');
    expect(result.diagnosis?.evidence).toHaveLength(4);
  });

  test('a vendor is asked as a vendor', async () => {
    const { result, amazon } = await runTest(refusedBut({ 'opinion eu': [OPINION] }), {
      settings: { accountType: 'vendor' },
    });

    expect(amazon.requests[4]?.url).toBe(
      'https://sellingpartnerapi-eu.amazon.com/vendor/orders/v1/purchaseOrders?limit=1',
    );
    expect(result.diagnosis).toMatchObject({
      code: 'feeds_permission_missing',
      evidence: [{}, {}, { call: 'second-opinion', endpoint: 'eu', status: 200 }, {}],
    });
  });

  test('evidence never makes a failure of it inconclusive', async () => {
    const down = answer(503, '');
    const { result } = await runTest(
      refusedBut({ 'feeds na': [down], 'feeds fe': [down], 'feeds eu-sandbox': [down] }),
    );

    expect(result).toMatchObject({
      verdict: 'failed',
      diagnosis: { code: 'access_refused', evidence: [{ status: 503 }, { status: 503 }, { status: 503 }] },
    });
  });
});

describe('an application that does not need Feeds', () => {
  const unneeded = (more: Circumstances = {}): Circumstances => ({
    ...more,
    settings: { expectFeeds: false, accountType: 'seller', ...more.settings },
  });

  test.for([
    ['access_refused', {}, 'passed'],
    ['feeds_permission_missing', { 'opinion eu': [OPINION] }, 'passed'],
    ['wrong_region', { 'feeds na': [FEEDS] }, 'failed'],
    ['wrong_environment', { 'feeds eu-sandbox': [FEEDS] }, 'failed'],
    [
      'client_secret_expired',
      { 'feeds eu': [answer(403, refusal('The LWA secret token you provided has expired.'))] },
      'failed',
    ],
    [
      'access_token_rejected',
      { 'feeds eu': [answer(403, refusal('The access token you provided has expired.'))] },
      'failed',
    ],
    ['throttled', { 'feeds eu': [answer(429, '')] }, 'inconclusive'],
    ['unexpected_response', { 'feeds eu': [answer(403, HTML_OF_CLOUDFRONT)] }, 'inconclusive'],
  ] as readonly [string, Script, string][])('by %s', async ([code, script, verdict]) => {
    const { result } = await runTest(refusedBut(script), unneeded());

    expect(result).toMatchObject({ verdict, diagnosis: { code } });
  });

  test('passes with a remark, while the outcome tells what Amazon said', async () => {
    const { result } = await runTest(refusedBut({}), unneeded({ trigger: 'schedule' }));

    expect(result).toMatchObject({
      verdict: 'passed',
      diagnosis: { code: 'access_refused' },
      requests: [{ outcome: 'passed' }, { outcome: 'failed', status: 403 }],
    });
  });

  test('passes on a sandbox too', async () => {
    const script = refusedBut({ 'feeds fe-sandbox': [REFUSED] });
    const { result } = await runTest(script, unneeded({ settings: { endpoint: 'fe-sandbox' } }));

    expect(result).toMatchObject({ verdict: 'passed', diagnosis: { code: 'access_refused' } });
  });

  test('fails when its credentials are refused', async () => {
    const { result } = await runTest({ lwa: [answer(401, { error: 'invalid_client' })] }, unneeded());

    expect(result).toMatchObject({ verdict: 'failed', diagnosis: { code: 'client_rejected' } });
  });
});
