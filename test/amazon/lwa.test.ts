import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grantlessTokenRequest, interpretTokenAnswer, sellerTokenRequest } from '../../lib/amazon/lwa.ts';
import { Secret } from '../../lib/secret.ts';
import { answer, anyOutcome, HTML_OF_CLOUDFRONT } from './answers.ts';

const CREDENTIALS = {
  lwaClientId: 'amzn1.application-oa2-client.0123',
  lwaClientSecret: new Secret('amzn1.oa2-cs.v1.0123'),
  lwaRefreshToken: new Secret('Atzr|IwEB'),
};

describe('the request', () => {
  test('goes to the one token endpoint, as a form', () => {
    expect(sellerTokenRequest(CREDENTIALS)).toEqual({
      method: 'POST',
      url: 'https://api.amazon.com/auth/o2/token',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
        'user-agent': 'SellingPartnerConnections/0.1 (Language=TypeScript; Platform=AWS Lambda)',
      },
      body: 'grant_type=refresh_token&refresh_token=Atzr%7CIwEB&client_id=amzn1.application-oa2-client.0123&client_secret=amzn1.oa2-cs.v1.0123',
    });
  });

  test('encodes whatever a secret may hold', () => {
    const { body } = sellerTokenRequest({
      lwaClientId: 'a=b&c',
      lwaClientSecret: new Secret('+ %7C/\\"é'),
      lwaRefreshToken: new Secret('Atzr|&=+%'),
    });

    expect(body).toBe(
      'grant_type=refresh_token&refresh_token=Atzr%7C%26%3D%2B%25&client_id=a%3Db%26c&client_secret=%2B+%257C%2F%5C%22%C3%A9',
    );
  });

  test('arrives as it was meant, whatever the values are', () => {
    const value = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(value, value, value, (lwaClientId, secret, token) => {
        const { body } = sellerTokenRequest({
          lwaClientId,
          lwaClientSecret: new Secret(secret),
          lwaRefreshToken: new Secret(token),
        });

        expect([...new URLSearchParams(body)]).toEqual([
          ['grant_type', 'refresh_token'],
          ['refresh_token', token],
          ['client_id', lwaClientId],
          ['client_secret', secret],
        ]);
      }),
    );
  });

  test('for a grantless token names the scopes, with a space between them, and no refresh token', () => {
    const scopes = ['sellingpartnerapi::notifications', 'sellingpartnerapi::client_credential:rotation'];

    expect(grantlessTokenRequest(CREDENTIALS, scopes).body).toBe(
      'grant_type=client_credentials&scope=sellingpartnerapi%3A%3Anotifications+sellingpartnerapi%3A%3Aclient_credential%3Arotation&client_id=amzn1.application-oa2-client.0123&client_secret=amzn1.oa2-cs.v1.0123',
    );
  });

  test('follows the rule for user agents: at most 500 characters, with the language', () => {
    const agent = sellerTokenRequest(CREDENTIALS).headers['user-agent'];

    expect(agent).toMatch(/^[\w]+\/[\d.]+ \(Language=[^;=()/\\]+; Platform=[^;=()/\\]+\)$/);
    expect(agent?.length).toBeLessThanOrEqual(500);
  });
});

describe('a success', () => {
  test.for([
    [
      'of a refresh token',
      { access_token: 'Atza|IwEB', refresh_token: 'Atzr|IwEB', token_type: 'bearer', expires_in: 3600 },
    ],
    [
      'of client credentials',
      { access_token: 'Atza|IwEB', scope: 'sellingpartnerapi::notifications', token_type: 'bearer', expires_in: 3600 },
    ],
    ['with its life in digits', { access_token: 'Atza|IwEB', expires_in: '3600' }],
  ] as const)('%s is a token and its life', ([, body]) => {
    const reading = interpretTokenAnswer(answer(200, body));

    expect(reading).toMatchObject({ outcome: 'passed', error: null, expiresInSeconds: 3600 });
    expect(reading.outcome === 'passed' && reading.token.reveal()).toBe('Atza|IwEB');
  });

  test('does not need a content type', () => {
    const text = JSON.stringify({ access_token: 'Atza|IwEB', expires_in: 1 });

    expect(interpretTokenAnswer(answer(200, text, { 'content-type': 'text/html' }))).toMatchObject({
      outcome: 'passed',
    });
  });

  test('a life beyond all measure is cut to a year, so that its end is a date', () => {
    expect(interpretTokenAnswer(answer(200, '{"access_token":"a","expires_in":1e400}'))).toMatchObject({
      outcome: 'passed',
      expiresInSeconds: 365 * 86_400,
    });
  });

  test('shows nothing of its token or of the echoed refresh token', () => {
    const body = { access_token: 'Atza|IwEB', refresh_token: 'Atzr|IwEB', expires_in: 3600 };

    expect(JSON.stringify(interpretTokenAnswer(answer(200, body)))).not.toMatch(/IwEB/);
  });
});

