import { describe, expect, test } from 'vitest';
import { endpointOf } from '../../lib/amazon/endpoints.ts';
import { diagnose, type Findings } from '../../lib/connection-test/diagnosis.ts';
import { DIAGNOSIS_CODES, type DiagnosisCode, SETTINGS_TO_REVIEW } from '../../lib/connection-test/diagnosis-code.ts';

/** The closed list that callers are promised, with the settings to review, most likely first. */
const PROMISED: Record<DiagnosisCode, readonly string[]> = {
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

test('the codes are those that are promised, no more and no fewer', () => {
  expect([...DIAGNOSIS_CODES].sort()).toEqual(Object.keys(PROMISED).sort());
  expect(SETTINGS_TO_REVIEW).toEqual(PROMISED);
});

describe.each(DIAGNOSIS_CODES)('%s', (code) => {
  test.for(['token-exchange', 'get-feeds', 'stored-settings'] as const)(
    'at %s says what is known and what to do',
    (at) => {
      const diagnosis = diagnose(code, { ...FINDINGS, at });

      expect(diagnosis).toMatchObject({ code, settings: PROMISED[code], evidence: [] });
      expect(diagnosis.summary).toMatch(/^[A-Z].{20,}\.$/);
      expect(diagnosis.remedy).toMatch(/^[A-Z].{20,}\.$/);
      expect(diagnosis.reference).toMatch(/^https:\/\/developer-docs\.amazon\.com\/sp-api\/docs\/[a-z-]+$/);
    },
  );
});

test.for(['token-exchange', 'get-feeds', 'stored-settings', 'restricted-data-token'] as const)(
  'no two codes tell the same at %s',
  (at) => {
    const told = DIAGNOSIS_CODES.map((code) => diagnose(code, { ...FINDINGS, at }).summary);
    expect(new Set(told).size).toBe(DIAGNOSIS_CODES.length);
  },
);

describe('the remedy', () => {
  test('for a quota that is used up says how long it lasts, for that of Feeds alone', () => {
    expect(diagnose('throttled', FINDINGS)).toMatchObject({
      summary: expect.stringMatching(/^Europe throttled GET Feeds: /),
      remedy: expect.stringContaining('one call in 45 seconds'),
    });
    expect(diagnose('throttled', { ...FINDINGS, at: 'token-exchange' })).toMatchObject({
      summary: 'Login with Amazon throttled the token exchange.',
      remedy: 'Nothing to correct. Test again in a minute.',
    });
  });

  test('for a refused restricted data token is about roles for restricted data, not about Feeds', () => {
    expect(diagnose('access_refused', { ...FINDINGS, at: 'restricted-data-token' })).toMatchObject({
      summary: 'Europe refuses a restricted data token without saying why.',
      remedy: expect.stringContaining('a role that opens the restricted data'),
      reference: expect.stringMatching(/\/tokens-api-use-case-guide$/),
    });
    expect(diagnose('access_refused', FINDINGS).remedy).toContain('a role that opens Feeds');
  });

  test('for the wrong environment names the sandbox, by its endpoint or at least as such', () => {
    const { summary, remedy } = diagnose('wrong_environment', FINDINGS);
    expect(summary).toMatch(/^The credentials are accepted by the sandbox and refused by Europe/);
    expect(remedy).toMatch(/^Change the endpoint to the sandbox, /);
    const named = diagnose('wrong_environment', { ...FINDINGS, accepting: endpointOf('eu-sandbox') });
    expect(named.summary).toMatch(/^The credentials are accepted by Europe \(sandbox\) and /);
  });
});

describe('the summary', () => {
  const LAST = '2026-11-01T10:00:00.000Z';

  test.for(DIAGNOSIS_CODES)('of %s says when the connection last passed, where that tells something', (code) => {
    const { summary } = diagnose(code, { ...FINDINGS, lastPassedAt: LAST });

    expect(summary.includes(LAST)).toBe(code !== 'sandbox_no_canned_answer');
  });

  test('says nothing of the past where there was none, or where it says nothing of what is stored now', () => {
    expect(diagnose('client_rejected', FINDINGS).summary).not.toContain('last');
    const stored = { ...FINDINGS, at: 'stored-settings', lastPassedAt: LAST } as const;
    expect(diagnose('settings_incomplete', stored).summary).not.toContain(LAST);
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
