/**
 * What the routes answer is what the document says: each operation meets every trouble there is, each answer is described,
 * and each problem that is described comes.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answer, refusedByLwa } from '../token/amazon-by-script.ts';
import { type ApiWorld, type Call, healthy, operationAnswer, startApiWorld } from './api-world.ts';
import {
  type Answered,
  deviations,
  OPERATIONS,
  type OperationObject,
  problemCodes,
  resolved,
} from './described-api.ts';

const SETTINGS = {
  endpoint: 'eu',
  lwaClientId: 'amzn1.application-oa2-client.1',
  lwaClientSecret: 'amzn1.oa2-cs.v1.1',
  lwaRefreshToken: 'Atzr|1',
  displayName: 'Acme',
  accountType: 'seller',
  labels: { team: 'emea' },
  clientSecretCreatedOn: '2026-09-01',
  authorizedOn: '2026-09-02',
};

let world: ApiWorld;
let ids = 0;
let stopListening = () => {};

beforeAll(async () => {
  world = await startApiWorld();
});
afterEach(() => world.heal());
afterAll(() => world.close());

/** What each operation needs besides an id to succeed. */
const BODIES: Readonly<Record<string, unknown>> = {
  saveConnection: SETTINGS,
  saveConnectionUntested: SETTINGS,
  changeConnection: { endpoint: 'na' },
  replaceClientSecret: { lwaClientId: SETTINGS.lwaClientId, lwaClientSecret: 'amzn1.oa2-cs.v1.2' },
  testSettings: SETTINGS,
  createGrantlessToken: { scopes: ['sellingpartnerapi::notifications'] },
  createRestrictedDataToken: { restrictedResources: [{ method: 'GET', path: '/orders/v0/orders' }] },
};

/** The call as it would succeed, for a connection that is stored. */
async function soundCall({ operationId }: OperationObject): Promise<Call & { readonly connectionId: string }> {
  ids += 1;
  const connectionId = `connection-${ids}`;
  await world.store(connectionId, SETTINGS);
  return { connectionId, path: 'orders/v0/orders', body: BODIES[operationId] };
}

type Trouble = (call: Call & { readonly connectionId: string }, operationId: string) => Call | Promise<Call>;

const lwa = (outcome: ReturnType<typeof answer>) => (call: Call) => {
  world.amazon.script = (request, timeoutMs) =>
    request.url.endsWith('/auth/o2/token') ? outcome : healthy(request, timeoutMs);
  return call;
};

const spApi = (outcome: ApiWorld['operationAnswer']) => (call: Call) => {
  world.operationAnswer = outcome;
  return call;
};