describe('what is not a success, although its status is 2xx or 3xx', () => {
  const token = { access_token: 'Atza|IwEB', expires_in: 3600 };
  test.for([
    [200, ''],
    [200, HTML_OF_CLOUDFRONT],
    [200, []],
    [200, 'null'],
    [200, '"Atza|IwEB"'],
    [200, {}],
    [200, { ...token, access_token: '' }],
    [200, { ...token, access_token: null }],
    [200, { ...token, access_token: ['Atza|IwEB'] }],
    [200, { ...token, access_token: 'Atza|\r\nx-injected: 1' }],
    [200, { access_token: 'Atza|IwEB' }],
    [200, { ...token, expires_in: 0 }],
    [200, { ...token, expires_in: -1 }],
    [200, { ...token, expires_in: null }],
    [200, { ...token, expires_in: true }],
    [200, { ...token, expires_in: '' }],
    [200, { ...token, expires_in: '0' }],
    [200, { ...token, expires_in: '-3600' }],
    [200, { ...token, expires_in: '3600s' }],
    [200, { ...token, expires_in: [3600] }],
    [201, token],
    [202, token],
    [204, ''],
    [206, token],
    [301, token],
    [302, ''],
    [304, ''],
    [307, ''],
  ] as const)('%i %j is unexpected', ([status, body]) => {
    expect(interpretTokenAnswer(answer(status, body))).toEqual({
      outcome: 'inconclusive',
      code: 'unexpected_response',
      error: null,
    });
  });

  test('is unexpected also when it names an error of the table', () => {
    expect(interpretTokenAnswer(answer(200, { error: 'invalid_client' }))).toEqual({
      outcome: 'inconclusive',
      code: 'unexpected_response',
      error: { code: 'invalid_client', message: '', details: '' },
    });
  });
});

const REVOKED =
  "The request has an invalid grant parameter : refresh_token. User may have revoked or didn't grant the permission.";

