import { describe, expect, test } from 'vitest';
import { OPERATION_LIST } from '../../infra/simulated-amazon/operation-list.ts';
import { isRefused, operationGrant } from '../../lib/operation/operation-grant.ts';

const NOTIFICATIONS = { kind: 'grantless', scopes: ['sellingpartnerapi::notifications'] };
const TRACKING = { kind: 'grantless', scopes: ['sellingpartnerapi::shipments:track'] };
const SELLER = { kind: 'seller' };

describe('a grantless token is for', () => {
  test.for([
    ['createDestination', 'POST', '/notifications/v1/destinations', NOTIFICATIONS],
    ['getDestinations', 'GET', '/notifications/v1/destinations', NOTIFICATIONS],
    ['getDestination', 'GET', '/notifications/v1/destinations/d-1', NOTIFICATIONS],
    ['deleteDestination', 'DELETE', '/notifications/v1/destinations/d-1', NOTIFICATIONS],
    ['getSubscriptionById', 'GET', '/notifications/v1/subscriptions/ANY_OFFER_CHANGED/s-1', NOTIFICATIONS],
    ['deleteSubscriptionById', 'DELETE', '/notifications/v1/subscriptions/ANY_OFFER_CHANGED/s-1', NOTIFICATIONS],
    ['sendTestNotification', 'POST', '/notifications/v1/subscriptions/X/testNotification', NOTIFICATIONS],
    ['getShipmentTracking', 'GET', '/tracking/2026-01-30/shipments/track', TRACKING],
    ['an id with an encoded slash', 'GET', '/notifications/v1/destinations/a%2Fb', NOTIFICATIONS],
  ] as const)('%s', ([, method, path, grant]) => {
    expect(operationGrant(method, path)).toEqual(grant);
  });
});

/** One path of each shape that is grantless. */
const shapes = [
  ['GET', '/notifications/v1/destinations'],
  ['POST', '/notifications/v1/destinations'],
  ['GET', '/notifications/v1/destinations/d-1'],
  ['DELETE', '/notifications/v1/destinations/d-1'],
  ['GET', '/notifications/v1/subscriptions/X/s-1'],
  ['DELETE', '/notifications/v1/subscriptions/X/s-1'],
  ['POST', '/notifications/v1/subscriptions/X/testNotification'],
  ['GET', '/tracking/2026-01-30/shipments/track'],
] as const;

test.for(shapes)('%s %s is grantless as a whole path alone, not with more before or behind it', ([method, path]) => {
  expect(operationGrant(method, path)).not.toEqual(SELLER);
  for (const longer of [`/x${path}`, `${path}/a/b`]) expect(operationGrant(method, longer), longer).toEqual(SELLER);
});

describe("the seller's token is for", () => {
  test.for([
    ['getSubscription', 'GET', '/notifications/v1/subscriptions/ANY_OFFER_CHANGED'],
    ['createSubscription', 'POST', '/notifications/v1/subscriptions/ANY_OFFER_CHANGED'],
    ['another method on destinations', 'PUT', '/notifications/v1/destinations'],
    ['another method on a destination', 'PATCH', '/notifications/v1/destinations/d-1'],
    ['a HEAD', 'HEAD', '/notifications/v1/destinations'],
    ['a slash at the end', 'GET', '/notifications/v1/destinations/'],
    ['a segment more', 'GET', '/notifications/v1/destinations/d-1/more'],
    ['an empty id', 'DELETE', '/notifications/v1/subscriptions//s-1'],
    ['another version', 'GET', '/notifications/v2/destinations'],
    ['another case', 'GET', '/Notifications/v1/destinations'],
    ['a prefix', 'GET', '/x/notifications/v1/destinations'],
    ['something behind the test notification', 'POST', '/notifications/v1/subscriptions/X/testNotification/1'],
    ['a POST to a subscription', 'POST', '/notifications/v1/subscriptions/X/s-1'],
    ['a line break at the end', 'GET', '/notifications/v1/destinations\n'],
    ['tracking of another version', 'GET', '/tracking/2025-01-30/shipments/track'],
    ['tracking by POST', 'POST', '/tracking/2026-01-30/shipments/track'],
    ['tracking of Shipping v2', 'GET', '/shipping/v2/tracking'],
    ['a restricted data token', 'POST', '/tokens/2021-03-01/restrictedDataToken'],
    ['getOrders', 'GET', '/orders/v0/orders'],
  ] as const)('%s', ([, method, path]) => {
    expect(operationGrant(method, path)).toEqual(SELLER);
  });
});

test("of Amazon's 370 operations each gets the token that Amazon wants, but for those that are refused", () => {
  const grants = OPERATION_LIST.filter(({ path }) => !isRefused(path)).map(({ method, path, scope }) => ({
    operation: `${method} ${path}`,
    grant: operationGrant(method, path.replaceAll(/\{[^}]+\}/g, 'value')),
    wanted: scope === null ? SELLER : { kind: 'grantless', scopes: [scope] },
  }));

  expect(OPERATION_LIST).toHaveLength(370);
  expect(grants).toHaveLength(369);
  expect(grants.filter(({ grant, wanted }) => JSON.stringify(grant) !== JSON.stringify(wanted))).toEqual([]);
});

describe('operations on the application itself', () => {
  test.for([
    '/applications/2023-11-30/clientSecret',
    '/applications',
    '/applications/',
    '/Applications/x',
    '/%61pplications/x',
    '/%2561pplication%73/x',
    '/applications%2Fx',
    '/%2fapplications/x',
    '/applications%5cx',
    '/applications;x/2023-11-30/clientSecret',
    '/applications%3Bx/2023-11-30/clientSecret',
    '/APPLICATIONS;',
    '/applications/%ff',
  ])('are refused: %s', (path) => {
    expect(isRefused(path)).toBe(true);
  });

  test.for([
    '/applicationsX',
    '/applications%20/x',
    '/x;applications/y',
    '/app',
    '/orders/applications/x',
    '/appIntegrations/2024-04-01/notifications',
  ])('are not %s', (path) => {
    expect(isRefused(path)).toBe(false);
  });
});
