import { describe, expect, test } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { diagnose, type Findings } from '../../lib/connection-test/diagnosis.ts';
import { DIAGNOSIS_CODES, type DiagnosisCode, SETTINGS_TO_REVIEW } from '../../lib/connection-test/diagnosis-code.ts';

/** The closed list of the contract, with the settings to review, most likely first. */
const CONTRACT: Record<DiagnosisCode, readonly string[]> = {
  settings_incomplete: ['lwaClientId', 'lwaClientSecret', 'lwaRefreshToken'],
  client_rejected: ['lwaClientSecret', 'lwaClientId'],
  refresh_token_rejected: ['lwaRefreshToken'],
  client_token_mismatch: ['lwaRefreshToken', 'lwaClientId'],
  client_blocked: ['lwaClientId'],
  request_refused: [],
  client_secret_expired: ['lwaClientSecret'],
  wrong_region: ['endpoint'],
  wrong_environment: ['endpoint'],
  feeds_permission_missing: ['permissions'],
  access_refused: ['endpoint', 'permissions', 'lwaRefreshToken'],
  access_token_rejected: ['lwaRefreshToken'],
  sandbox_no_canned_answer: [],
  throttled: [],
  amazon_unavailable: [],
  network_unreachable: [],
  timed_out: [],
  unexpected_response: [],
};

const FINDINGS: Findings = { endpoint: endpointOf('eu'), at: 'get-feeds', lastPassedAt: null, evidence: [] };

test('the codes are those of the contract, no more and no fewer', () => {
  expect([...DIAGNOSIS_CODES].sort()).toEqual(Object.keys(CONTRACT).sort());
  expect(SETTINGS_TO_REVIEW).toEqual(CONTRACT);
});

describe.each(DIAGNOSIS_CODES)('%s', (code) => {
  test.for(['token-exchange', 'get-feeds', 'stored-settings'] as const)(
    'at %s says what is known and what to do',
    (at) => {
      const diagnosis = diagnose(code, { ...FINDINGS, at });

      expect(diagnosis).toMatchObject({ code, settings: CONTRACT[code], evidence: [] });
      expect(diagnosis.summary).toMatch(/^[A-Z].{20,}\.$/);
      expect(diagnosis.remedy).toMatch(/^[A-Z].{20,}\.$/);
      expect(diagnosis.reference).toMatch(/^https:\/\/developer-docs\.amazon\.com\/sp-api\/docs\/[a-z-]+$/);
    },
  );
});

describe('the summary', () => {
  const LAST = '2026-11-01T10:00:00.000Z';

  test.for(DIAGNOSIS_CODES)('of %s says when the connection last passed, where that tells something', (code) => {
    const { summary } = diagnose(code, { ...FINDINGS, lastPassedAt: LAST });

    expect(summary.includes(LAST)).toBe(code !== 'sandbox_no_canned_answer');
  });

  test('says nothing of the past where there was none', () => {
    expect(diagnose('client_rejected', FINDINGS).summary).not.toContain('last');
  });

  test('names the endpoint that accepted the token', () => {
    expect(diagnose('wrong_region', { ...FINDINGS, accepting: endpointOf('fe') })).toMatchObject({
      summary: 'The account answers on Far East, not on Europe.',
      remedy: 'Change the endpoint to Far East and test again.',
    });
    expect(diagnose('wrong_region', FINDINGS).summary).toContain('Europe');
    expect(diagnose('wrong_environment', { ...FINDINGS, accepting: endpointOf('eu-sandbox') }).remedy).toContain(
      'Europe (sandbox)',
    );
  });

  test.for(['throttled', 'amazon_unavailable', 'network_unreachable', 'timed_out', 'unexpected_response'] as const)(
    'of %s names who did not answer as expected',
    (code) => {
      expect(diagnose(code, { ...FINDINGS, at: 'token-exchange' }).summary).toContain('Login with Amazon');
      expect(diagnose(code, FINDINGS).summary).toContain('Europe');
    },
  );

  test('names the settings that a stored connection lacks, instead of the list of the code', () => {
    const missing = ['endpoint', 'lwaRefreshToken'] as const;
    const diagnosis = diagnose('settings_incomplete', { ...FINDINGS, at: 'stored-settings', missing });

    expect(diagnosis.settings).toEqual(missing);
    expect(diagnosis.summary).toContain('endpoint, lwaRefreshToken');
  });
});