const TROUBLES: Readonly<Record<string, Trouble>> = {
  none: (call) => call,
  'an id that is none': (call) => ({ ...call, connectionId: 'NO' }),
  'an unknown query': (call) => ({ ...call, query: { unknown: '1' } }),
  'a body that is no JSON': (call) => ({ ...call, body: '{' }),
  'a body too large': (call) => ({ ...call, body: 'x'.repeat(7_000_000) }),
  'a media type of another kind': (call) => ({ ...call, headers: { 'content-type': 'text/plain' }, body: '{}' }),
  'no such connection': (call) => ({ ...call, connectionId: `missing-${ids}` }),
  'a connection pending deletion': async (call) => {
    await world.remove(call.connectionId);
    return call;
  },
  'a restored connection deleted again': async (call) => {
    await world.remove(call.connectionId);
    stopListening = world.aws.onCall(async ({ operation }, phase) => {
      if (operation === 'RestoreSecret' && phase === 'after') await world.remove(call.connectionId);
    });
    return call;
  },
  'a secret that is no connection': async (call) => {
    const connectionId = `${call.connectionId}-malformed`;
    await world.store(connectionId, '{"lwaClientId":"client"}');
    return { ...call, connectionId };
  },
  'another version': (call) => ({ ...call, headers: { 'if-match': '"another"' } }),
  'five calls before': async (call, operationId) => {
    for (let count = 0; count < 5; count += 1) await world.call(operationId, call);
    return call;
  },
  'an ambiguous path': (call) => ({ ...call, path: 'orders/../feeds' }),
  'an operation on the application': (call) => ({ ...call, path: 'applications/2023-11-30/clientSecret' }),
  'a refused refresh token': lwa(refusedByLwa('invalid_grant')),
  'a throttled exchange': lwa(refusedByLwa('', 429)),
  'an LWA that is down': lwa(refusedByLwa('', 503)),
  'an LWA out of reach': lwa({ kind: 'network_unreachable' }),
  'an LWA that does not answer in time': lwa({ kind: 'timed_out' }),
  'an LWA that says something else': lwa(answer(200, {})),
  'an SP-API that refuses': spApi(
    operationAnswer(403, { errors: [{ code: 'Unauthorized', message: '', details: '' }] }),
  ),
  'an SP-API that knows nothing of it': spApi(operationAnswer(404, { errors: [] })),
  'an SP-API out of reach': spApi({ kind: 'network_unreachable' }),
  'an SP-API that does not answer in time': spApi({ kind: 'timed_out' }),
  'an SP-API that answers too much': spApi({ kind: 'answer', status: 200, headers: {}, body: null }),
  'a store that is throttled': (call) => {
    world.aws.faults.inject('secretsmanager.*', 'throttled');
    return call;
  },
  'a store that does not answer': (call) => {
    world.aws.faults.inject('secretsmanager.*', 'no-answer');
    return { ...call, remainingMs: 550 };
  },
  'an Amazon that keeps no limit': (call, operationId) => {
    // Every other operation that takes time asks the store, which need not be waited for that long.
    if (operationId !== 'testSettings') return call;
    world.amazon.script = () => new Promise(() => undefined);
    return { ...call, remainingMs: 1_050 };
  },
  'a bug': (call) => ({ ...call, brokenEvent: true }),
};

describe.each(OPERATIONS.map(({ operation }) => operation))('$operationId', (operation) => {
  it('answers as described, whatever goes wrong', async () => {
    const outcomes = new Set<string>();
    for (const [trouble, arrange] of Object.entries(TROUBLES)) {
      const call = await arrange(await soundCall(operation), operation.operationId);
      const answered = await world.call(operation.operationId, call);
      expect([trouble, deviations(operation, answered)]).toEqual([trouble, []]);
      outcomes.add(outcomeOf(answered));
      stopListening();
      world.heal();
    }
    expect([...outcomes].sort()).toEqual(expect.arrayContaining(describedOutcomes(operation)));
  });
});

