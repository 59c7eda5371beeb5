import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handClock } from '../hand-clock.ts';
import { CALLER, get, patch, put, putUntested } from './api-call.ts';
import { outlines, PREFIX, type RegistryWorld, sellers, startRegistryWorld } from './registry-world.ts';

const accounts = [
  ...sellers(3),
  ...outlines([
    { name: 'other', application: { name: 'two' } },
    { name: 'revoked', revoked: true },
    { name: 'throttled', exhaustedQuotas: ['getFeeds'] },
    { name: 'lwa-throttled', fault: { lwa: { kind: 'status', status: 429 } } },
    { name: 'unavailable', fault: { spApi: { kind: 'status', status: 503 } } },
    { name: 'no-feeds', roles: ['Finance and Accounting'] },
  ]),
];

let world: RegistryWorld;
beforeAll(async () => {
  world = await startRegistryWorld({ accounts });
});
afterAll(() => world.close());
afterEach(() => world.clear());

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const VERSION = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let made = 0;
function newId(): string {
  made += 1;
  return `save-${made}`;
}

describe('a connection that passes its test', () => {
  it('is created: 201, the whole connection, its test, an ETag, and no warning', async () => {
    const id = newId();
    const settings = world.settingsOf('seller-0', { displayName: ' Acme ', labels: { ' team ': ' emea ' } });
    const { status, headers, body } = await world.api(put(id, settings));

    const version = world.secretOf(id)?.versionId;
    expect(status).toBe(201);
    expect(headers).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      etag: `"${version}"`,
    });
    expect(version).toMatch(VERSION);
    expect(body).toEqual({
      connection: {
        connectionId: id,
        endpoint: 'na',
        baseUrl: 'https://sellingpartnerapi-na.amazon.com',
        lwaClientId: settings.lwaClientId,
        displayName: 'Acme',
        accountType: 'seller',
        labels: { team: 'emea' },
        expectFeeds: true,
        testing: 'on',
        createdAt: expect.stringMatching(TIME),
        updatedAt: expect.stringMatching(TIME),
        version,
        state: 'passed',
        stateSince: body.test.startedAt,
        latestTest: body.test,
        clientSecretCreatedOn: null,
        clientSecretExpiresOn: null,
        authorizedOn: null,
        authorizationReviewOn: null,
      },
      test: expect.objectContaining({
        connectionId: id,
        version,
        trigger: 'save',
        endpoint: 'na',
        verdict: 'passed',
        diagnosis: null,
        warnings: [],
      }),
      warnings: [],
    });
    // The history starts at the moment at which the request came in, so that the test of the save is part of it.
    expect(body.connection.createdAt && body.connection.createdAt <= body.test.startedAt).toBe(true);
  });

  it('is one secret: name, value, description, tags', async () => {
    const id = newId();
    const settings = world.settingsOf('seller-0', { endpoint: undefined, clientSecretCreatedOn: '2026-09-01' });
    const { body } = await world.api(put(id, settings));
    const { createdAt, updatedAt } = body.connection;
    expect(world.secretOf(id)).toMatchObject({
      name: `${PREFIX}${id}`,
      versions: 1,
      tags: { 'managed-by': 'selling-partner-connections', stage: 'test' },
    });
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = settings;
    const shared = {
      endpoint: 'na',
      lwaClientId,
      accountType: 'seller',
      labels: {},
      expectFeeds: true,
      testing: 'on',
      clientSecretCreatedOn: '2026-09-01',
      createdAt,
      updatedAt,
    };
    expect(world.valueOf(id)).toEqual({ schema: 1, ...shared, lwaClientSecret, lwaRefreshToken });
    expect(world.descriptionOf(id)).toEqual({
      schema: 1,
      version: body.connection.version,
      ...shared,
      displayName: null,
      authorizedOn: null,
      digests: { lwaClientSecret: expect.any(String), lwaRefreshToken: expect.any(String) },
    });
  });

  it('is recorded with its version, sets the state, and is told once', async () => {
    const id = newId();
    const { body } = await world.api(put(id, world.settingsOf('seller-0')));
    const { version } = body.connection;
    const items = await world.itemsOf(id);
    expect(items.map(({ sort }) => sort)).toEqual(['latest', `test#${body.test.startedAt}#${body.test.testId}`]);
    expect(items.map(({ result }) => JSON.parse(result ?? ''))).toEqual([body.test, body.test]);
    expect(items[0]).toMatchObject({
      state: 'passed',
      stateSince: body.test.startedAt,
      version,
      savedVersion: version,
    });
    expect(world.eventsOf(id)).toEqual([
      {
        schema: 1,
        id: expect.stringMatching(VERSION),
        connectionId: id,
        endpoint: 'na',
        from: null,
        to: 'passed',
        since: body.test.startedAt,
        testId: body.test.testId,
        diagnosis: null,
      },
    ]);
    expect(world.messagesOf(id)).toEqual([]);
  });

  it('is written to the audit in one line: save when created, change when replaced', async () => {
    const id = newId();
    const created = await world.api(put(id, world.settingsOf('seller-0')));
    const replaced = await world.api(put(id, world.settingsOf('seller-1')));
    const line = (action: string, requestId: string | null | undefined) => ({
      caller: CALLER,
      connectionId: id,
      action,
      grant: null,
      outcome: 'ok',
      amazonRequestId: requestId,
    });
    expect(created.invocation.audits).toEqual([line('save', created.body.test.requests[1].requestId)]);
    expect(replaced.invocation.audits).toEqual([line('change', replaced.body.test.requests[1].requestId)]);
    expect(created.body.test.requests[1].requestId).toEqual(expect.any(String));
    expect(created.invocation.measured).toContainEqual(['TestsRun[passed]', 1]);
  });

  it('replaces all: 200, what is not given goes, the moment of creation stays', async () => {
    const id = newId();
    const first = world.settingsOf('seller-1', {
      endpoint: 'na',
      displayName: 'Name',
      labels: { a: 'b' },
      testing: 'paused',
      authorizedOn: '2026-09-02',
    });
    const created = await world.api(put(id, first));
    const { lwaClientId, lwaClientSecret, lwaRefreshToken } = first;
    const { status, headers, body } = await world.api(put(id, { lwaClientId, lwaClientSecret, lwaRefreshToken }));
    expect(status).toBe(200);
    expect(headers.etag).toBe(`"${body.connection.version}"`);
    expect(body.connection.version).not.toBe(created.body.connection.version);
    expect(body.connection).toMatchObject({
      endpoint: 'na',
      displayName: null,
      accountType: null,
      labels: {},
      testing: 'on',
      authorizedOn: null,
      authorizationReviewOn: null,
      createdAt: created.body.connection.createdAt,
    });
    expect(body.warnings).toEqual([]);
    expect(world.valueOf(id)).not.toHaveProperty('displayName');
    expect(world.descriptionOf(id)).toMatchObject({ version: body.connection.version, displayName: null, labels: {} });
  });

  it('is answered by GET as it was by PUT, with its ETag, whatever the request says of versions', async () => {
    const id = newId();
    const { body, headers } = await world.api(put(id, world.settingsOf('seller-0')));
    for (const asked of [{}, { 'if-none-match': headers.etag ?? '' }, { 'if-match': 'a b' }]) {
      const got = await world.api({ ...get(id), headers: asked });
      expect(got.status).toBe(200);
      expect(got.headers).toEqual(headers);
      expect(got.body).toEqual(body.connection);
    }
  });

  it('keeps its state as it is told: no second event for a second pass', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0')));
    const { body } = await world.api(put(id, world.settingsOf('seller-1')));
    expect(world.eventsOf(id)).toHaveLength(1);
    expect(body.connection).toMatchObject({ state: 'passed', latestTest: { testId: body.test.testId } });
  });

  it('passes with a remark where Feeds are not wanted', async () => {
    const { status, body } = await world.api(put(newId(), world.settingsOf('no-feeds', { expectFeeds: false })));
    expect(status).toBe(201);
    expect(body.test).toMatchObject({ verdict: 'passed', diagnosis: { code: 'feeds_permission_missing' } });
  });

  it('counts down from the dates that were entered: 180 and 365 days', async () => {
    const dates = { clientSecretCreatedOn: '2026-09-01', authorizedOn: '2024-02-29' };
    const { body } = await world.api(put(newId(), world.settingsOf('seller-0', dates)));
    expect(body.connection).toMatchObject({
      clientSecretCreatedOn: '2026-09-01',
      clientSecretExpiresOn: '2027-02-28',
      authorizedOn: '2024-02-29',
      authorizationReviewOn: '2025-02-28',
    });
  });
});

