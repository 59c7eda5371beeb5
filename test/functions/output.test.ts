import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { METRICS } from '../../lib/telemetry/metric-catalogue.ts';
import { apiEvent, call } from './api-event.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, STAGE, startLocalWorld } from './local-world.ts';
import { auditsOf, emfOf, logOf, sumsOf } from './log-lines.ts';

const SELLER = 'POST /connections/{connectionId}/access-tokens';

let world: LocalWorld;
beforeAll(async () => {
  world = await startLocalWorld();
  await world.saveAccounts('acme-na', 'acme-eu', 'wrong-secret', 'no-feeds-role');
});
afterAll(() => world.close());

const message = (connectionId: string) => ({
  messageId: connectionId,
  body: JSON.stringify({ connectionId, runId: 'run', scheduledTime: new Date().toISOString(), trigger: 'confirm' }),
});

/** One invocation of each function that has something to tell; answers what was written on standard output. */
async function everything(): Promise<string[]> {
  const [tokens, tests, runner, planner] = await Promise.all(
    ['access-tokens', 'connection-tests', 'run-tests', 'plan-tests'].map((name) =>
      world.load(name, name === 'run-tests' ? { PER_CONNECTION_METRICS: 'failing' } : {}),
    ),
  );
  if (!tokens || !tests || !runner || !planner) throw new Error('four functions');
  for (const connectionId of ['acme-na', 'acme-na', 'wrong-secret']) {
    await call(tokens, apiEvent({ routeKey: SELLER, connectionId }));
  }
  world.aws.faults.inject('secretsmanager.GetSecretValue', 'access-denied', 1);
  await call(tokens, apiEvent({ routeKey: SELLER, connectionId: 'acme-eu' }));
  await call(tests, apiEvent({ routeKey: 'POST /connection-tests', body: world.account('no-feeds-role').settings }));
  const Records = [message('acme-na'), message('wrong-secret'), { messageId: 'odd', body: 'garbage' }];
  await runner.invoke({ Records });
  const today = new Date().toISOString().slice(0, 10);
  await world.save('dated', {}, { clientSecretCreatedOn: today, authorizedOn: today });
  await planner.invoke({});
  return [tokens, tests, runner, planner].flatMap(({ stdout }) => stdout);
}

