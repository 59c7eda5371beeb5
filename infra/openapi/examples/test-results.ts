/** Tests of that connection, and why some did not pass: in the words of the code that says it. */
import { endpointOf } from '../../../lib/amazon/endpoints.ts';
import { feedsUrl } from '../../../lib/amazon/feeds.ts';
import { LWA_TOKEN_URL } from '../../../lib/amazon/lwa.ts';
import { diagnose } from '../../../lib/connection-test/diagnosis.ts';
import type { TestResult } from '../../../lib/connection-test/test-result.ts';
import { CONNECTION_ID, europe, TESTED_AT, VERSION } from './acme.ts';

export const passedTest = {
  testId: '01KATZEGR0E9Q0MZ3T9J6A7B8C',
  connectionId: CONNECTION_ID,
  version: VERSION,
  trigger: 'save',
  endpoint: 'eu',
  verdict: 'passed',
  startedAt: TESTED_AT,
  durationMs: 412,
  requests: [
    {
      name: 'token-exchange',
      method: 'POST',
      url: LWA_TOKEN_URL,
      outcome: 'passed',
      status: 200,
      latencyMs: 180,
      attempts: 1,
      requestId: '0f6d1c2b-3a49-4e58-8f67-102132435465',
      error: null,
    },
    {
      name: 'get-feeds',
      method: 'GET',
      url: feedsUrl(europe),
      outcome: 'passed',
      status: 200,
      latencyMs: 230,
      attempts: 1,
      requestId: '1a2b3c4d-5e6f-4a70-8b91-a2b3c4d5e6f7',
      error: null,
    },
  ],
  diagnosis: null,
  warnings: [],
} satisfies TestResult;

const [passedExchange, passedFeeds] = passedTest.requests;

const wrongRegion = diagnose('wrong_region', {
  endpoint: europe,
  at: 'get-feeds',
  accepting: endpointOf('na'),
  lastPassedAt: null,
  evidence: [{ call: 'get-feeds', endpoint: 'na', status: 200 }],
});

export const failedTest = {
  ...passedTest,
  version: null,
  verdict: 'failed',
  requests: [
    passedExchange,
    {
      ...passedFeeds,
      outcome: 'failed',
      status: 403,
      error: { code: 'Unauthorized', message: 'Access to requested resource is denied.', details: '' },
    },
  ],
  diagnosis: wrongRegion,
} satisfies TestResult;

export const inconclusiveTest = {
  ...failedTest,
  verdict: 'inconclusive',
  requests: [
    passedExchange,
    {
      ...passedFeeds,
      outcome: 'inconclusive',
      status: 429,
      error: { code: 'QuotaExceeded', message: 'You exceeded your quota for the requested resource.', details: '' },
    },
  ],
  diagnosis: diagnose('throttled', { endpoint: europe, at: 'get-feeds', lastPassedAt: null, evidence: [] }),
} satisfies TestResult;

export const rejection = diagnose('refresh_token_rejected', {
  endpoint: europe,
  at: 'token-exchange',
  lastPassedAt: null,
  evidence: [],
});