describe('settings that do not pass', () => {
  const refusals = [
    ['revoked', 422, 'connection_test_failed', 'refresh_token_rejected', undefined],
    ['no-feeds', 422, 'connection_test_failed', 'feeds_permission_missing', undefined],
    ['throttled', 503, 'connection_test_inconclusive', 'throttled', '45'],
    ['lwa-throttled', 503, 'connection_test_inconclusive', 'throttled', '30'],
    ['unavailable', 503, 'connection_test_inconclusive', 'amazon_unavailable', '30'],
  ] as const;

  it.each(refusals)(
    'of the account %s: %i %s, and nothing is written',
    async (name, status, code, diagnosis, retry) => {
      const id = newId();
      world.aws.forgetCalls();
      const answer = await world.api(put(id, world.settingsOf(name)));
      expect(world.called().toSorted()).toEqual(['secretsmanager.GetSecretValue', 'secretsmanager.ListSecrets']);
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.headers['retry-after']).toBe(retry);
      expect(answer.headers).not.toHaveProperty('etag');
      expect(Object.keys(answer.body).toSorted()).toEqual([
        'code',
        'detail',
        'requestId',
        'status',
        'test',
        'title',
        'type',
      ]);
      expect(answer.body).toMatchObject({
        type: 'about:blank',
        status,
        code,
        requestId: 'request-1',
        test: { connectionId: id, version: null, trigger: 'save', diagnosis: { code: diagnosis } },
      });
      expect(answer.invocation.audits).toEqual([
        expect.objectContaining({ connectionId: id, outcome: code, amazonRequestId: expect.any(String) }),
      ]);

      expect(world.secretOf(id)).toBeUndefined();
      expect(await world.itemsOf(id)).toEqual([]);
      expect(world.eventsOf(id)).toEqual([]);
      expect(world.messagesOf(id)).toEqual([]);
    },
  );

  it.each(refusals)('of the account %s leave what was saved before exactly as it was', async (name, status) => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0')));
    const before = [world.secretOf(id), await world.itemsOf(id), world.eventsOf(id)];
    for (const call of [put(id, world.settingsOf(name)), patch(id, world.settingsOf(name))]) {
      expect((await world.api(call)).status).toBe(status);
      expect([world.secretOf(id), await world.itemsOf(id), world.eventsOf(id)]).toEqual(before);
    }
    expect(world.messagesOf(id)).toEqual([]);
  });
});

