import { describe, expect, test } from 'vitest';
import type { AmazonOutcome } from '../../lib/amazon/exchange.ts';
import { answer, errorList, HTML_OF_CLOUDFRONT, refusal } from '../amazon/answers.ts';
import { FEEDS, runTest, TOKEN } from './scripted-amazon.ts';

const lwaError = (status: number, error: string) => answer(status, { error, error_description: 'said Amazon' });
const NO_ANSWER: AmazonOutcome = { kind: 'network_unreachable' };
const TIMED_OUT: AmazonOutcome = { kind: 'timed_out' };
const NO_SETTINGS: readonly string[] = [];

describe('when the token exchange does not pass, GET Feeds is not sent', () => {
  test.for([
    // Facts, section 2 and section 4 ("reading the two answers together"); the codes of the design, section 4.
    [
      'wrong secret or id',
      lwaError(401, 'invalid_client'),
      'failed',
      'client_rejected',
      ['lwaClientSecret', 'lwaClientId'],
    ],
    ['bad refresh token', lwaError(400, 'invalid_grant'), 'failed', 'refresh_token_rejected', ['lwaRefreshToken']],
    [
      'token of another client',
      lwaError(400, 'unauthorized_client'),
      'failed',
      'client_token_mismatch',
      ['lwaRefreshToken', 'lwaClientId'],
    ],
    ['blocked', lwaError(403, 'access_denied'), 'failed', 'client_blocked', ['lwaClientId']],
    ['missing parameter', lwaError(400, 'invalid_request'), 'failed', 'request_refused', NO_SETTINGS],
    ['wrong grant', lwaError(400, 'unsupported_grant_type'), 'failed', 'request_refused', NO_SETTINGS],
    ['wrong scope', lwaError(400, 'invalid_scope'), 'failed', 'request_refused', NO_SETTINGS],
    ['429', lwaError(429, ''), 'inconclusive', 'throttled', NO_SETTINGS],
    ['500', lwaError(500, 'server_error'), 'inconclusive', 'amazon_unavailable', NO_SETTINGS],
    ['503', lwaError(503, 'temporarily_unavailable'), 'inconclusive', 'amazon_unavailable', NO_SETTINGS],
    ['400 server error', lwaError(400, 'ServerError'), 'inconclusive', 'amazon_unavailable', NO_SETTINGS],
    ['network', NO_ANSWER, 'inconclusive', 'network_unreachable', NO_SETTINGS],
    ['time-out', TIMED_OUT, 'inconclusive', 'timed_out', NO_SETTINGS],
    ['unknown error', lwaError(400, 'brand_new'), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['200 without a token', answer(200, {}), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['redirect', answer(302, ''), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['HTML', answer(403, HTML_OF_CLOUDFRONT), 'inconclusive', 'unexpected_response', NO_SETTINGS],
  ] as const)('%s', async ([, outcome, verdict, code, settings]) => {
    const { result, amazon } = await runTest({ lwa: [outcome, outcome, outcome] });

    expect(result).toMatchObject({ verdict, diagnosis: { code, settings, evidence: [] } });
    expect(result.requests.map((request) => request.outcome)).toEqual([verdict, 'skipped']);
    expect(new Set(amazon.calls)).toEqual(new Set(['lwa']));
    expect(result.requests[1]).toEqual({
      name: 'get-feeds',
      method: 'GET',
      url: 'https://sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1',
      outcome: 'skipped',
      status: null,
      latencyMs: null,
      attempts: 0,
      requestId: null,
      error: null,
    });
  });
});

describe('when the token exchange passes, GET Feeds decides', () => {
  const refusedFor = (details: string) => answer(403, refusal(details));
  const COULD_NOT_MATCH = answer(400, errorList('InvalidInput', 'Could not match input arguments', ''));

  test.for([
    [
      'refused without a token',
      refusedFor('Access token is missing in the request header.'),
      'failed',
      'access_token_rejected',
      ['lwaRefreshToken'],
    ],
    [
      'token expired',
      refusedFor('The access token you provided has expired.'),
      'failed',
      'access_token_rejected',
      ['lwaRefreshToken'],
    ],
    [
      'token revoked',
      refusedFor('The access token you provided is revoked, malformed or invalid.'),
      'failed',
      'access_token_rejected',
      ['lwaRefreshToken'],
    ],
    [
      'client secret expired',
      refusedFor('The LWA secret token you provided has expired.'),
      'failed',
      'client_secret_expired',
      ['lwaClientSecret'],
    ],
    [
      'client secret expired, by 401',
      answer(401, refusal('The LWA secret token you provided has expired.')),
      'failed',
      'client_secret_expired',
      ['lwaClientSecret'],
    ],
    [
      'foreign marketplace',
      refusedFor('The marketplaces you provided are not valid for region.'),
      'failed',
      'wrong_region',
      ['endpoint'],
    ],
    [
      'refused without a reason',
      refusedFor(''),
      'failed',
      'access_refused',
      ['endpoint', 'permissions', 'lwaRefreshToken'],
    ],
    ['refused by HTML', answer(403, HTML_OF_CLOUDFRONT), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    [
      '400',
      answer(400, errorList('InvalidInput', 'One or more required parameters missing', 'feedTypes;')),
      'inconclusive',
      'unexpected_response',
      NO_SETTINGS,
    ],
    ['400 of the sandbox, in production', COULD_NOT_MATCH, 'inconclusive', 'unexpected_response', NO_SETTINGS],
    [
      '404',
      answer(404, errorList('NotFound', "The requested resource doesn't exist.")),
      'inconclusive',
      'unexpected_response',
      NO_SETTINGS,
    ],
    ['413', answer(413, errorList('RequestTooLarge', 'm')), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['415', answer(415, errorList('UnsupportedMediaType', 'm')), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['429', answer(429, errorList('QuotaExceeded', 'm', '')), 'inconclusive', 'throttled', NO_SETTINGS],
    ['500', answer(500, errorList('InternalFailure', 'm')), 'inconclusive', 'amazon_unavailable', NO_SETTINGS],
    ['503', answer(503, errorList('ServiceUnavailable', 'm')), 'inconclusive', 'amazon_unavailable', NO_SETTINGS],
    ['5xx without JSON', answer(502, HTML_OF_CLOUDFRONT), 'inconclusive', 'amazon_unavailable', NO_SETTINGS],
    ['200 without feeds', answer(200, {}), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['redirect', answer(307, ''), 'inconclusive', 'unexpected_response', NO_SETTINGS],
    ['network', NO_ANSWER, 'inconclusive', 'network_unreachable', NO_SETTINGS],
    ['time-out', TIMED_OUT, 'inconclusive', 'timed_out', NO_SETTINGS],
  ] as const)('%s', async ([, outcome, verdict, code, settings]) => {
    const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [outcome, outcome] }, { mayAskForEvidence: false });

    expect(result).toMatchObject({ verdict, diagnosis: { code, settings, evidence: [] } });
    expect(result.requests.map((request) => request.outcome)).toEqual(['passed', verdict]);
  });

  test('200: passed without remark', async () => {
    const { result, amazon } = await runTest({ lwa: [TOKEN], 'feeds eu': [FEEDS] });

    expect(result).toMatchObject({ verdict: 'passed', diagnosis: null });
    expect(amazon.calls).toEqual(['lwa', 'feeds eu']);
  });

  test('400 without a canned answer on a sandbox: passed, with a remark', async () => {
    const script = { lwa: [TOKEN], 'feeds eu-sandbox': [COULD_NOT_MATCH] };
    const { result } = await runTest(script, {
      settings: { endpoint: 'eu-sandbox' },
      lastPassedAt: '2026-11-01T00:00:00.000Z',
    });

    expect(result).toMatchObject({
      verdict: 'passed',
      endpoint: 'eu-sandbox',
      diagnosis: { code: 'sandbox_no_canned_answer', settings: [], evidence: [] },
      requests: [{ outcome: 'passed' }, { outcome: 'passed', status: 400, error: { code: 'InvalidInput' } }],
    });
  });
});

test('a result has exactly the members that callers are promised', async () => {
  const refused = answer(403, refusal(''), { 'x-amz-rid': 'feeds-rid' });
  const { result } = await runTest({
    lwa: [{ outcome: TOKEN, latencyMs: 180.4, tookMs: 180 }],
    'feeds eu': [{ outcome: refused, latencyMs: 231.6, tookMs: 232 }],
    'feeds na': [{ outcome: FEEDS, tookMs: 0 }],
    'feeds fe': [{ outcome: refused, tookMs: 0 }],
    'feeds eu-sandbox': [{ outcome: TIMED_OUT, tookMs: 0 }],
  });

  expect(result).toEqual({
    testId: `test-${Date.parse('2026-11-23T10:00:00.000Z')}`,
    connectionId: 'acme-eu',
    version: 'v1',
    trigger: 'manual',
    endpoint: 'eu',
    verdict: 'failed',
    startedAt: '2026-11-23T10:00:00.000Z',
    durationMs: 412,
    requests: [
      {
        name: 'token-exchange',
        method: 'POST',
        url: 'https://api.amazon.com/auth/o2/token',
        outcome: 'passed',
        status: 200,
        latencyMs: 180,
        attempts: 1,
        requestId: 'lwa-request',
        error: null,
      },
      {
        name: 'get-feeds',
        method: 'GET',
        url: 'https://sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1',
        outcome: 'failed',
        status: 403,
        latencyMs: 232,
        attempts: 1,
        requestId: 'feeds-rid',
        error: { code: 'Unauthorized', message: 'Access to requested resource is denied.', details: '' },
      },
    ],
    diagnosis: {
      code: 'wrong_region',
      settings: ['endpoint'],
      summary: 'The account answers on North America, not on Europe.',
      remedy: 'Change the endpoint to North America and test again.',
      reference: expect.stringMatching(/^https:\/\/developer-docs\.amazon\.com\/sp-api\/docs\/[a-z-]+$/),
      evidence: [
        { call: 'get-feeds', endpoint: 'na', status: 200 },
        { call: 'get-feeds', endpoint: 'fe', status: 403 },
        { call: 'get-feeds', endpoint: 'eu-sandbox', status: null },
      ],
    },
    warnings: [],
  });
});

test('the token that was exchanged is the one that GET Feeds shows', async () => {
  const { amazon } = await runTest({ lwa: [TOKEN], 'feeds eu': [FEEDS] });

  expect(amazon.requests[1]?.headers['x-amz-access-token']).toBe('Atza|IwEBIAcCeSsToKeN-9876543210');
});

test('unsaved settings have neither an id nor a version', async () => {
  const script = { lwa: [TOKEN], 'feeds eu': [FEEDS] };
  const { result } = await runTest(script, { trigger: 'unsaved', connectionId: null, version: null });

  expect(result).toMatchObject({ trigger: 'unsaved', connectionId: null, version: null });
});

test('warnings of the settings come with the result, whatever the verdict', async () => {
  const { result } = await runTest(
    { lwa: [TOKEN], 'feeds eu': [FEEDS] },
    { settings: { lwaClientId: 'amzn1.sp.solution.0123' } },
  );

  expect(result.warnings).toMatchObject([{ field: 'lwaClientId', code: 'looks_like_application_id' }]);
});
