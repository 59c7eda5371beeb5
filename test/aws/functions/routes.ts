import { describe, expect, test } from 'vitest';
import { BUILT_IN_ACCOUNTS } from '../../../infra/simulated-amazon/accounts.ts';
import { functions } from '../../template/stack.ts';
import type { ApiCall, EmulatedWorld } from '../emulator/emulated-world.ts';
import { checkLines } from '../emulator/log-check.ts';

interface Example extends ApiCall {
  readonly status: number;
  /** What the answer holds at least. */
  readonly answer: unknown;
}

const settingsOf = (name: string) => BUILT_IN_ACCOUNTS.find((account) => account.name === name)?.settings;
const problem = (status: number, code: string) => ({ status, answer: { code } });
const missing = problem(404, 'connection_not_found');
const invalid = problem(400, 'invalid_request');
const tested = { verdict: 'passed', diagnosis: null };
const token = { tokenType: 'bearer', accessToken: expect.stringMatching(/^Atz/) };
const ORDERS = { restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }] };

/** Saved before the others need it. */
const SAVED_UNTESTED = ['acme-eu', 'revoked-token'];

/** By route, in the order in which they are called: a request that succeeds, and one that fails. */
const EXAMPLES: Readonly<Record<string, { readonly healthy: Example; readonly broken: Example }>> = {
  'GET /endpoints': {
    healthy: { call: 'GET /endpoints', status: 200, answer: { endpoints: expect.any(Array) } },
    broken: { call: 'GET /endpoints?unknown=1', ...invalid },
  },
  'PUT /connections/{connectionId}/untested': {
    healthy: {
      call: 'PUT /connections/acme-fe/untested',
      body: settingsOf('acme-fe'),
      status: 201,
      answer: { connection: { connectionId: 'acme-fe', state: 'unknown' }, test: null },
    },
    broken: { call: 'PUT /connections/acme-fe/untested', body: {}, ...invalid },
  },
  'PUT /connections/{connectionId}': {
    healthy: {
      call: 'PUT /connections/acme-na',
      body: settingsOf('acme-na'),
      status: 201,
      answer: { connection: { connectionId: 'acme-na', state: 'passed' }, test: tested },
    },
    broken: {
      call: 'PUT /connections/wrong-region',
      body: settingsOf('wrong-region'),
      status: 422,
      answer: { code: 'connection_test_failed', test: { diagnosis: { code: 'wrong_region' } } },
    },
  },
  'PATCH /connections/{connectionId}': {
    healthy: {
      call: 'PATCH /connections/acme-na',
      body: { displayName: 'Acme' },
      status: 200,
      answer: { connection: { displayName: 'Acme' } },
    },
    broken: { call: 'PATCH /connections/nobody', body: { displayName: 'Nobody' }, ...missing },
  },
  'GET /connections/{connectionId}': {
    healthy: { call: 'GET /connections/acme-na', status: 200, answer: { displayName: 'Acme' } },
    broken: { call: 'GET /connections/nobody', ...missing },
  },
  'GET /connections': {
    healthy: {
      call: 'GET /connections?endpoint=eu',
      status: 200,
      answer: { connections: [{ connectionId: 'acme-eu' }] },
    },
    broken: { call: 'GET /connections?limit=0', ...invalid },
  },
  'POST /client-secrets': {
    healthy: {
      call: 'POST /client-secrets',
      body: { lwaClientId: 'amzn1.application-oa2-client.nobody', lwaClientSecret: 'x' },
      status: 200,
      answer: { connections: [], remaining: 0 },
    },
    broken: { call: 'POST /client-secrets', body: { lwaClientId: '' }, ...invalid },
  },
  'POST /connection-tests': {
    healthy: { call: 'POST /connection-tests', body: settingsOf('acme-eu'), status: 200, answer: tested },
    broken: {
      call: 'POST /connection-tests',
      body: settingsOf('wrong-secret'),
      status: 200,
      answer: { verdict: 'failed', diagnosis: { code: 'client_rejected' } },
    },
  },
  'POST /connections/{connectionId}/tests': {
    healthy: { call: 'POST /connections/acme-eu/tests', status: 200, answer: { ...tested, trigger: 'manual' } },
    broken: { call: 'POST /connections/nobody/tests', ...missing },
  },
  'GET /connections/{connectionId}/tests': {
    healthy: { call: 'GET /connections/acme-eu/tests', status: 200, answer: { tests: [{ trigger: 'manual' }] } },
    broken: { call: 'GET /connections/nobody/tests', ...missing },
  },
  'POST /connections/{connectionId}/access-tokens': {
    healthy: { call: 'POST /connections/acme-eu/access-tokens', status: 200, answer: token },
    broken: {
      call: 'POST /connections/revoked-token/access-tokens',
      status: 502,
      answer: { code: 'amazon_rejected', diagnosis: { code: 'refresh_token_rejected' } },
    },
  },
  'POST /connections/{connectionId}/grantless-tokens': {
    healthy: {
      call: 'POST /connections/acme-eu/grantless-tokens',
      body: { scopes: ['sellingpartnerapi::notifications'] },
      status: 200,
      answer: token,
    },
    broken: { call: 'POST /connections/acme-eu/grantless-tokens', body: { scopes: [] }, ...invalid },
  },
  'POST /connections/{connectionId}/restricted-data-tokens': {
    healthy: { call: 'POST /connections/acme-eu/restricted-data-tokens', body: ORDERS, status: 200, answer: token },
    broken: { call: 'POST /connections/nobody/restricted-data-tokens', body: ORDERS, ...missing },
  },
  'ANY /connections/{connectionId}/sp-api/{path+}': {
    healthy: {
      call: 'GET /connections/acme-eu/sp-api/sellers/v1/marketplaceParticipations',
      status: 200,
      answer: { payload: expect.any(Array) },
    },
    broken: {
      call: 'POST /connections/revoked-token/sp-api/sellers/v1/marketplaceParticipations',
      status: 502,
      answer: { code: 'amazon_rejected' },
    },
  },
  'DELETE /connections/{connectionId}': {
    healthy: {
      call: 'DELETE /connections/acme-fe?recoveryDays=7',
      status: 202,
      answer: { connectionId: 'acme-fe', deletionDate: expect.any(String) },
    },
    broken: { call: 'DELETE /connections/nobody', ...missing },
  },
  'POST /connections/{connectionId}/restore': {
    healthy: { call: 'POST /connections/acme-fe/restore', status: 200, answer: { connectionId: 'acme-fe' } },
    broken: { call: 'POST /connections/nobody/restore', ...missing },
  },
};

export function everyRoute(world: () => EmulatedWorld): void {
  describe('every route', () => {
    test('is tried here', () => {
      const routeKeys = functions.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey));

      expect(Object.keys(EXAMPLES).sort()).toEqual(routeKeys.sort());
    });

    test('finds the connections that these examples begin with', async () => {
      for (const name of SAVED_UNTESTED) {
        const saved = await world().api({ call: `PUT /connections/${name}/untested`, body: settingsOf(name) });

        expect(saved.status, name).toBe(201);
      }
    });

    test.each(Object.keys(EXAMPLES))('%s answers, and says what is wrong, and logs both', async (routeKey) => {
      const { healthy, broken } = EXAMPLES[routeKey] ?? {};
      for (const example of [healthy, broken]) {
        if (!example) throw new Error('the example is gone');
        const { status, answer, ...call } = example;

        const { lines, ...answered } = await world().api(call);

        expect(answered, [call.call, ...lines].join('\n')).toMatchObject({ status, body: answer });
        checkLines(lines);
      }
    });
  });
}
