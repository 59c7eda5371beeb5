import { describe, expect, it } from 'vitest';
import { settingsOf } from '../../lib/connection/settings.ts';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import { readFailureProblem, registryFailureProblem, tokenFailureProblem } from '../../lib/http/failure-problem.ts';
import { problemBody } from '../../lib/http/problem.ts';
import { aTest } from '../watch/fixtures.ts';

describe('a save that is not done', () => {
  it('because of a version that is not the latest says what to do', () => {
    expect(registryFailureProblem({ kind: 'version_conflict' })).toEqual({
      code: 'version_conflict',
      detail: expect.stringMatching(/^The connection is not in the expected version: read it again/),
    });
  });

  it('because time ran out says that nothing was saved', () => {
    expect(registryFailureProblem({ kind: 'out_of_time' })).toEqual({
      code: 'timed_out',
      detail: expect.stringMatching(/^Nothing was saved: /),
    });
  });

  it('because of wrong settings names them', () => {
    const errors = [{ pointer: '/endpoint', detail: 'is required' }];
    expect(registryFailureProblem({ kind: 'invalid_settings', errors })).toMatchObject({
      code: 'invalid_request',
      errors,
    });
  });

  it('because its test failed tells cause and remedy, and the test', () => {
    const test = aTest('failed', 0);
    expect(registryFailureProblem({ kind: 'test_failed', test, creating: true })).toEqual({
      code: 'connection_test_failed',
      detail: `Nothing was saved. ${test.diagnosis?.summary} ${test.diagnosis?.remedy}`,
      test,
    });
  });

  it('because its test had no end tells why, the test, and when to come back', () => {
    const test = aTest('inconclusive', 0);
    expect(registryFailureProblem({ kind: 'test_inconclusive', test, creating: true })).toEqual({
      code: 'connection_test_inconclusive',
      detail: `Nothing was saved, since Amazon could not be asked. ${test.diagnosis?.summary}`,
      retryAfterSeconds: 30,
      test,
    });
  });

  it.each([
    ['GET Feeds', 'throttled', 'inconclusive', 45],
    ['Login with Amazon', 'throttled', 'skipped', 30],
    ['nobody', 'timed_out', 'inconclusive', 30],
  ] as const)('comes back later when %s was throttled', (_who, code, feedsOutcome, retryAfterSeconds) => {
    const { diagnosis, requests, ...rest } = aTest('inconclusive', 0);
    if (!diagnosis) throw new Error('an inconclusive test has a diagnosis');
    const [exchange, feeds] = requests;
    const test: TestResult = {
      ...rest,
      diagnosis: { ...diagnosis, code },
      requests: [exchange, { ...feeds, outcome: feedsOutcome }],
    };
    expect(registryFailureProblem({ kind: 'test_inconclusive', test, creating: true })).toMatchObject({
      retryAfterSeconds,
    });
  });

  it('because it cannot be read is told as for any other route', () => {
    expect(registryFailureProblem({ kind: 'connection_pending_deletion' })).toEqual({
      code: 'connection_pending_deletion',
      detail: 'The connection is pending deletion. Restore it to use it again.',
    });
  });
});

it('a stored connection that cannot be used is told with what it lacks', () => {
  const {
    lwaClientSecret: _secret,
    lwaRefreshToken: _token,
    ...settings
  } = settingsOf({
    lwaClientId: '',
    lwaClientSecret: '',
    lwaRefreshToken: '',
  });
  const missing = ['endpoint', 'lwaClientSecret'] as const;
  const stored = { connectionId: 'acme', version: 'v1', missing, settings, createdAt: null, updatedAt: null };
  expect(readFailureProblem({ kind: 'connection_malformed', ...stored })).toEqual({
    code: 'connection_malformed',
    detail: 'The stored connection cannot be used: endpoint, lwaClientSecret. Save it again with all of its values.',
  });
});

it('what the wire carries of it is the test, the diagnosis, and nothing that is not there', () => {
  const test = aTest('failed', 0);
  const { diagnosis } = test;
  if (!diagnosis) throw new Error('a failed test has a diagnosis');
  const saved = problemBody(registryFailureProblem({ kind: 'test_failed', test, creating: true }), 'request');
  expect(saved).toMatchObject({ status: 422, test });
  expect(saved).not.toHaveProperty('diagnosis');
  const token = problemBody(tokenFailureProblem({ kind: 'rejected', diagnosis, amazonRequestId: null }), 'request');
  expect(token).toMatchObject({ status: 502, diagnosis });
  expect(token).not.toHaveProperty('test');
});
