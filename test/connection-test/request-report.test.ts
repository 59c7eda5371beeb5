import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer, errorList } from '../amazon/answers.ts';
import { ACCESS_TOKEN, CLIENT_SECRET, FEEDS, REFRESH_TOKEN, runTest, TOKEN } from './scripted-amazon.ts';

const lwa = async (...[status, body, headers]: Parameters<typeof answer>) => {
  const outcome = answer(status, body, headers);
  return (await runTest({ lwa: [outcome, outcome, outcome] })).result.requests[0];
};
const feeds = async (...[status, body, headers]: Parameters<typeof answer>) => {
  const outcome = answer(status, body, headers);
  return (await runTest({ lwa: [TOKEN], 'feeds eu': [outcome, outcome] })).result.requests[1];
};

describe('the request id', () => {
  test.for([
    [{ 'x-amzn-requestid': 'a', 'x-amz-rid': 'b' }, 'a'],
    [{ 'x-amz-rid': 'b' }, 'b'],
    [{}, null],
  ] as const)('of %j is %s', async ([headers, requestId]) => {
    expect([(await lwa(400, '', headers)).requestId, (await feeds(429, '', headers)).requestId]).toEqual([
      requestId,
      requestId,
    ]);
  });
});

describe('the error', () => {
  test.for([
    [
      { error: 'invalid_client', error_description: 'd' },
      { code: 'invalid_client', message: 'd', details: '' },
    ],
    [{ error: 'invalid_client' }, { code: 'invalid_client', message: '', details: '' }],
    [{ error_description: 'd' }, { code: '', message: 'd', details: '' }],
    [{ message: 'd' }, null],
    ['<html>', null],
    ['', null],
  ] as const)('of LWA %j is %j', async ([body, error]) => {
    expect((await lwa(400, body)).error).toEqual(error);
  });

  test.for([
    [errorList('QuotaExceeded', 'm', 'd'), { code: 'QuotaExceeded', message: 'm', details: 'd' }],
    [errorList('QuotaExceeded', 'm'), { code: 'QuotaExceeded', message: 'm', details: '' }],
    [{ errors: [{ code: 'QuotaExceeded' }] }, { code: 'QuotaExceeded', message: '', details: '' }],
    [{ errors: [{ message: null, details: 7 }] }, { code: '', message: '', details: '' }],
    [{ errors: [] }, null],
    [{ error: 'invalid_client' }, null],
    ['<html>', null],
    ['', null],
  ] as const)('of SP-API %j is %j', async ([body, error]) => {
    expect((await feeds(429, body)).error).toEqual(error);
  });

  test('is null for what passed', async () => {
    const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [FEEDS] });

    expect(result.requests.map(({ error }) => error)).toEqual([null, null]);
  });

  test('has at most 200 characters in all, the code first', async () => {
    const long = errorList('c'.repeat(50), 'm'.repeat(100), 'd'.repeat(100));
    const longer = errorList('c'.repeat(300), 'm', 'd');

    expect((await feeds(429, long)).error).toEqual({
      code: 'c'.repeat(50),
      message: 'm'.repeat(100),
      details: 'd'.repeat(50),
    });
    expect((await feeds(429, longer)).error).toEqual({ code: 'c'.repeat(200), message: '', details: '' });
    expect((await lwa(400, { error: 'e', error_description: 'd'.repeat(500) })).error?.message).toHaveLength(199);
  });

  test('is well-formed text wherever it is cut', async () => {
    const { error } = await feeds(429, errorList('c', `${'m'.repeat(198)}😀`));

    expect(error?.message.isWellFormed()).toBe(true);
    expect((await feeds(429, '{"errors":[{"code":"a\\ud83d"}]}')).error?.code.isWellFormed()).toBe(true);
  });
});

test('nothing is known without a complete answer', async () => {
  const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [{ kind: 'timed_out' }, { kind: 'timed_out' }] });

  expect(result.requests[1]).toMatchObject({ status: null, requestId: null, error: null, latencyMs: 100, attempts: 2 });
});

test('latency is in whole milliseconds', async () => {
  const { result } = await runTest({ lwa: [{ outcome: TOKEN, latencyMs: 12.6 }], 'feeds eu': [FEEDS] });

  expect(result.requests[0].latencyMs).toBe(13);
});

describe('no secret is repeated, whatever Amazon echoes', () => {
  const secrets = [CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN];
  const spelled = fc
    .tuple(
      fc.constantFrom(...secrets),
      fc.constantFrom(
        (secret: string) => secret,
        // Without the prefix by which any token of Amazon's is known.
        (secret: string) => secret.slice(6),
        encodeURIComponent,
        (secret: string) => new URLSearchParams({ a: secret }).toString(),
        (secret: string) => JSON.stringify(secret),
      ),
      fc.string(),
      fc.string(),
    )
    .map(([secret, spell, before, after]) => `${before}${spell(secret)}${after}`);
  const echoed = fc.oneof(spelled, fc.string());

  function expectNoPieceOf(values: readonly string[], result: unknown): void {
    const text = JSON.stringify(result);
    for (const value of values) {
      for (let start = 0; start + 12 <= value.length; start += 1) {
        expect(text).not.toContain(JSON.stringify(value.slice(start, start + 12)).slice(1, -1));
      }
    }
  }

  test('in an error of LWA, or in its headers', async () => {
    await fc.assert(
      fc.asyncProperty(echoed, echoed, echoed, async (error, error_description, requestId) => {
        const outcome = answer(400, { error, error_description }, { 'x-amzn-requestid': requestId });
        const { result } = await runTest({ lwa: [outcome, outcome, outcome] });

        expectNoPieceOf([CLIENT_SECRET, REFRESH_TOKEN], result);
      }),
    );
  });

  test('in an error of SP-API, or in its headers', async () => {
    await fc.assert(
      fc.asyncProperty(echoed, echoed, echoed, echoed, async (code, message, details, requestId) => {
        const outcome = answer(429, errorList(code, message, details), { 'x-amz-rid': requestId });
        const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [outcome] });

        expectNoPieceOf(secrets, result);
      }),
    );
  });

  test('where an error is cut: no piece is left that is too short to be known', async () => {
    const text = `${'m'.repeat(190)}${REFRESH_TOKEN.slice(6)}`;

    expect((await feeds(429, errorList('', text))).error?.message).toBe(`${'m'.repeat(190)}[redacted]`);
  });

  test('in a token exchange that passed: its body echoes the refresh token', async () => {
    const { result } = await runTest({ lwa: [TOKEN], 'feeds eu': [FEEDS] });

    expectNoPieceOf(secrets, result);
  });
});
