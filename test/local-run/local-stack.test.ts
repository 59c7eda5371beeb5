import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../infra/local-run/local-stack.ts';
import { BUILT_IN_ACCOUNTS } from '../../infra/simulated-amazon/accounts.ts';
import type { TestResult } from '../../lib/connection-test/test-result.ts';
import { seedAndTest, startBuiltStack } from './built-stack.ts';

const SAVED = BUILT_IN_ACCOUNTS.filter(({ saved }) => saved);
const NOT_SAVED = BUILT_IN_ACCOUNTS.filter(({ saved }) => !saved);

let stack: LocalStack;
let tests: ReadonlyMap<string, TestResult>;
const lines: string[] = [];
const troubles: string[] = [];

beforeAll(async () => {
  stack = await startBuiltStack({
    onLine: (functionName, line) => lines.push(`${functionName} ${line}`),
    onTrouble: (text) => troubles.push(text),
  });
  tests = await seedAndTest(stack);
}, 60_000);

afterAll(() => stack.close());

/** As `curl` sends it. */
async function call(method: string, path: string, body?: unknown) {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${stack.origin}${path}`, { method, ...init });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

const verdictOf = (test: TestResult | undefined) =>
  test && { verdict: test.verdict, code: test.diagnosis?.code ?? null };

describe('the first round', () => {
  it.each(SAVED)('judges $name as $expected.verdict, $expected.code', ({ name, expected }) => {
    expect(verdictOf(tests.get(name))).toEqual(expected);
  });

  it('meets no trouble', () => {
    expect(troubles).toEqual([]);
  });
});

describe('the API', () => {
  it('lists the simulated accounts with what there is to enter and to expect', async () => {
    const { status, body } = await call('GET', '/_simulated/accounts');
    expect(status).toBe(200);
    expect(body).toEqual({
      accounts: JSON.parse(
        JSON.stringify(
          BUILT_IN_ACCOUNTS.map(({ name, settings, expected, saved }) => ({
            name,
            settings,
            expected,
            connectionId: saved ? name : null,
          })),
        ),
      ),
    });
  });

  it('judges each account that is not saved yet by its settings', async () => {
    const results = await Promise.all(
      NOT_SAVED.map(async ({ name, settings }) => {
        const { status, body } = await call('POST', '/connection-tests', settings);
        expect(body).toMatchObject({ connectionId: null, trigger: 'unsaved' });
        return { name, status, ...verdictOf(body) };
      }),
    );
    expect(results).toEqual(NOT_SAVED.map(({ name, expected }) => ({ name, status: 200, ...expected })));
  }, 60_000);

  it('hands out an access token', async () => {
    const { status, headers, body } = await call('POST', '/connections/acme-eu/access-tokens');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      accessToken: expect.stringMatching(/^Atza\|/),
      tokenType: 'bearer',
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      baseUrl: 'https://sellingpartnerapi-eu.amazon.com',
    });
  });

  it('says why there is no token for a broken connection', async () => {
    const { status, headers, body } = await call('POST', '/connections/revoked-token/access-tokens');
    expect(status).toBe(502);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ code: 'amazon_rejected', diagnosis: { code: 'refresh_token_rejected' } });
  });

  it('tests a connection on request, and tells of it first in its history', async () => {
    const { status, body: test } = await call('POST', '/connections/acme-na/tests');
    expect(status).toBe(200);
    expect(test).toMatchObject({ connectionId: 'acme-na', trigger: 'manual', verdict: 'passed' });
    const history = await call('GET', '/connections/acme-na/tests?limit=2');
    expect(history.body.tests.map(({ trigger }: { trigger: string }) => trigger)).toEqual(['manual', 'save']);
    expect(history.body.tests[0]).toEqual(test);
  });

  it('answers a mistake with a problem that names it', async () => {
    expect(await call('POST', '/connection-tests', { endpoint: 'UK' })).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_request',
        errors: expect.arrayContaining([{ pointer: '/endpoint', detail: expect.any(String) }]),
      },
    });
    expect(await call('POST', '/connections/nobody/tests')).toMatchObject({
      status: 404,
      body: { code: 'connection_not_found' },
    });
    expect(await call('GET', '/nowhere')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });
});

it('logs no secret and no token', () => {
  const secrets = BUILT_IN_ACCOUNTS.flatMap(({ settings }) => [settings.lwaClientSecret, settings.lwaRefreshToken]);
  const log = lines.join('\n');
  expect(log).toContain('run-tests');
  expect([...secrets, 'Atza|', 'Atzr|', 'oa2-cs'].filter((secret) => log.includes(secret))).toEqual([]);
});