describe('a refusal', () => {
  test.for([
    [401, 'invalid_client', 'Client authentication failed', 'client_rejected'],
    [400, 'invalid_grant', REVOKED, 'refresh_token_rejected'],
    [400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token', 'refresh_token_rejected'],
    [400, 'unauthorized_client', 'Not authorized for requested operation', 'client_token_mismatch'],
    [400, 'invalid_request', 'The request is missing a required parameter : refresh_token', 'request_refused'],
    [400, 'invalid_request', 'The request is missing a required parameter : scope', 'request_refused'],
    [
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server',
      'request_refused',
    ],
    [400, 'invalid_scope', 'The requested scope is invalid', 'request_refused'],
    [403, 'access_denied', 'Access denied', 'client_blocked'],
    // The status and the case of the letters do not matter, the code does.
    [400, 'invalid_client', 'Client authentication failed', 'client_rejected'],
    [403, 'INVALID_GRANT', '', 'refresh_token_rejected'],
    [418, 'Unauthorized_Client', '', 'client_token_mismatch'],
    [499, 'Access_Denied', '', 'client_blocked'],
  ] as const)('%i %s (%s) is %s', ([status, error, description, code]) => {
    const body = { error_index: 'abc', error, error_description: description, request_id: '1' };

    expect(interpretTokenAnswer(answer(status, body))).toEqual({
      outcome: 'failed',
      code,
      error: { code: error, message: description, details: '' },
    });
  });

  test('without a description has an empty one', () => {
    expect(interpretTokenAnswer(answer(401, { error: 'invalid_client' }))).toMatchObject({
      error: { code: 'invalid_client', message: '', details: '' },
    });
  });
});

describe('trouble of Amazon or the network', () => {
  test.for([
    [500, { error: 'server_error' }, 'amazon_unavailable'],
    [500, { error: 'ServerError' }, 'amazon_unavailable'],
    [503, { error: 'temporarily_unavailable' }, 'amazon_unavailable'],
    [500, '', 'amazon_unavailable'],
    [502, HTML_OF_CLOUDFRONT, 'amazon_unavailable'],
    [504, '', 'amazon_unavailable'],
    [599, '', 'amazon_unavailable'],
    [503, { error: 'invalid_client' }, 'amazon_unavailable'],
    [500, { access_token: 'Atza|IwEB', expires_in: 3600 }, 'amazon_unavailable'],
    [400, { error: 'server_error' }, 'amazon_unavailable'],
    [400, { error: 'ServerError' }, 'amazon_unavailable'],
    [403, { error: 'temporarily_unavailable' }, 'amazon_unavailable'],
    [400, { error: 'Temporarily_Unavailable' }, 'amazon_unavailable'],
    [429, '', 'throttled'],
    [429, { error: 'invalid_client' }, 'throttled'],
    [429, { error: 'server_error' }, 'throttled'],
    [400, '', 'unexpected_response'],
    [401, HTML_OF_CLOUDFRONT, 'unexpected_response'],
    [403, { errors: [{ code: 'MissingAuthenticationToken', message: 'm' }] }, 'unexpected_response'],
    [400, { error: 'something_new' }, 'unexpected_response'],
    [400, { error: 'invalid_client ' }, 'unexpected_response'],
    [400, { error: 'toString' }, 'unexpected_response'],
    [400, { error: '__proto__' }, 'unexpected_response'],
    [400, { error: ['invalid_client'] }, 'unexpected_response'],
    [404, { error_description: 'invalid_client' }, 'unexpected_response'],
    [408, '', 'unexpected_response'],
    [600, '', 'unexpected_response'],
    [999, '', 'unexpected_response'],
  ] as const)('%i %j is %s', ([status, body, code]) => {
    expect(interpretTokenAnswer(answer(status, body))).toMatchObject({ outcome: 'inconclusive', code });
  });

  test.for(['network_unreachable', 'timed_out'] as const)('no answer is %s', (kind) => {
    expect(interpretTokenAnswer({ kind })).toEqual({ outcome: 'inconclusive', code: kind, error: null });
  });

  test.for([
    [
      { error: 'server_error', error_description: 'd' },
      { code: 'server_error', message: 'd', details: '' },
    ],
    [{ error: 'server_error' }, { code: 'server_error', message: '', details: '' }],
    [{ error_description: 'd' }, { code: '', message: 'd', details: '' }],
    [
      { error: 7, error_description: 'd' },
      { code: '', message: 'd', details: '' },
    ],
    [{ error: null }, null],
    [{ message: 'd' }, null],
    ['not JSON', null],
    ['null', null],
    ['[{"error":"server_error"}]', null],
  ] as const)('%j tells the error %j', ([body, error]) => {
    expect(interpretTokenAnswer(answer(503, body)).error).toEqual(error);
  });
});

test('no answer can make the reading throw, and each is one of the three outcomes', () => {
  fc.assert(
    fc.property(anyOutcome, (outcome) => {
      const reading = interpretTokenAnswer(outcome);

      expect(['passed', 'failed', 'inconclusive']).toContain(reading.outcome);
      if (reading.outcome === 'passed') {
        expect(outcome).toMatchObject({ status: 200 });
        expect(reading.token.reveal()).not.toBe('');
        expect(reading.expiresInSeconds).toBeGreaterThan(0);
      }
      if (reading.outcome === 'failed') expect(outcome.kind === 'answer' && Math.floor(outcome.status / 100)).toBe(4);
    }),
    { numRuns: 2_000 },
  );
});