describe('a save that runs out of time', () => {
  it('writes nothing, and says so: 504', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0')));
    const before = world.secretOf(id);
    const clock = handClock(Date.now());
    const { http } = world.dependencies;
    const slow = {
      async send(...asked: Parameters<typeof http.send>) {
        const answer = await http.send(...asked);
        clock.jump(15_000);
        return answer;
      },
    };
    const { status, body, invocation } = await world.environment({ http: slow, clock })(
      put(id, world.settingsOf('seller-1')),
    );
    expect([status, body.code]).toEqual([504, 'timed_out']);
    expect(world.secretOf(id)).toEqual(before);
    expect(invocation.audits).toMatchObject([{ action: 'change', outcome: 'timed_out' }]);
    expect(world.eventsOf(id)).toHaveLength(1);
  });
});

describe('a save without a test', () => {
  it('asks Amazon nothing, is unknown, tells so, and queues a test', async () => {
    const id = newId();
    world.amazon.clearRequests();
    const { status, headers, body } = await world.api(putUntested(id, world.settingsOf('revoked')));
    expect(status).toBe(201);
    expect(headers.etag).toBe(`"${body.connection.version}"`);
    expect(body).toMatchObject({ test: null, warnings: [] });
    expect(body.connection).toMatchObject({
      state: 'unknown',
      stateSince: expect.stringMatching(TIME),
      latestTest: null,
      version: world.secretOf(id)?.versionId,
    });
    expect(world.amazon.requests()).toEqual([]);
    expect(world.eventsOf(id)).toMatchObject([
      { from: null, to: 'unknown', since: body.connection.stateSince, testId: null, diagnosis: null },
    ]);
    expect(world.messagesOf(id)).toEqual([
      { connectionId: id, runId: expect.any(String), scheduledTime: expect.stringMatching(TIME), trigger: 'save' },
    ]);
    expect((await world.itemsOf(id)).map(({ sort, state }) => [sort, state])).toEqual([['latest', 'unknown']]);
  });

  it('makes what was passed unknown when it changes what a test depends on', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0')));
    const { status, body } = await world.api(putUntested(id, world.settingsOf('seller-1')));
    expect(status).toBe(200);
    const { state, stateSince, updatedAt } = body.connection;
    // Since the write was done.
    expect([state, stateSince && updatedAt && stateSince >= updatedAt]).toEqual(['unknown', true]);
    expect(world.eventsOf(id).map(({ from, to }) => [from, to])).toEqual([
      [null, 'passed'],
      ['passed', 'unknown'],
    ]);
    expect(world.messagesOf(id)).toHaveLength(1);
  });

  it('leaves the state alone when it leaves endpoint, account type and LWA values alone, and queues a test all the same', async () => {
    const id = newId();
    const settings = world.settingsOf('seller-0');
    const { body: created } = await world.api(put(id, settings));
    await world.api(patch(id, { displayName: 'First' }));
    const { status, body } = await world.api(
      putUntested(id, { ...settings, displayName: 'Other', expectFeeds: false, testing: 'paused' }),
    );
    expect(status).toBe(200);
    expect(body.test).toBeNull();
    expect(body.connection).toMatchObject({
      state: 'passed',
      stateSince: created.connection.stateSince,
      latestTest: created.test,
    });
    expect(world.eventsOf(id)).toHaveLength(1);
    expect(world.messagesOf(id)).toHaveLength(1);
  });
});