describe('what is answered well, in all its kinds:', () => {
  /** Sends a call, holds that the answer is described, and gives its body. */
  async function described(operationId: string, call: Call): Promise<unknown> {
    const operation = OPERATIONS.find((candidate) => candidate.operation.operationId === operationId)?.operation;
    if (!operation) throw new Error(`There is no operation ${operationId}`);
    const answered = await world.call(operationId, call);
    expect(answered.status).toBeLessThan(300);
    expect(deviations(operation, answered)).toEqual([]);
    return answered.body;
  }
  const feeds = (outcomeAt: (host: string) => ReturnType<typeof answer>) => {
    world.amazon.script = (request, timeoutMs) =>
      request.method === 'GET' ? outcomeAt(new URL(request.url).host) : healthy(request, timeoutMs);
  };
  const refused = answer(403, { errors: [{ code: 'Unauthorized', message: 'Access is denied.', details: '' }] });

  it('a diagnosis with evidence', async () => {
    feeds((host) => (host.includes('-na') ? answer(200, { feeds: [] }) : refused));
    const test = await described('testSettings', { body: SETTINGS });
    expect(test).toMatchObject({ verdict: 'failed', diagnosis: { code: 'wrong_region' } });
    expect(test).toHaveProperty('diagnosis.evidence.3');
  });

  it('a remark on a test that passed, and warnings', async () => {
    feeds(() => refused);
    const slips = { ...SETTINGS, lwaClientId: '"amzn1.sp.solution. 1"', expectFeeds: false };
    const test = await described('testSettings', { body: slips });
    expect(test).toMatchObject({ verdict: 'passed', diagnosis: { code: 'access_refused' } });
    expect(test).toHaveProperty('warnings.2');
  });

  it('a test without any answer', async () => {
    feeds(() => ({ kind: 'timed_out' }));
    expect(await described('testSettings', { body: SETTINGS })).toMatchObject({
      verdict: 'inconclusive',
      requests: [{ status: 200 }, { status: null, requestId: null, error: null }],
    });
  });

  it('a test of a secret that is no connection, and the history', async () => {
    await world.store('no-connection', 'no JSON');
    const test = await described('testConnection', { connectionId: 'no-connection' });
    expect(test).toMatchObject({ requests: [{ outcome: 'skipped' }, { outcome: 'skipped' }] });
    expect(await described('listTests', { connectionId: 'no-connection' })).toEqual({ tests: [test] });
  });

  it('saves with everything and with the least, and a page of connections of all kinds', async () => {
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = SETTINGS;
    await described('saveConnection', { connectionId: 'a-whole', body: SETTINGS });
    const least = { lwaClientId, lwaClientSecret, lwaRefreshToken: 'Atzr|2' };
    await described('saveConnectionUntested', { connectionId: 'a-least', body: least });
    const changed = await described('changeConnection', { connectionId: 'a-whole', body: { lwaRefreshToken } });
    expect(changed).toMatchObject({ test: null });
    const renewed = { lwaRefreshToken: 'Atzr|2' };
    expect(await described('changeConnection', { connectionId: 'a-whole', body: renewed })).toMatchObject({
      warnings: [{ code: 'used_by_another_connection' }, { code: 'date_cleared' }],
    });
    await world.store('a-secret-without-a-value', undefined);
    await world.store('a-secret-with-a-wrong-endpoint', { ...SETTINGS, endpoint: 'UK' });
    expect(await described('listConnections', { query: { limit: '4' } })).toMatchObject({
      connections: [
        { connectionId: 'a-least', state: 'unknown', latestTest: null },
        { connectionId: 'a-secret-with-a-wrong-endpoint', endpoint: null },
        { connectionId: 'a-secret-without-a-value', version: null, lwaClientId: null },
        { connectionId: 'a-whole', state: 'passed', latestTest: { verdict: 'passed' } },
      ],
      nextToken: expect.any(String),
    });
    await world.remove('a-secret-without-a-value');
    const restored = await described('restoreConnection', { connectionId: 'a-secret-without-a-value' });
    expect(restored).toMatchObject({ version: null });
  });

  it('a new client secret that is saved, refused and not answered', async () => {
    const lwaClientId = 'amzn1.application-oa2-client.shared';
    for (const id of ['b-saved', 'b-refused', 'b-not-answered']) {
      await world.store(id, { lwaClientId, lwaClientSecret: 'old', lwaRefreshToken: `Atzr|${id}` });
    }
    world.amazon.script = (request, timeoutMs) => {
      if (request.body?.includes('b-refused')) return refusedByLwa('invalid_grant');
      return request.body?.includes('b-not-answered') ? { kind: 'timed_out' } : healthy(request, timeoutMs);
    };
    expect(await described('replaceClientSecret', { body: { lwaClientId, lwaClientSecret: 'new' } })).toMatchObject({
      connections: [
        { connectionId: 'b-not-answered', outcome: 'inconclusive', diagnosis: { code: 'timed_out' } },
        { connectionId: 'b-refused', outcome: 'failed', diagnosis: { code: 'refresh_token_rejected' } },
        { connectionId: 'b-saved', outcome: 'saved', diagnosis: null },
      ],
      remaining: 0,
    });
  });
});

/** `409 connection_malformed`; a status alone where it is no problem of ours. */
function outcomeOf({ status, headers, body }: Answered): string {
  const isProblem = headers['content-type'] === 'application/problem+json';
  return isProblem ? `${status} ${Reflect.get(Object(body), 'code')}` : String(status);
}

function describedOutcomes({ responses }: OperationObject): string[] {
  return Object.entries(responses).flatMap(([status, response]) =>
    Number(status) < 300 ? [status] : problemCodes(resolved(response)).map((code) => `${status} ${code}`),
  );
}
