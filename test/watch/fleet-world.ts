/** A fleet on the local AWS services: tests that count are kept in a real table, and events go to a real bus. */
import { randomUUID } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { LocalAws } from '../../infra/local-aws/local-aws.ts';
import type { EndpointName } from '../../lib/amazon/endpoints.ts';
import type { Verdict } from '../../lib/connection-test/test-result.ts';
import { dynamoDbFleetStore } from '../../lib/watch/dynamodb-fleet-store.ts';
import { dynamoDbTestResults } from '../../lib/watch/dynamodb-test-results.ts';
import { eventBridgeEventBus } from '../../lib/watch/eventbridge-event-bus.ts';
import { type FleetMember, type FleetScope, fleetMember, scopeKey } from '../../lib/watch/fleet-state.ts';
import type { FleetStore } from '../../lib/watch/fleet-store.ts';
import { createFleetWatch } from '../../lib/watch/fleet-watch.ts';
import { handClock } from '../hand-clock.ts';
import { aTest, minute, minuteMs } from './fixtures.ts';
import { localClientOptions, localTable } from './local-table.ts';

export const INTERVAL_MS = 3_600_000;

export interface CountedTest {
  readonly connectionId: string;
  readonly verdict: Verdict;
  readonly minutes: number;
  readonly endpoint?: EndpointName;
  /** One of its own unless said. */
  readonly lwaClientId?: string;
}

export async function fleetWorld(aws: LocalAws) {
  const { client, table } = await localTable(aws);
  const busName = `bus-${randomUUID()}`;
  aws.createEventBus(busName);
  const clock = handClock(minuteMs(0));
  const events = eventBridgeEventBus(new EventBridgeClient(localClientOptions(aws)), busName);
  const results = dynamoDbTestResults(client, table, clock);
  const store = dynamoDbFleetStore(client, table);

  /** As an environment of Lambda makes it at its start. */
  const environment = (over: Partial<FleetStore> = {}) =>
    createFleetWatch({ store: { ...store, ...over }, events, clock, intervalMs: INTERVAL_MS });

  /** Keeps a scheduled test of a connection that had passed an hour before. */
  async function keep({ connectionId, verdict, minutes, endpoint = 'na', lwaClientId }: CountedTest) {
    const result = aTest(verdict, minutes, { connectionId, endpoint, trigger: 'schedule' });
    const member = fleetMember(connectionId, lwaClientId ?? `client-of-${connectionId}`, result, minute(minutes - 60));
    if (!member) throw new Error('A scheduled test counts.');
    await results.addToHistory(connectionId, result, member);
    return member;
  }

  return {
    client,
    table,
    clock,
    results,
    store,
    environment,
    keep,
    /** What a test does: it is kept, then its fleets are reviewed. */
    async count(watch: { review(member: FleetMember): Promise<boolean> }, test: CountedTest): Promise<boolean> {
      return watch.review(await keep(test));
    },
    /** What was told of fleets: `endpoint#na normal → failing`, each as often as it was told, with its id. */
    told: () =>
      aws
        .events()
        .filter(({ bus, detailType }) => bus === busName && detailType === 'Fleet State Changed')
        .map(({ detail }) => {
          const { id, scope, from, to } = detail as { id: string; scope: FleetScope; from: string; to: string };
          return { id, change: `${scopeKey(scope)} ${from} → ${to}` };
        }),
  };
}