describe('dates', () => {
  const dates = { clientSecretCreatedOn: '2026-01-01', authorizedOn: '2026-02-02' };
  const cleared = (field: string) => ({ field, code: 'date_cleared', detail: expect.any(String) });

  it('are cleared, with a warning, when PUT brings another value without its date', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0', dates)));
    const { body } = await world.api(put(id, world.settingsOf('other')));
    expect(body.connection).toMatchObject({ clientSecretCreatedOn: null, authorizedOn: null });
    expect(body.warnings).toEqual([cleared('clientSecretCreatedOn'), cleared('authorizedOn')]);
    expect(world.valueOf(id)).not.toHaveProperty('authorizedOn');
  });

  it('are cleared one by one: only that of the value that PATCH changes', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0', dates)));
    const { lwaRefreshToken } = world.settingsOf('seller-1');
    const { body } = await world.api(patch(id, { lwaRefreshToken }));
    expect(body.warnings).toEqual([cleared('authorizedOn')]);
    expect(body.connection).toMatchObject({
      clientSecretCreatedOn: '2026-01-01',
      authorizedOn: null,
      authorizationReviewOn: null,
    });
    expect(world.descriptionOf(id)).toMatchObject({ clientSecretCreatedOn: '2026-01-01', authorizedOn: null });
  });

  it('stay when they come with the value, in whichever way', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0', dates)));
    const { lwaRefreshToken } = world.settingsOf('seller-1');
    const patched = await world.api(patch(id, { lwaRefreshToken, authorizedOn: dates.authorizedOn }));
    expect(patched.body.connection).toMatchObject(dates);
    expect(patched.body.warnings).toEqual([]);
    const replaced = await world.api(put(id, world.settingsOf('other', { ...dates, authorizedOn: '2026-03-03' })));
    expect(replaced.body.connection).toMatchObject({ ...dates, authorizedOn: '2026-03-03' });
    expect(replaced.body.warnings).toEqual([]);
  });

  it('are cleared by an untested save, too, and without a warning where there was none', async () => {
    const id = newId();
    await world.api(put(id, world.settingsOf('seller-0', { authorizedOn: '2026-02-02' })));
    const { body } = await world.api(putUntested(id, world.settingsOf('other')));
    expect(body.warnings).toEqual([cleared('authorizedOn')]);
  });
});

