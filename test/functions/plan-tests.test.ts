import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultTarget } from '../../infra/local-aws/faults.ts';
import { dueTimeOf, slotAt } from '../../lib/watch/schedule.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, PREFIX, startLocalWorld } from './local-world.ts';
import { logOf, sumsOf } from './log-lines.ts';

const FLEET = Array.from({ length: 230 }, (_, index) => `connection-${String(index).padStart(3, '0')}`);
const SCHEDULED = '2026-11-23T10:15:00Z';

let world: LocalWorld;
let bundle: Bundle;

beforeAll(async () => {
  world = await startLocalWorld();
  await Promise.all(FLEET.map((id) => world.save(id, {}, { endpoint: 'eu' })));
  await world.save('paused', {}, { testing: 'paused' });
  await world.save('going', {});
  await world.remove('going');
  // Not connections of this installation.
  await world.secrets.send(new CreateSecretCommand({ Name: `${PREFIX}Not-an-id`, SecretString: '{}' }));
  await world.secrets.send(new CreateSecretCommand({ Name: '/spc/test-2/other', SecretString: '{}' }));
  await world.secrets.send(new CreateSecretCommand({ Name: `other${PREFIX}other`, SecretString: '{}' }));
  bundle = await world.load('plan-tests');
});
afterAll(() => world.close());
beforeEach(() => {
  bundle.forget();
  world.aws.forgetCalls();
});
afterEach(() => world.aws.faults.clear());

/** Plans; answers what this run has queued. */
async function plan(event: unknown) {
  const before = world.queued().length;
  const { error, result } = await bundle.invoke(event);
  if (error) throw new Error(error.text);
  expect(result ?? null).toBeNull();
  return world.queued().slice(before);
}

describe('a run', () => {
  it('queues what is due at its scheduled time, each after its delay', async () => {
    const queued = await plan({ scheduledTime: SCHEDULED, runId: 'execution-1' });
    const slot = slotAt(Date.parse(SCHEDULED), 60);
    const due = FLEET.filter((id) => dueTimeOf(id, 60).slot === slot);
    expect(due.length).toBeGreaterThan(20);
    const byId = (a: Record<string, unknown>, b: Record<string, unknown>) =>
      String(a.connectionId).localeCompare(String(b.connectionId));
    expect(queued.toSorted(byId)).toEqual(
      due.map((connectionId) => ({
        connectionId,
        runId: 'execution-1',
        scheduledTime: '2026-11-23T10:15:00.000Z',
        trigger: 'schedule',
        delaySeconds: dueTimeOf(connectionId, 60).delaySeconds,
      })),
    );
  });

  it('reads the fleet page by page, and what is known of it in batches', async () => {
    await plan({ scheduledTime: SCHEDULED });
    const operations = world.aws.calls().map(({ operation }) => operation);
    expect(operations.filter((operation) => operation === 'ListSecrets')).toHaveLength(3);
    expect(operations.filter((operation) => operation === 'BatchGetItem')).toHaveLength(3);
    expect(operations).not.toContain('GetSecretValue');
  });

  it('of {} is one of now, with an id of its own', async () => {
    const before = Date.now();
    const queued = await plan({});
    const slots = [before, Date.now()].map((now) => slotAt(now, 60));
    expect(queued.length).toBeGreaterThan(0);
    for (const { connectionId, runId, scheduledTime } of queued) {
      expect(slots).toContain(dueTimeOf(String(connectionId), 60).slot);
      expect(runId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      expect(Date.parse(String(scheduledTime))).toBeGreaterThanOrEqual(before);
    }
  });

  it('of all queues the whole fleet at once, but the paused', async () => {
    const queued = await plan({ all: true });
    expect(queued.map(({ connectionId }) => connectionId).toSorted()).toEqual(FLEET);
    expect(new Set(queued.map(({ delaySeconds }) => delaySeconds))).toEqual(new Set([0]));
  });

  it('of a shorter interval queues more of it', async () => {
    const frequent = await world.load('plan-tests', { TEST_INTERVAL_MINUTES: '15' });
    const before = world.queued().length;
    await frequent.invoke({ scheduledTime: SCHEDULED });
    expect(world.queued().length - before).toBe(FLEET.length);
  });

  it('counts the fleet and says that it was completed', async () => {
    await plan({ scheduledTime: SCHEDULED });
    expect(sumsOf(bundle.stdout)).toEqual({
      ConnectionsKnown: FLEET.length + 1,
      ConnectionsFailing: 0,
      ConnectionsUnknown: FLEET.length,
      RunCompleted: 1,
    });
    expect(logOf(bundle.stdout)).toEqual([]);
  });

  it.each([
    ['no object', 5],
    ['a time that is none', { scheduledTime: 'soon' }],
    ['a time of the wrong type', { scheduledTime: 5 }],
    ['a run id of the wrong type', { runId: 5 }],
    ['an all that is none', { all: 'yes' }],
  ])('of %s is an error that says what is wrong, and queues nothing', async (_what, event) => {
    const before = world.queued().length;
    const { error } = await bundle.invoke(event);
    expect(error).toMatchObject({ name: 'ScheduleEventError' });
    expect(world.queued()).toHaveLength(before);
    expect(sumsOf(bundle.stdout)).toEqual({});
  });
});

describe('the countdowns', () => {
  it('are those of the soonest dates', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    await world.save('dated', {}, { testing: 'paused', clientSecretCreatedOn: daysAgo(100), authorizedOn: today });
    await world.save('dated-2', {}, { testing: 'paused', clientSecretCreatedOn: today, authorizedOn: daysAgo(300) });
    await plan({ scheduledTime: SCHEDULED });
    // The day of today has begun: a part of it is gone.
    expect(sumsOf(bundle.stdout)).toMatchObject({ ClientSecretDaysLeft: 79, AuthorizationDaysLeft: 64 });
  });
});

describe('an AWS service that is down', () => {
  it.each<[FaultTarget, Fault, string]>([
    ['secretsmanager.ListSecrets', 'access-denied', 'secretsmanager:ListSecrets'],
    ['sqs.SendMessageBatch', 'entries-fail', 'sqs:SendMessage'],
    ['dynamodb.BatchGetItem', 'access-denied', 'dynamodb:BatchGetItem'],
  ])('%s: the run is not completed, and Lambda hears of it', async (target, fault, action) => {
    world.aws.faults.inject(target, fault);
    const { error } = await bundle.invoke({ scheduledTime: SCHEDULED });
    expect(error).toMatchObject({ name: 'AwsServiceError' });
    expect(logOf(bundle.stderr)).toMatchObject([{ message: 'aws service unavailable', action }]);
    expect(sumsOf(bundle.stdout)).toEqual({});
  });

  it('for a moment is asked again: a page that fails in the middle loses none of the fleet', async () => {
    let pages = 0;
    const stop = world.aws.onCall(({ operation }, phase) => {
      if (operation !== 'ListSecrets' || phase !== 'before') return;
      pages += 1;
      if (pages === 2) throw new Error('reset');
    });
    const queued = await plan({ all: true });
    stop();
    expect(queued).toHaveLength(FLEET.length);
  });
});
