import { describe, expect, test } from 'vitest';
import type { AmazonOutcome } from '../../lib/amazon/exchange.ts';
import { TRIGGERS } from '../../lib/connection-test/test-result.ts';
import { answer, errorList, refusal } from '../amazon/answers.ts';
import { FEEDS, type Reply, runTest, TOKEN } from './scripted-amazon.ts';

const UNREACHABLE: AmazonOutcome = { kind: 'network_unreachable' };
const TIMED_OUT: AmazonOutcome = { kind: 'timed_out' };

describe('the token exchange', () => {
  test.for([
    ['429', answer(429, '')],
    ['500', answer(500, '')],
    ['503', answer(503, { error: 'temporarily_unavailable' })],
    ['400 server_error', answer(400, { error: 'server_error' })],
    ['no connection', UNREACHABLE],
    ['a time-out', TIMED_OUT],
  ] as const)('is tried three times after %s', async ([, trouble]) => {
    const { result, amazon, clock } = await runTest({ lwa: [trouble, trouble, trouble] });

    expect(amazon.calls).toEqual(['lwa', 'lwa', 'lwa']);
    expect(result).toMatchObject({ verdict: 'inconclusive', requests: [{ attempts: 3 }, { attempts: 0 }] });
    expect(clock.slept).toEqual([125, 250]);
  });

  test('goes on as soon as it passes, and tells the last answer alone', async () => {
    const { result } = await runTest({
      lwa: [
        { outcome: answer(503, ''), latencyMs: 900 },
        { outcome: TOKEN, latencyMs: 30 },
      ],
      'feeds eu': [FEEDS],
    });

    expect(result).toMatchObject({
      verdict: 'passed',
      requests: [
        { outcome: 'passed', status: 200, latencyMs: 30, attempts: 2, requestId: 'lwa-request', error: null },
        {},
      ],
    });
  });

  test.for([
    ['a refusal', answer(401, { error: 'invalid_client' })],
    ['an unknown error', answer(400, { error: 'brand_new' })],
    ['a page', answer(200, '<html>')],
    ['a redirect', answer(302, '')],
  ] as const)('is not tried again after %s', async ([, outcome]) => {
    const { result, clock } = await runTest({ lwa: [outcome] });

    expect(result.requests[0].attempts).toBe(1);
    expect(clock.slept).toEqual([]);
  });

  test('has eight seconds for an answer, within the time of the test', async () => {
    const slow: Reply = { outcome: TIMED_OUT, tookMs: 8_000, latencyMs: 8_000 };
    const { result, amazon } = await runTest({ lwa: [slow, slow, { ...slow, tookMs: 3_625 }] });

    expect(amazon.timeoutsMs).toEqual([8_000, 8_000, 20_000 - 16_375]);
    expect(result).toMatchObject({ verdict: 'inconclusive', durationMs: 20_000, diagnosis: { code: 'timed_out' } });
  });

  test('is not begun without time', async () => {
    const { result, amazon } = await runTest({}, { deadlineAt: Date.parse('2026-11-23T10:00:00.000Z') });

    expect(amazon.calls).toEqual([]);
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      diagnosis: { code: 'timed_out' },
      requests: [
        { outcome: 'inconclusive', status: null, latencyMs: null, attempts: 0, requestId: null, error: null },
        { outcome: 'skipped' },
      ],
    });
  });
});

describe('GET Feeds', () => {
  const refusedOnce = answer(403, refusal('The access token you provided has expired.'));

  test.for(TRIGGERS)('after a 5xx, by the trigger %s', async (trigger) => {
    const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [answer(503, ''), FEEDS] }, { trigger });

    const once = trigger === 'schedule' || trigger === 'confirm';
    expect(result.requests[1].attempts).toBe(once ? 1 : 2);
    expect(result.verdict).toBe(once ? 'inconclusive' : 'passed');
  });

  test.for([
    ['no connection', UNREACHABLE],
    ['a time-out', TIMED_OUT],
    ['500', answer(500, '')],
    ['599', answer(599, '')],
  ] as const)('is tried twice after %s', async ([, trouble]) => {
    const { result, clock } = await runTest({ lwa: [TOKEN], 'feeds eu': [trouble, trouble] });

    expect(result).toMatchObject({ verdict: 'inconclusive', requests: [{}, { attempts: 2 }] });
    expect(clock.slept).toEqual([125]);
  });

  test.for([
    ['429', answer(429, errorList('QuotaExceeded', 'm', ''))],
    ['403', refusedOnce],
    ['401', answer(401, refusal('The access token you provided has expired.'))],
    ['400', answer(400, errorList('InvalidInput', 'm'))],
    ['404', answer(404, errorList('NotFound', 'm'))],
    ['a page', answer(200, '<html>')],
    ['403 by HTML', answer(403, '<html>')],
  ] as const)('is never sent again after %s', async ([, outcome]) => {
    const { result, clock } = await runTest({ lwa: [TOKEN], 'feeds eu': [outcome] });

    expect(result.requests[1].attempts).toBe(1);
    expect(clock.slept).toEqual([]);
  });

  test('has ten seconds for an answer, or what is left', async () => {
    const { amazon } = await runTest({
      lwa: [{ outcome: TOKEN, tookMs: 4_000 }],
      'feeds eu': [{ outcome: TIMED_OUT, tookMs: 10_000 }, FEEDS],
    });

    expect(amazon.timeoutsMs).toEqual([8_000, 10_000, 20_000 - 14_125]);
  });

  test('is not sent when the exchange used up the time', async () => {
    const { result, amazon } = await runTest(
      { lwa: [{ outcome: TOKEN, tookMs: 1_000 }] },
      { deadlineAt: Date.parse('2026-11-23T10:00:01.000Z') },
    );

    expect(amazon.calls).toEqual(['lwa']);
    expect(result).toMatchObject({
      verdict: 'inconclusive',
      diagnosis: { code: 'timed_out' },
      requests: [{ outcome: 'passed' }, { outcome: 'inconclusive', status: null, latencyMs: null, attempts: 0 }],
    });
  });
});

test('what was sent again on a fresh socket counts as an attempt, beyond the tries', async () => {
  const { result } = await runTest(
    { lwa: [{ outcome: TOKEN, sent: 2 }], 'feeds eu': [{ outcome: answer(503, ''), sent: 2 }] },
    { trigger: 'schedule' },
  );

  expect(result.requests.map(({ attempts }) => attempts)).toEqual([2, 2]);
});
