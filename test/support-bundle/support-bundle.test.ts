import { describe, expect, it } from 'vitest';
import { type BundledConnection, type BundledTest, supportBundle } from '../../infra/support-bundle/support-bundle.ts';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { feedsUrl } from '../../lib/amazon/feeds.ts';
import { LWA_TOKEN_URL } from '../../lib/amazon/lwa.ts';

const connection: BundledConnection = {
  connectionId: 'acme-eu',
  endpoint: 'eu',
  lwaClientId: 'amzn1.application-oa2-client.0123',
  accountType: 'seller',
  state: 'failed',
  stateSince: '2026-11-23T09:00:00.000Z',
};

const refused: BundledTest = {
  testId: '01JTEST',
  startedAt: '2026-11-23T10:00:00.000Z',
  durationMs: 412.4,
  endpoint: 'eu',
  verdict: 'failed',
  requests: [
    {
      name: 'token-exchange',
      method: 'POST',
      url: LWA_TOKEN_URL,
      outcome: 'passed',
      status: 200,
      latencyMs: 180,
      attempts: 1,
      requestId: 'lwa-request-id',
      error: null,
    },
    {
      name: 'get-feeds',
      method: 'GET',
      url: feedsUrl(endpointOf('eu')),
      outcome: 'failed',
      status: 403,
      latencyMs: 232,
      attempts: 2,
      requestId: 'feeds-request-id',
      error: { code: 'Unauthorized', message: 'Access to requested resource is denied.', details: '' },
    },
  ],
  diagnosis: {
    code: 'wrong_region',
    settings: ['endpoint'],
    summary: 'The account answers on North America, not on Europe.',
    remedy: 'Change the endpoint.',
    reference: 'https://developer-docs.amazon.com/',
    evidence: [{ call: 'get-feeds', endpoint: 'na', status: 200 }],
  },
};

const passed: BundledTest = { ...refused, testId: '01JPASSED', verdict: 'passed', diagnosis: null };

describe('a support bundle', () => {
  it('has request ids, times and host of both requests, and what Amazon said', () => {
    const text = supportBundle(connection, [refused]);

    for (const told of [
      'amzn1.application-oa2-client.0123',
      'failed since 2026-11-23T09:00:00.000Z',
      '01JTEST, begun 2026-11-23T10:00:00.000Z',
      'lwa-request-id',
      'api.amazon.com',
      'feeds-request-id',
      'sellingpartnerapi-eu.amazon.com',
      '403 after 232 ms, 2 attempts',
      'Access to requested resource is denied.',
      'get-feeds on na: 200',
    ]) {
      expect(text).toContain(told);
    }
  });

  it('shows both requests as they are sent, but for what is secret', () => {
    const text = supportBundle(connection, [refused]);

    expect(text).toContain('POST https://api.amazon.com/auth/o2/token\n');
    expect(text).toContain(
      'refresh_token=[redacted]&client_id=amzn1.application-oa2-client.0123&client_secret=[redacted]',
    );
    expect(text).toContain(
      'GET https://sellingpartnerapi-eu.amazon.com/feeds/2021-06-30/feeds?feedTypes=JSON_LISTINGS_FEED&pageSize=1\n',
    );
    expect(text).toContain('x-amz-access-token: [redacted]');
  });

  it('is about the newest test that did not pass, and lists all', () => {
    const text = supportBundle(connection, [passed, refused]);

    expect(text).toContain('01JTEST, begun');
    expect(text).not.toContain('01JPASSED, begun');
    expect(text.split('Last results')[1]?.match(/get-feeds 403 feeds-request-id/g)).toHaveLength(2);
  });

  it('says what was not sent', () => {
    const [exchange, feeds] = refused.requests;
    const skipped = {
      ...feeds,
      outcome: 'skipped',
      status: null,
      latencyMs: null,
      attempts: 0,
      requestId: null,
    } as const;
    const text = supportBundle(connection, [{ ...refused, requests: [{ ...exchange, outcome: 'failed' }, skipped] }]);

    expect(text).toMatch(/get-feeds, skipped\n-+\nIt was not sent\.\n/);
  });

  it('says when there is no test yet', () => {
    expect(supportBundle(connection, [])).toContain('has not been tested yet');
  });

  it('passes on no token that Amazon repeats, and nothing that commands a terminal', () => {
    const [exchange, feeds] = refused.requests;
    const error = { code: 'Unauthorized', message: 'Token Atza|IwEBIsecret is \u001b[2Jbad', details: 'Atzr|refresh' };
    const text = supportBundle(connection, [{ ...refused, requests: [exchange, { ...feeds, error }] }]);

    expect(text).not.toMatch(/IwEBIsecret|Atzr\|refresh/);
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});