describe('what the functions write', () => {
  let lines: string[];
  beforeAll(async () => {
    lines = await everything();
  });

  it('is one JSON document a line', () => {
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('for the metrics is EMF of our namespace, by stage and at most one more dimension', () => {
    for (const { namespace, dimensions, metrics, values, timestamp } of emfOf(lines)) {
      expect(namespace).toBe('SellingPartnerConnections');
      expect(dimensions).toHaveLength(1);
      const names = metrics.map(({ Name }) => Name);
      for (const { Name, Unit } of metrics) {
        const definition = METRICS[Name as keyof typeof METRICS];
        expect(dimensions[0]).toEqual(definition.dimension ? ['Stage', definition.dimension] : ['Stage']);
        expect(Unit).toBe(definition.unit);
        for (const value of [values[Name]].flat()) expect(Number.isFinite(value)).toBe(true);
      }
      expect(Object.keys(values).toSorted()).toEqual([...(dimensions[0] ?? []), ...names].toSorted());
      expect(values.Stage).toBe(STAGE);
      expect(Math.abs(timestamp - Date.now())).toBeLessThan(3_600_000);
    }
  });

  it('holds every metric of the catalogue, and the values of its dimension that we promise', () => {
    const sums = sumsOf(lines);
    expect(new Set(Object.keys(sums).map((key) => key.replace(/\[.*/, '')))).toEqual(new Set(Object.keys(METRICS)));
    expect(Object.keys(sums)).toEqual(
      expect.arrayContaining([
        'TestsRun[passed]',
        'TestsRun[failed]',
        'TestsFailed[client_rejected]',
        'TestsFailed[feeds_permission_missing]',
        'TestLatencyMs[token-exchange]',
        'TestLatencyMs[get-feeds]',
        'TokenExchanges[passed]',
        'TokenExchanges[failed]',
        'ConnectionFailing[wrong-secret]',
      ]),
    );
    expect(sums).toMatchObject({ TokenCacheHits: 1, SecretReadErrors: 1, MessagesDropped: 1, RunCompleted: 1 });
  });

  it('for the audit has these members and no others, null where there is nothing', () => {
    const audits = auditsOf(lines);
    expect(audits).toHaveLength(7);
    for (const audit of audits) {
      expect(Object.keys(audit)).toEqual(['caller', 'connectionId', 'action', 'grant', 'outcome', 'amazonRequestId']);
    }
    expect(audits.filter(({ action }) => action === 'token').map(({ outcome }) => outcome)).toEqual([
      'ok',
      'ok',
      'amazon_rejected',
      'storage_unavailable',
    ]);
    expect(audits.filter(({ action }) => action === 'test').map(({ grant, caller }) => [grant, caller])).toEqual([
      [null, expect.stringMatching(/^arn:/)],
      [null, 'confirm'],
      [null, 'confirm'],
    ]);
  });

  it('for the log says level, time and request', () => {
    for (const { level, timestamp, requestId, message } of logOf(lines)) {
      expect(level).toBeOneOf(['INFO', 'WARN']);
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(requestId).toBeOneOf(['api-request', 'lambda-request']);
      expect(message).toBeOneOf(['audit', 'connection failing', 'message dropped']);
    }
  });
});

describe('many invocations in one environment at once', () => {
  const COUNT = 40;
  let bundle: Bundle;
  const linesOfRequest = (requestId: string) => logOf(bundle.stdout).filter((line) => line.requestId === requestId);

  beforeAll(async () => {
    bundle = await world.load('access-tokens');
    const { settings } = world.account('acme-na');
    for (let index = 0; index < COUNT; index += 1) await world.save(`many-${index}`, settings);
  });

  it('keep their log lines and metrics apart, and publish once each', async () => {
    const answers = await Promise.all(
      Array.from({ length: COUNT }, (_, index) => {
        // A quarter of them fails.
        const connectionId = index % 4 === 3 ? `missing-${index}` : `many-${index}`;
        return call(bundle, apiEvent({ routeKey: SELLER, connectionId, requestId: `request-${index}` }));
      }),
    );
    for (const [index, { status }] of answers.entries()) {
      expect(status).toBe(index % 4 === 3 ? 404 : 200);
      const connectionId = index % 4 === 3 ? `missing-${index}` : `many-${index}`;
      const outcome = index % 4 === 3 ? 'connection_not_found' : 'ok';
      expect(linesOfRequest(`request-${index}`)).toMatchObject([{ connectionId, outcome }]);
    }
    const exchanged = emfOf(bundle.stdout);
    expect(exchanged).toHaveLength((COUNT * 3) / 4);
    for (const { values, dimensions } of exchanged) {
      expect(values).toMatchObject({ TokenExchanges: 1, Outcome: 'passed' });
      expect(dimensions).toEqual([['Stage', 'Outcome']]);
    }
  });

  it('for one connection make one exchange, counted once; the others joined it', async () => {
    bundle.forget();
    await world.save('shared', world.account('acme-na').settings);
    world.amazon.clearRequests();
    const answers = await Promise.all(
      Array.from({ length: COUNT }, () => call(bundle, apiEvent({ routeKey: SELLER, connectionId: 'shared' }))),
    );
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(world.amazon.requests()).toHaveLength(1);
    expect(sumsOf(bundle.stdout)).toEqual({ 'TokenExchanges[passed]': 1 });
    expect(auditsOf(bundle.stdout)).toHaveLength(COUNT);
  });

  it('count each hit of the memory once', async () => {
    bundle.forget();
    await Promise.all(
      Array.from({ length: COUNT }, () => call(bundle, apiEvent({ routeKey: SELLER, connectionId: 'shared' }))),
    );
    expect(sumsOf(bundle.stdout)).toEqual({ TokenCacheHits: COUNT });
    expect(emfOf(bundle.stdout)).toHaveLength(COUNT);
  });

  it('of run-tests do not mix their batches', async () => {
    const runner = await world.load('run-tests');
    const batches = [['acme-na', 'wrong-secret'], ['acme-eu'], ['no-feeds-role']];
    await Promise.all(
      batches.map((ids, index) => runner.invoke({ Records: ids.map(message) }, { requestId: `batch-${index}` })),
    );
    for (const [index, ids] of batches.entries()) {
      const audited = logOf(runner.stdout).filter(
        ({ message, requestId }) => message === 'audit' && requestId === `batch-${index}`,
      );
      expect(audited.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids.toSorted());
    }
    expect(sumsOf(runner.stdout)).toMatchObject({ 'TestsRun[passed]': 2, 'TestsRun[failed]': 2 });
  });
});