describe('when event, item or message fail after the values are written', () => {
  const NOT_RECORDED = { field: '', code: 'test_not_recorded', detail: expect.any(String) };

  it.each([
    ['events.PutEvents', 'events:PutEvents'],
    ['dynamodb.PutItem', 'dynamodb:PutItem'],
    ['dynamodb.GetItem', 'dynamodb:GetItem'],
  ] as const)('%s: a tested save has succeeded, with a warning', async (target, action) => {
    const id = newId();
    world.aws.faults.inject(target, 'access-denied');
    const created = await world.api(put(id, world.settingsOf('seller-0')));
    const replaced = await world.api(put(id, world.settingsOf('seller-1')));
    expect([created.status, replaced.status]).toEqual([201, 200]);
    for (const { body, invocation } of [created, replaced]) {
      expect(body.warnings).toEqual([NOT_RECORDED]);
      expect(body.test).toMatchObject({ verdict: 'passed', version: body.connection.version });
      expect(invocation.lines).toContainEqual(['unavailable', { action, reason: 'AccessDeniedException' }]);
      expect(invocation.audits).toMatchObject([{ outcome: 'ok' }]);
    }
    expect(world.secretOf(id)?.versionId).toBe(replaced.body.connection.version);
  });

  it('a refused entry counts as a failed event', async () => {
    world.aws.faults.inject('events.PutEvents', 'entries-fail');
    const { status, body } = await world.api(put(newId(), world.settingsOf('seller-0')));
    expect([status, body.warnings]).toEqual([201, [NOT_RECORDED]]);
  });

  it.each(['access-denied', 'entries-fail'] as const)(
    'a message that is not taken (%s) is a warning',
    async (fault) => {
      const id = newId();
      world.aws.faults.inject('sqs.SendMessageBatch', fault);
      const { status, body } = await world.api(putUntested(id, world.settingsOf('seller-0')));
      expect([status, body.warnings]).toEqual([201, [NOT_RECORDED]]);
      expect(body.connection.state).toBe('unknown');
      expect(world.eventsOf(id)).toMatchObject([{ to: 'unknown' }]);
    },
  );

  it('the test of an untested save is queued although its event could not be put', async () => {
    const id = newId();
    world.aws.faults.inject('events.PutEvents', 'access-denied');
    const { status, body } = await world.api(putUntested(id, world.settingsOf('seller-0')));
    expect([status, body.warnings]).toEqual([201, [NOT_RECORDED]]);
    expect(world.messagesOf(id)).toHaveLength(1);
  });
});
