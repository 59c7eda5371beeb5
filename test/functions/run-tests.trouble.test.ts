/** Batches in rough weather: what is lost must come again, what was told is not told twice, and a healthy account raises no alarm. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sqsEvent, testOf } from '../monitoring/fleet-run.ts';
import type { Bundle } from './bundle.ts';
import { type LocalWorld, startLocalWorld } from './local-world.ts';
import { auditsOf, sumsOf } from './log-lines.ts';

let world: LocalWorld;
let bundle: Bundle;
beforeAll(async () => {
  world = await startLocalWorld();
  bundle = await world.load('run-tests');
});
afterAll(() => world.close());
beforeEach(() => {
  bundle.forget();
  world.refillQuotas();
});
afterEach(() => world.aws.faults.clear());

/** Connections of one simulated account. */
async function saved(prefix: string, accountName: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  for (const id of ids) await world.save(id, world.account(accountName).settings);
  return ids;
}

/** Answers the connections whose messages must come again. */
async function run(ids: readonly string[], trigger: 'schedule' | 'confirm', remainingMs?: number): Promise<string[]> {
  const { result, error } = await bundle.invoke(
    sqsEvent(ids.map((id) => testOf(id, trigger))),
    remainingMs === undefined ? {} : { remainingMs },
  );
  if (error) throw new Error(error.text);
  const { batchItemFailures } = result as { batchItemFailures: { itemIdentifier: string }[] };
  return batchItemFailures.map(({ itemIdentifier }) => ids[Number(itemIdentifier.replace('message-', ''))] ?? '');
}

const toldOf = (ids: readonly string[]) =>
  world.aws
    .events()
    .map(({ detail }) => detail as { id: string; connectionId: string })
    .filter(({ connectionId }) => ids.includes(connectionId));

describe('an event bus that refuses one of ten events', () => {
  it('costs nobody the alert: that message alone comes again, and then all ten are told, once each', async () => {
    const ids = await saved('refused', 'wrong-secret', 10);
    world.aws.faults.inject('events.PutEvents', 'entries-fail', 1);
    const again = await run(ids, 'confirm');
    expect(again).toHaveLength(1);
    expect(toldOf(ids)).toHaveLength(9);
    expect(await run(again, 'confirm')).toEqual([]);
    const told = toldOf(ids);
    expect(told.map(({ connectionId }) => connectionId).toSorted()).toEqual(ids);
    expect(new Set(told.map(({ id }) => id)).size).toBe(10);
  });
});

describe('an Amazon that hangs for half of a batch until the function has to end', () => {
  it('leaves the other half tested, and what was held true of the hanging ones as it was', async () => {
    const healthy = await saved('healthy', 'acme-na', 5);
    const hanging = await saved('hanging', 'acme-eu', 5);
    expect(await run([...healthy, ...hanging], 'schedule')).toEqual([]);
    const toldBefore = toldOf(hanging).length;
    bundle.forget();
    world.amazon.setFault('acme-eu', { spApi: { kind: 'never' } });
    const again = await run([...healthy, ...hanging], 'schedule', 2_500);
    world.amazon.setFault('acme-eu', null);
    expect(again).toEqual([]);
    expect(sumsOf(bundle.stdout)).toMatchObject({ 'TestsRun[passed]': 5, 'TestsRun[inconclusive]': 5 });
    expect(
      auditsOf(bundle.stdout)
        .map(({ connectionId }) => String(connectionId))
        .toSorted(),
    ).toEqual([...healthy, ...hanging].toSorted());
    const latest = (await world.items()).filter(
      ({ connectionId, sort }) => sort === 'latest' && hanging.includes(String(connectionId)),
    );
    expect(latest.map(({ state, verdict }) => [state, verdict])).toEqual(hanging.map(() => ['passed', 'inconclusive']));
    expect(toldOf(hanging)).toHaveLength(toldBefore);
  });
});
