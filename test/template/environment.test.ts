import { expect, test } from 'vitest';
import { resolve } from '../../infra/template/resolve.ts';
import { deployment, functions } from './stack.ts';

/** What each function is told; that it reads just these is tested on its bundle. */
const everywhere = { STAGE: 'prod', CONNECTIONS_PREFIX: '/selling-partner-connections/prod/' };
const table = { TEST_RESULTS_TABLE: 'TestResultsTable' };
const queue = { TEST_QUEUE_URL: 'TestQueue' };
const events = { EVENT_BUS_NAME: 'EventBus.Name' };

const expected = {
  connections: { ...everywhere, ...table, ...queue, ...events, DIAGNOSTIC_CALLS: 'on' },
  'connection-tests': { ...everywhere, ...table, ...events, DIAGNOSTIC_CALLS: 'on' },
  'access-tokens': { ...everywhere, ...queue, SECRET_CACHE_SECONDS: 300 },
  operations: { ...everywhere, ...queue, SECRET_CACHE_SECONDS: 300 },
  'plan-tests': { ...everywhere, ...table, ...queue, ...events, TEST_INTERVAL_MINUTES: 60 },
  'run-tests': {
    ...everywhere,
    ...table,
    ...queue,
    ...events,
    DIAGNOSTIC_CALLS: 'on',
    PER_CONNECTION_METRICS: 'off',
    TEST_INTERVAL_MINUTES: 60,
  },
};

test('each function has the environment that it uses, and no more', () => {
  const context = deployment();
  const declared = Object.fromEntries(functions.map((fn) => [fn.name, resolve(fn.environment, context)]));
  expect(declared).toEqual(expected);
});

test('an event bus of the user’s own is told by its name', () => {
  const context = deployment({ EventBusName: 'default' });
  const told = functions.map((fn) => resolve(fn.environment.EVENT_BUS_NAME ?? 'default', context));
  expect(new Set(told)).toEqual(new Set(['default']));
});
